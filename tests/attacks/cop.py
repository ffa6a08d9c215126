"""What does an auditor of GraphQL servers try? graphql-cop's checks, written anew; each says whether it found a hole.

A check that finds nothing may have asked nothing: tests/attacks/vulnerable.py is a server in which each finds its hole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

ALIASES, BATCH, DIRECTIVES, SAME_FIELDS = 101, 10, 10, 500  # as graphql-cop tries them
HTML = {"accept": "text/html"}
IDE_PATHS = ("/graphql", "/graphiql", "/playground", "/console", "/altair", "/voyager", "/v1/graphql", "/")
IDES = ("graphiql", "playground", "altair", "voyager", "apollo sandbox")
LEAKS = ("traceback", "stacktrace", "exception", 'file \\"', ".py")


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A server, by a client of it, and a selection of its query that costs it something."""

    client: httpx.Client
    costly: str

    def post(self, body: Any, **request: Any) -> httpx.Response:
        """Return the answer to a JSON body."""
        return self.client.post("/graphql", json=body, **request)

    def answers(self, query: str) -> bool:
        """Whether a query is answered with data and without an error."""
        return is_data(self.post({"query": query}))


def is_data(answer: httpx.Response) -> bool:
    """Whether an answer is data without an error."""
    if "json" not in answer.headers.get("content-type", ""):
        return False
    body = answer.json()
    return isinstance(body, dict) and bool(body.get("data")) and not body.get("errors")


def alias_overloading(server: Audited) -> bool:
    """Whether one request can do the same work a hundred times over."""
    return server.answers(f"{{ {' '.join(f'a{number}: {server.costly}' for number in range(ALIASES))} }}")


def array_batching(server: Audited) -> bool:
    """Whether one request can hold many, which a limit of requests would not see."""
    answer = server.post([{"query": "{ __typename }"}] * BATCH)
    return answer.status_code == 200 and isinstance(answer.json(), list) and len(answer.json()) == BATCH


def directive_overloading(server: Audited) -> bool:
    """Whether a field may have any number of directives, each of them looked at: so many errors."""
    answer = server.post({"query": f"{{ __typename {'@aa' * DIRECTIVES} }}"})
    return len(answer.json().get("errors", [])) == DIRECTIVES


def circular_introspection(server: Audited) -> bool:
    """Whether introspection goes round in circles, each longer than the last."""
    inside = "fields { type { " * 4 + "name" + " } }" * 4
    return server.answers(f"{{ __schema {{ types {{ {inside} }} }} }}")


def circular_fragments(server: Audited) -> bool:
    """Whether fragments that spread each other are run."""
    circle = "{ ...A } fragment A on Query { __typename ...B } fragment B on Query { __typename ...A }"
    answer = server.post({"query": circle})
    return answer.status_code >= 500 or is_data(answer)


def field_duplication(server: Audited) -> bool:
    """Whether the same field may be asked for any number of times."""
    return server.answers(f"{{ {'__typename ' * SAME_FIELDS} }}")


def field_suggestions(server: Audited) -> bool:
    """Whether errors tell names that were not asked for."""
    wrong = ("{ __schema { directive } }", "{ __typ }", "{ __type(nam: 1) { name } }", "{ __typename @ski }")
    wrong += ("fragment f on Quer { x } { ...f }", "query($v: Strin) { __typename }", "{ ... on Mutatio { x } }")
    return any("did you mean" in server.post({"query": query}).text.lower() for query in wrong)


def introspection(server: Audited) -> bool:
    """Whether the schema is told to whoever asks."""
    return server.answers("{ __schema { types { name } } }")


def ide(server: Audited) -> bool:
    """Whether a page to write queries on is served."""
    pages = (server.client.get(path, headers=HTML).text.lower() for path in IDE_PATHS)
    return any(name in page for page in pages for name in IDES)


def trace_mode(server: Audited) -> bool:
    """Whether answers tell how long each resolver took."""
    answer = server.post({"query": "{ __typename }"}, headers={"x-apollo-tracing": "1"})
    return bool(answer.json().get("extensions", {}).get("tracing"))


def query_by_get(server: Audited) -> bool:
    """Whether an address alone makes a query, as in an image on another site's page."""
    return is_data(server.client.get("/graphql", params={"query": "{ __typename }"}))


def mutation_by_get(server: Audited) -> bool:
    """Whether an address alone makes a mutation."""
    return is_data(server.client.get("/graphql", params={"query": "mutation { __typename }"}))


def post_of_a_form(server: Audited) -> bool:
    """Whether a form on another site's page makes a query, which browsers send with our cookie."""
    return any(
        is_data(server.client.post("/graphql", **form))
        for form in (
            {"data": {"query": "{ __typename }"}},
            {"content": '{"query": "{ __typename }"}', "headers": {"content-type": "text/plain"}},
            {"files": {"query": (None, "{ __typename }")}},
        )
    )


def unhandled_errors(server: Audited) -> bool:
    """Whether errors tell about the server's insides."""
    bodies: list[Any] = [{"query": "qwerty cop { abc }"}, {"query": ["x"]}, {"query": {}}, {}, [], "x", None]
    return any(leak in server.post(body).text.lower() for body in bodies for leak in LEAKS)


CHECKS: dict[str, Callable[[Audited], bool]] = {
    check.__name__.replace("_", " "): check
    for check in (
        alias_overloading,
        array_batching,
        circular_fragments,
        circular_introspection,
        directive_overloading,
        field_duplication,
        field_suggestions,
        ide,
        introspection,
        mutation_by_get,
        post_of_a_form,
        query_by_get,
        trace_mode,
        unhandled_errors,
    )
}

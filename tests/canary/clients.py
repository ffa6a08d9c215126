"""Who asks, and is everything noted that they are answered? Everybody, each by a client, under the name of a role."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import httpx
from django.urls import URLPattern, get_resolver
from graphql import build_client_schema, get_introspection_query, get_named_type

import mails
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.canary.crawler import Crawler
from tests.canary.places import Place

LEARNING = 40  # the first documents, which are about whatever there is a list of
MUTATION = re.compile(rb'\{"query":\s*"mutation\([^)]*\) \{ (\w+)')
INVITE = """mutation($email: String!, $role: Role!, $username: String!) {
    invitePerson(input: {email: $email, role: $role, username: $username}) { userErrors { code } }
}"""


C = TypeVar("C", bound=httpx.Client)


class Clients:
    """Everybody at one server, by role, and the answers that they were given; who is first sees what there is."""

    def __init__(self) -> None:
        self.clients, self.answers = dict[str, httpx.Client](), list[Place]()

    def add(self, who: str, client: C) -> C:
        """Return the client, of which every answer is noted from now on."""
        client.event_hooks["response"].append(lambda answer: self._note(who, answer))
        self.clients[who] = client
        return client

    @cached_property
    def crawler(self) -> Crawler:
        """What asks for all that the server's schema tells of."""
        return Crawler(build_client_schema(self.ask(self._first, get_introspection_query())["data"]))

    @property
    def _first(self) -> str:
        return next(iter(self.clients))

    def ask(self, who: str, document: str, /, **variables: Any) -> Any:
        """Return what GraphQL answers."""
        answer = self.clients[who].post("/graphql", json={"query": document, "variables": variables})
        return answer.json()

    def told(self, who: str, mutation: str, said: Any) -> Any:
        """Return what a mutation answers to an input: {"data": …} with all that its payload has, or {"errors": …}."""
        schema = self.crawler.schema
        assert schema.mutation_type is not None
        field = schema.mutation_type.fields[mutation]
        takes, payload = field.args["input"].type, get_named_type(field.type)
        document = (
            f"mutation($input: {takes}) {{ {mutation}(input: $input) {{ {self.crawler.selection(payload, 2)} }} }}"
        )
        return self.ask(who, document, input=said)

    def crawl(self, *only: str) -> None:
        """Have everybody ask for everything, and for every page; or these alone, for what is nearest of it."""
        for document in islice(self.crawler.documents(), LEARNING):
            self.crawler.learn(self.clients[self._first].post("/graphql", json={"query": document}).text)
        assert {"Contact", "User"} <= self.crawler.ids.keys()
        # To read a document takes the server longer than to answer it.
        documents = list(islice(self.crawler.documents(), LEARNING if only else None))
        pages = list(addresses())

        def look(client: httpx.Client) -> None:
            for document in documents:
                client.post("/graphql", json={"query": document})
            for page in pages:
                client.get(page)

        with ThreadPoolExecutor() as threads:  # everybody at once
            list(threads.map(look, [self.clients[who] for who in only or self.clients]))

    def _note(self, who: str, answer: httpx.Response) -> None:
        answer.read()
        head = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        mutation = MUTATION.match(answer.request.content)
        asked = mutation[1].decode() if mutation else answer.request.url.path
        name = f"answer of {asked} to {who}"
        self.answers.append(Place(name=name, octets=head.encode() + answer.content))


def invited(by: Browser, browser: Browser, *, role: str) -> Browser:
    """Return the browser of somebody who came by an invitation."""
    name = new_name("colleague")
    email = f"{name}@example.org"
    data(by, INVITE, email=email, role=role, username=name)
    key = mails.key(browser.mails(email)[-1])
    assert browser.auth("POST", "/auth/invitation", key=key, password=PASSWORD).status_code == 200
    assert browser.sign_in(username=name).status_code == 200
    return browser


def data(browser: Browser, document: str, **variables: Any) -> Any:
    """Return the data of an answer that has no errors."""
    answer = browser.post("/graphql", json={"query": document, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Yield the address of every page that takes nothing in it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{before}{str(one.pattern).lstrip('^').removesuffix('$')}"
        if isinstance(one, URLPattern):
            if not set(path) & set("<(\\"):
                yield path
        else:
            yield from addresses(one.url_patterns, path)

"""What does the log tell of a request? Its id, operation, document, code and time; nothing of what it said, ever."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import psycopg
import pytest
from django.conf import settings

import worlds
from api import Api, Client
from config.logs import LineFormatter
from graph.document import identifier
from graph.errors import Code, RequestError
from tests.graph.refused import JSON

CANARY = "canary"
LITERAL = (
    'query A($n: String) { contacts(filter: {firstName: {eq: $n}, lastName: {eq: "canaryLiteral"}}) { totalCount } }'
)
CREATE = (
    'mutation A($n: String!) { createContact(input: {firstName: $n, source: "canaryLiteral"}) { userErrors { code } } }'
)
LINE = re.compile(r"request (\S+) operation=(\w+|-) document=(sha256:[0-9a-f]{64}|-) code=([A-Z_]+|-) milliseconds=\d+")
Log = Callable[[], str]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """`log()` is all that was logged, as it is written in production with requests on, and what is on stderr."""
    for name in ("steward", "steward.graph", "psycopg", "psycopg.pool", "django", "asyncio", "uvicorn"):
        caplog.set_level(logging.DEBUG, logger=name)

    on_stderr = ""

    def text() -> str:
        nonlocal on_stderr
        on_stderr += capfd.readouterr().err
        for record in caplog.records:
            record.exc_text = None  # what pytest has made of it
        return "\n".join([*(LineFormatter().format(record) for record in caplog.records), on_stderr])

    return text


def ends(written: str, request_id: str) -> list[tuple[str, ...]]:
    """How the request of this id ended, as a log tells it, maybe in two places: operation, document, code."""
    return list({found[1:] for found in LINE.findall(written) if found[0] == request_id})


def send(client: Client, body: dict[str, Any] | str, **headers: str) -> Any:
    canaries = {"referer": "canaryHeader", "user-agent": "canaryAgent", "x-canary": "canary"}
    content = {"json": body} if isinstance(body, dict) else {"content": body}
    return client.post("/graphql?q=canaryAddress", headers=canaries | {"content-type": JSON} | headers, **content)


VARIABLES = {"n": "canaryVariable"}
WRONG = {
    "syntax": ({"query": '{ contacts(filter: "canary'}, "BAD_DOCUMENT"),
    "token": ({"query": "{ canary ? }"}, "BAD_DOCUMENT"),
    "field": ({"query": "{ canaryField }"}, "BAD_DOCUMENT"),
    "literal": ({"query": '{ contacts(first: "canary") { totalCount } }'}, "BAD_DOCUMENT"),
    "variable": ({"query": LITERAL, "variables": {"n": ["canaryVariable"]}}, "BAD_VARIABLES"),
    "text": ({"query": LITERAL, "variables": {"n": "canary\0"}}, "BAD_FILTER"),
    "id": ({"query": "query($i: ID!) { node(id: $i) { id } }", "variables": {"i": "canary"}}, "BAD_ID"),
    "operation": ({"query": LITERAL, "variables": VARIABLES, "operationName": "canary\n"}, "BAD_OPERATION"),
    "document id": ({"documentId": "sha256:canary"}, "DOCUMENT_NOT_FOUND"),
    "body": ('{"query": "canary', "BAD_REQUEST"),
    "name": ({"query": LITERAL, "variables": "canary"}, "BAD_REQUEST"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_wrong_is_told_to_the_client_and_not_to_the_log(nobody_special: Client, log: Log, name: str) -> None:
    body, code = WRONG[name]
    answer = send(nobody_special, body)
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    assert [end[-1] for end in ends(log(), answer.headers["x-request-id"])] == [code]
    assert CANARY not in log()


@pytest.mark.parametrize(
    "headers", [{"accept": "canary/x"}, {"content-type": "canary/x"}, {"origin": "https://canary"}], ids=str
)
def test_wrong_headers_are_not_logged(nobody_special: Client, log: Log, headers: dict[str, str]) -> None:
    answer = send(nobody_special, {"query": LITERAL, "variables": VARIABLES}, **headers)
    assert answer.status_code in {406, 415, 403}
    assert len(ends(log(), answer.headers["x-request-id"])) == 1
    assert CANARY not in log()


def fail(error: Exception, cause: Exception | None = None) -> Callable[..., NoReturn]:
    def raise_it(*_: Any, **__: Any) -> NoReturn:
        raise error from cause

    return raise_it


def timeout() -> Callable[..., NoReturn]:
    cause = psycopg.errors.QueryCanceled("canceled: canaryVariable")
    return fail(RequestError(Code.TIMEOUT, "It took too long."), cause)


PLACES: dict[str, tuple[str, Callable[[], Any], str, str]] = {
    "a value that the database cannot read": (
        "graph.pool.Pool.fetch",
        lambda: fail(psycopg.errors.InvalidTextRepresentation('invalid input: "canaryVariable"')),
        LITERAL,
        "INTERNAL",
    ),
    "a rule that the row breaks": ("contacts.actions.display_name", lambda: lambda *_: "", CREATE, "INTERNAL"),
    "a timeout": ("graph.pool.Pool.fetch", timeout, LITERAL, "TIMEOUT"),
    "a database that is away": (
        "graph.pool.Pool.fetch",
        lambda: fail(RequestError(Code.UNAVAILABLE, "It is away."), psycopg.OperationalError("canaryVariable")),
        LITERAL,
        "UNAVAILABLE",
    ),
    "anything": (
        "graph.pool.Pool.fetch",
        lambda: fail(KeyError("canaryVariable"), ValueError("canary")),
        LITERAL,
        "INTERNAL",
    ),
    "a mutation": ("contacts.actions.create_contact", lambda: fail(RuntimeError("canaryVariable")), CREATE, "INTERNAL"),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_was_our_fault_is_logged_without_values_under_the_id_that_the_client_has(
    api: Api, log: Log, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place, breaks, query, code = PLACES[name]
    client = api(worlds.people("ada")[0])
    with monkeypatch.context() as patched:
        patched.setattr(place, breaks())
        answer = send(client, {"query": query, "variables": VARIABLES, "operationName": "A"})
    [error] = answer.json()["errors"]
    request_id = answer.headers["x-request-id"]
    assert error["extensions"] == {"code": code, "requestId": request_id}
    written = log()
    assert [found for found in LINE.findall(written) if found[0] == request_id][:1] == [
        (request_id, "A", identifier(query), code)
    ]
    assert CANARY not in written
    assert ("File " in written) == (code == "INTERNAL")
    assert "errors" not in send(client, {"query": query, "variables": VARIABLES}).json()


def test_an_answered_request_is_logged_only_if_that_is_asked_for(nobody_special: Client, log: Log) -> None:
    body = {"query": LITERAL, "variables": VARIABLES, "operationName": "A"}
    assert send(nobody_special, body, **{"x-request-id": "loud"}).json() == {"data": {"contacts": {"totalCount": 0}}}
    assert ends(log(), "loud") == [("A", identifier(LITERAL), "-")]
    assert settings.LOGGING["loggers"]["steward.graph"]["level"] == "WARNING"
    logging.getLogger("steward.graph").setLevel(logging.WARNING)  # caplog puts it back; its own would hide, not refuse
    assert send(nobody_special, body, **{"x-request-id": "quiet"}).status_code == 200
    assert send(nobody_special, {"query": "{"}, **{"x-request-id": "quiet"}).status_code == 200
    assert ends(log(), "quiet") == []
    assert CANARY not in log()


FORGED = "A\n2026-01-01 00:00:00 ERROR steward.graph forged"
NAMES = [
    FORGED,
    FORGED.replace("\n", "\r"),
    "A\u2028forged",
    "A\x1b[31mforged",
    "A forged",
    "forgéd",
    "A%sforged",
    "\ud800forged",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_an_operation_cannot_forge_a_line(nobody_special: Client, log: Log, name: str) -> None:
    answer = nobody_special.post(
        "/graphql",
        content=json.dumps({"query": "query A { viewer { id } }", "operationName": name}),
        headers={"content-type": JSON},
    )
    assert [end[0] for end in ends(log(), answer.headers["x-request-id"])] == ["-"]
    assert "forged" not in log()


def test_the_name_of_an_operation_is_cut(nobody_special: Client, log: Log) -> None:
    name = "A" * 1_000
    answer = send(nobody_special, {"query": f"query {name} {{ viewer {{ id }} }}", "operationName": name})
    assert [end[0] for end in ends(log(), answer.headers["x-request-id"])] == ["A" * 64]


def test_the_id_of_a_request_cannot_forge_a_line(nobody_special: Client, log: Log) -> None:
    for given in (b"x\tforged", b"x forged", "xé forged".encode(), b"x=forged code=INTERNAL"):
        headers = {"content-type": JSON.encode(), "x-request-id": given}
        answer = nobody_special.post("/graphql", content='{"query": "{"}', headers=headers)
        written = log()
        assert len(ends(written, answer.headers["x-request-id"])) == 1
        assert "forged" not in written

"""What may be asked for by the id of its document? What the manifest has; with a session, nothing else if so set."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

import reading
import worlds
from api import Api, Client
from config.asgi import graphql
from graph.document import identifier
from graph.sql import query
from graph.trusted import TrustedDocuments
from tests.graph.refused import GRAPHQL_JSON, STATUSES, check, expect
from wire import watch

VIEWER = "{ viewer { __typename } }"
PAGE = "query Page($n: Int!, $after: String) { contacts(first: $n, after: $after) { totalCount nodes { firstName } } }"
CREATE = (
    "mutation Create($name: String!) { createTag(input: {name: $name}) { tag { name } userErrors { code field } } }"
)
BOTH = f"{PAGE} query Me {{ viewer {{ __typename }} }}"
MANIFEST = {identifier(text): text for text in (VIEWER, PAGE, CREATE, BOTH)}
UNKNOWN = ["sha256:" + "0" * 64, identifier(VIEWER).upper(), identifier(VIEWER)[7:], "x", VIEWER, "sha256:\ud800"]

Trusting = Callable[..., None]


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Trusting:
    """`trusting(manifest, only=…)` has the server trust these documents, and read what is new in this process."""
    monkeypatch.setattr(graphql, "_lane", reading.here())
    return lambda manifest, *, only=False: monkeypatch.setattr(
        graphql, "trusted", TrustedDocuments(manifest, only=only)
    )


def by_id(client: Client, text: str, **members: Any) -> httpx.Response:
    return client.post("/graphql", json={"documentId": identifier(text)} | members)


def test_a_trusted_document_is_run_by_its_id(api: Api, trusting: Trusting) -> None:
    trusting(MANIFEST)
    [ada] = worlds.people("ada")
    client = api(ada)
    made = by_id(client, CREATE, variables={"name": "VIP"}, query=None).json()
    assert made == {"data": {"createTag": {"tag": {"name": "VIP"}, "userErrors": []}}}
    assert by_id(client, PAGE, variables={"n": 2}).json() == client.ask(PAGE, n=2).json()
    assert by_id(client, BOTH, operationName="Me").json() == {"data": {"viewer": {"__typename": "User"}}}
    assert by_id(client, PAGE, variables={"n": "x"}).json() == client.ask(PAGE, n="x").json()


def test_whoever_is_not_signed_in_has_no_more_by_id_than_by_text(api: Api, trusting: Trusting) -> None:
    trusting(MANIFEST)
    assert by_id(api(), VIEWER).json() == api().ask(VIEWER).json()
    check(by_id(api(), VIEWER), "UNAUTHENTICATED", 401)


@pytest.mark.parametrize("key", UNKNOWN, ids=ascii)
def test_an_id_that_nothing_has_is_refused_without_sql(nobody_special: Client, trusting: Trusting, key: str) -> None:
    trusting(MANIFEST)
    assert by_id(nobody_special, VIEWER).status_code == 200
    expect(nobody_special, "DOCUMENT_NOT_FOUND", {"documentId": key})


def test_without_a_manifest_no_id_is_known(nobody_special: Client) -> None:
    expect(nobody_special, "DOCUMENT_NOT_FOUND", {"documentId": identifier(VIEWER)})


def test_an_id_beside_its_own_text_is_taken_and_beside_another_refused(nobody_special: Client) -> None:
    assert by_id(nobody_special, VIEWER, query=VIEWER).json() == {"data": {"viewer": {"__typename": "User"}}}
    for text in (f"{VIEWER} ", "{ __typename }"):
        expect(nobody_special, "BAD_REQUEST", {"documentId": identifier(VIEWER), "query": text})


def test_with_the_strict_mode_a_session_runs_trusted_documents_by_id_and_as_text(api: Api, trusting: Trusting) -> None:
    trusting({identifier(CREATE): CREATE}, only=True)
    client = api(worlds.people("ada")[0])
    assert by_id(client, CREATE, variables={"name": "VIP"}).json()["data"]["createTag"]["tag"] == {"name": "VIP"}
    assert client.refusals(CREATE, name="Other") == []


@pytest.mark.parametrize(
    "text", [f"{CREATE} ", "{ viewer { __typename } }", "{ __typename }", "{", "\ud800"], ids=ascii
)
def test_with_the_strict_mode_a_session_runs_nothing_else(
    api: Api, trusting: Trusting, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    [ada] = worlds.people("ada")
    client, before = api(ada), worlds.rows(ada)
    trusting({identifier(CREATE): CREATE}, only=True)
    for media, status in zip(("application/json", GRAPHQL_JSON), STATUSES["DOCUMENT_NOT_TRUSTED"], strict=True):
        client.headers["accept"] = media
        with watch() as wire, monkeypatch.context() as unread:
            unread.setattr("graph.trusted.read", None)  # it is refused unread
            answer = client.ask(text, name="VIP")
        check(answer, "DOCUMENT_NOT_TRUSTED", status)
        assert wire.sent == []
    assert worlds.changed(before, ada) == set()
    assert client.refusals(CREATE, name="Other") == []


def test_with_the_strict_mode_nobody_may_still_read_the_schema(api: Api, trusting: Trusting) -> None:
    trusting({}, only=True)
    assert api().data("{ __schema { queryType { name } } }") == {"__schema": {"queryType": {"name": "Query"}}}
    assert api().code(VIEWER) == "UNAUTHENTICATED"
    assert api(worlds.people("ada")[0]).code("{ __schema { queryType { name } } }") == "DOCUMENT_NOT_TRUSTED"


def test_a_trusted_document_that_is_compiled_is_never_read_again(
    nobody_special: Client, trusting: Trusting, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = VIEWER + " " * 10_000  # longer than what is kept of documents that are sent
    trusting({identifier(text): text for text in (VIEWER, long)})
    graphql.trusted.compile()
    monkeypatch.setattr("graph.trusted.read", None)
    for text in (VIEWER, long):
        assert (
            by_id(nobody_special, text).json()
            == nobody_special.ask(text).json()
            == {"data": {"viewer": {"__typename": "User"}}}
        )


COMPILED = [
    (PAGE, {"n": 2}),
    ("query($n: Int = 3) { contacts(first: $n) { nodes { id } } }", {}),
    ("query($n: Int = 3) { contacts(first: $n) { nodes { id firstName } } }", {"n": 4}),
    ("query($id: ID!) { node(id: $id) { __typename } }", {"id": "con_" + "0" * 32}),
    ("query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", {"ids": ["con_" + "0" * 32]}),
]


@pytest.mark.parametrize(("text", "variables"), COMPILED, ids=str)
def test_the_statement_of_a_trusted_document_is_written_before_it_is_asked_for(
    nobody_special: Client, trusting: Trusting, monkeypatch: pytest.MonkeyPatch, text: str, variables: dict[str, Any]
) -> None:
    trusting({identifier(text): text})
    query.clear()
    with monkeypatch.context() as unwritten:
        unwritten.setattr("graph.sql.ObjectWriter", None)
        assert by_id(nobody_special, text, variables=variables).status_code == 500
    graphql.trusted.compile()
    monkeypatch.setattr("graph.sql.ObjectWriter", None)
    assert "errors" not in by_id(nobody_special, text, variables=variables).json()


def test_a_statement_that_a_required_value_shapes_is_not_guessed(
    trusting: Trusting, monkeypatch: pytest.MonkeyPatch
) -> None:
    shaped = "query Shaped($with: Boolean!) { viewer { id @include(if: $with) } }"
    trusting({identifier(text): text for text in (shaped, PAGE)})
    written: list[str] = []
    monkeypatch.setattr("graph.trusted.statement", lambda _, operation, __: written.append(operation.name.value))
    graphql.trusted.compile()
    assert written == ["Page"]


def test_what_cannot_be_written_beforehand_is_written_when_it_is_asked_for(
    nobody_special: Client, trusting: Trusting
) -> None:
    later = [
        ("query A($with: Boolean!) { viewer { __typename id @include(if: $with) } }", {"with": False}),
        ("query A($f: ContactFilter!) { contacts(filter: $f) { totalCount } }", {"f": {"lastName": {"eq": "x"}}}),
        ("query A { contacts(first: 1000) { totalCount } }", {}),
        ("{ __schema { queryType { name } } }", {}),
        (CREATE, {"name": ""}),
    ]
    trusting({identifier(text): text for text, _ in later})
    graphql.trusted.compile()
    codes = [by_id(nobody_special, text, variables=variables).status_code for text, variables in later]
    assert codes == [200] * len(later)

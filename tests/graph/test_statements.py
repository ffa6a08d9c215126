"""How many statements does an operation take? One, who and wall included, whatever it asks; counted on the wire."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import worlds
from api import Api, Client
from config.asgi import graphql
from graph.arguments import mark
from graph.document import coerce, read
from graph.sql import statement
from tests.graph.harbour import Harbour, harbour
from wire import watch

CASES = Path(__file__).parent / "cases"
DEPTH_EIGHT = (CASES / "depth_eight.graphql").read_text()
DOCUMENTS = {
    "a value": "{ viewer { username } }",
    "a row of a row": "{ viewer { account { name } } }",
    "a list": "{ contacts { nodes { id } } }",
    "a page": "{ contacts(first: 2) { edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }",
    "a page from the end": "{ contacts(last: 2) { nodes { name } pageInfo { hasPreviousPage } } }",
    "a count": "{ contacts { totalCount } }",
    "a count beside a page": "{ contacts { totalCount nodes { name } } }",
    "an order": "{ contacts(orderBy: [{field: LAST_NAME}, {field: BIRTHDAY, direction: DESC}]) { nodes { name } } }",
    "a filter": '{ contacts(filter: {lastName: {startsWith: "s"}}) { nodes { name } } }',
    "a filter by relations": '{ contacts(filter: {company: {contacts: {tags: {name: {eq: ""}}}}}) { totalCount } }',
    "one record": "query($id: ID!) { contact(id: $id) { name } }",
    "one record of any type": "query($id: ID!) { node(id: $id) { id ... on Record { owner { username } } } }",
    "records of any type": "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
    "parts": "{ contacts { nodes { emails { address } phones { e164 } addresses { city } tags { name } } } }",
    "rights": "{ contacts { nodes { access { view edit manage reasons } sharedWith { level user { name } } } } }",
    "people": "{ users { nodes { username teams { members { username } } } } teams { nodes { owner { name } } } }",
    "aliases": "{ contacts { nodes { a: notes(first: 1) { totalCount } b: notes(last: 1) { nodes { body } } } } }",
    "fragments": "{ ...f } fragment f on Query { contacts { ...g } } fragment g on ContactConnection { nodes { id } }",
    "several roots": "{ viewer { id } contacts { totalCount } companies { nodes { contacts { nodes { id } } } } }",
    "introspection beside data": "{ __schema { queryType { name } } viewer { id } }",
    "depth eight": DEPTH_EIGHT,
    "three hundred fields": f"{{ contacts {{ nodes {{ {' '.join(f'f{n}: name' for n in range(300))} }} }} }}",
}


@pytest.fixture(scope="module")
def world(server: str) -> Iterator[tuple[Harbour, Client]]:
    made = harbour()
    with Client(server, made.ada) as client:
        yield made, client


def variables_of(world: Harbour, document: str) -> dict[str, object]:
    ids = world.ids()
    if "$ids" in document:
        return {"ids": [ids["<contact Zoë>"], ids["<company Acme>"], ids["<contact Ivy>"]]}
    return {"id": ids["<contact Zoë>"]} if "$id" in document else {}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_read_is_one_statement(document: str, world: tuple[Harbour, Client]) -> None:
    made, client = world
    # No other test's: one that was run before is prepared in time, and the oldest may be given up for it.
    own = document.replace("{", "{ statement: __typename", 1)
    with watch() as wire:
        data = client.data(own, **variables_of(made, document))
    assert len(data) > 1
    assert "'statement'" in wire.texts[0]
    assert wire.statements == 1
    assert set(wire.sent) <= {"Parse", "Bind", "Describe", "Execute", "Sync"}  # no BEGIN, no COMMIT, nothing before


def test_depth_eight_answers_to_the_bottom(world: tuple[Harbour, Client]) -> None:
    made, client = world
    [bob, zoe] = client.data(DEPTH_EIGHT, **variables_of(made, DEPTH_EIGHT))["contact"]["company"]["contacts"]["nodes"]
    assert bob == zoe | {"name": "Bob Smith"}
    notes = bob["company"]["contacts"]["nodes"][1]["notes"]["nodes"]
    assert [note["body"] for note in notes] == ["met", "wrote"]
    assert notes[0]["createdBy"]["username"] == made.ada.username


def test_a_read_by_nobody_is_one_statement_and_by_no_cookie_none(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    worlds.end_sessions(ada)
    with watch() as wire:
        assert client.code("{ viewer { id } }") == "UNAUTHENTICATED"
    assert wire.statements == 1
    with watch() as wire:
        assert api().code("{ viewer { id } }") == "UNAUTHENTICATED"
    assert wire.sent == []


def test_introspection_alone_is_no_statement(api: Api) -> None:
    with watch() as wire:
        assert api().data("{ __schema { queryType { name } } }") == {"__schema": {"queryType": {"name": "Query"}}}
    assert wire.sent == []


def test_the_count_is_not_always_one(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    with watch() as wire:
        client.data("{ viewer { id } }")
        client.data("{ viewer { username } }")
    assert wire.statements == 2
    with watch() as wire:
        client.data('mutation { createTag(input: {name: "x"}) { tag { id } } }')
    assert wire.statements > 2
    assert "Query" in wire.sent  # BEGIN and COMMIT


def test_what_is_sent_is_what_was_compiled(api: Api) -> None:
    [ada] = worlds.people("ada")
    text = "query($n: Int) { contacts(first: $n) { nodes { onlyHere: lastName } } }"
    client, document = api(ada), read(text)
    operation = document.operation(None)
    with watch() as wire:
        client.data(text, n=3)
    assert wire.texts == [statement(document, operation, mark(operation, coerce(operation, {"n": 3}))).sql]


def test_requests_of_the_same_shape_are_prepared_once(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    worlds.contact(ada)
    clients = [api(ada), api(ben)]
    query = "query($n: Int, $name: String) { contacts(first: $n, filter: {lastName: {eq: $name}}) { n: totalCount } }"
    # While watched, no batch takes a connection out of turn: each has the statement as often as the next.
    with watch():
        connections = graphql.pool._opened.get_stats()["pool_size"]
        for number in range(4 * connections):
            clients[number % 2].data(query, n=number + 1, name=f"name {number}")
    for client in clients * connections:
        with watch() as wire:
            client.data(query, n=7, name="another")
        assert wire.sent == ["Bind", "Describe", "Execute", "Sync"]

"""What is a wrong document, or a wrong value in one, answered with? Its code, at once and without SQL.

`bad/documents.txt` has a code and under it documents, each in a line; in `bad/variables.txt` a document stands above
the variables that are wrong for it, which are indented.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import worlds
from api import Api, Client
from tests.graph.refused import expect

BAD = Path(__file__).parent / "bad"
ID = "con_" + "0" * 32


def sections(name: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of a file: a code, and the lines under it."""
    for section in (BAD / name).read_text().split("\n\n"):
        code, *lines = section.splitlines()
        yield code, lines


def values() -> Iterator[Any]:
    for code, lines in sections("variables.txt"):
        document = ""
        for line in lines:
            if line.startswith(" "):
                yield pytest.param(code, document, line.strip(), id=f"{code} {document} {line}"[:100])
            else:
                document = line


@pytest.mark.parametrize(
    ("code", "document"),
    [
        pytest.param(code, line, id=f"{code} {line}"[:100])
        for code, lines in sections("documents.txt")
        for line in lines
    ],
)
def test_a_wrong_document_is_refused_without_sql(nobody_special: Client, code: str, document: str) -> None:
    expect(nobody_special, code, {"query": document})


@pytest.mark.parametrize(("code", "document", "variables"), list(values()))
def test_wrong_variables_are_refused_without_sql(
    nobody_special: Client, code: str, document: str, variables: str
) -> None:
    quoted = document.replace('"', '\\"')
    expect(nobody_special, code, f'{{"query": "{quoted}", "variables": {variables}}}')


@pytest.mark.parametrize(
    "document", [" ", "\ufeff", "{ viewer { id } } \0", "{ viewer { \ud800 } }", '{ node(id: "\n") }']
)
def test_what_is_no_text_of_graphql_is_refused_without_sql(nobody_special: Client, document: str) -> None:
    expect(nobody_special, "BAD_DOCUMENT", {"query": document})


@pytest.mark.parametrize("name", ["B", "a", "\ud800", "__proto__"])
def test_an_unknown_operation_is_refused_without_sql(nobody_special: Client, name: str) -> None:
    expect(nobody_special, "BAD_OPERATION", {"query": "query A { viewer { id } }", "operationName": name})


def test_the_operation_that_is_named_is_run(nobody_special: Client) -> None:
    body = {"query": "query A { viewer { id } } query B { viewer { kind: __typename } }", "operationName": "B"}
    assert nobody_special.post("/graphql", json=body).json() == {"data": {"viewer": {"kind": "User"}}}


def test_whoever_is_not_signed_in_is_told_what_is_wrong_first(api: Api) -> None:
    assert api().code("{ nothing }") == "BAD_DOCUMENT"
    assert api().code("subscription { viewer { id } }") == "BAD_OPERATION"
    assert api().code("{ viewer { id } }") == "UNAUTHENTICATED"


QUERIES = [
    "query($id: ID!) { contact(id: $id) { id } }",
    "query($id: ID!) { node(id: $id) { id } }",
    "query($id: ID!) { nodes(ids: [$id]) { id } }",
    "query($id: ID!) { contacts(filter: {id: {eq: $id}}) { totalCount nodes { id } } }",
    'mutation($id: ID!) { updateContact(input: {id: $id, source: ""}) { contact { id } userErrors { code message } } }',
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_foreign_id_is_answered_as_one_that_does_not_exist(api: Api, query: str) -> None:
    [ada], [cleo] = worlds.people("ada"), worlds.people("cleo")
    client, foreign = api(ada), worlds.id_of(worlds.contact(cleo))
    assert client.ask(query, id=foreign).content == client.ask(query, id=ID).content
    assert foreign in api(cleo).ask(query, id=foreign).text


def test_a_message_does_not_repeat_all_that_was_said(nobody_special: Client) -> None:
    answer = nobody_special.ask(f"{{ {'a' * 60_000} }}")
    assert answer.json()["errors"][0]["message"].startswith("Cannot query field 'aaaa")
    assert len(answer.content) < 1_000

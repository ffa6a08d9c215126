"""What is a wrong document, or a wrong value in one, answered with? Its code, at once and without SQL."""

from typing import Any

import pytest

import worlds
from api import Api, Client
from tests.graph.refused import expect

ID = "con_" + "0" * 32
CONTACT = "query($id: ID!) { contact(id: $id) { id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
PAGE = "query($first: Int, $last: Int) { contacts(first: $first, last: $last) { totalCount } }"
FILTER = "query($f: ContactFilter) { contacts(filter: $f) { nodes { id } } }"
ORDER = "query($o: [ContactOrder!]) { contacts(orderBy: $o) { nodes { id } } }"
CREATE = "mutation($i: CreateContactInput!) { createContact(input: $i) { contact { id } } }"
BORN = "query($d: Date) { contacts(filter: {birthday: {eq: $d}}) { totalCount } }"
MADE = "query($t: DateTime) { contacts(filter: {createdAt: {gt: $t}}) { totalCount } }"

DOCUMENTS = {
    "BAD_DOCUMENT": [
        *("{", "}", " ", "{ }", "{ viewer { id }", "query { viewer { id } ", "viewer", "\ufeff", "{ viewer { \ud800 } }"),
        *('{ node(id: "\n") { id } }', r'{ node(id: "\uZZZZ") { id } }', "{ viewer { id } } \0", '{ node(id: "x'),
        *("{ nothing }", "{ viewer }", "{ viewer { id { id } } }", "{ viewer { __schema { x } } }", "{ contacts { x } }"),
        *("{ contact { id } }", "{ contact(id: null) { id } }", "{ contact(id: 1.5) { id } }", "{ viewer(id: 1) { id } }"),
        *("{ ...f }", "{ ...f } fragment f on Nothing { id }", "{ viewer { ...f } } fragment f on Tag { id }"),
        *("{ viewer { id } } fragment f on User { id }", "{ viewer { id } } { viewer { id } }", "{ a: viewer { id } a: tags { totalCount } }"),
        *("query A { viewer { id } } query A { viewer { id } }", "query A { viewer { id } } { viewer { id } }"),
        *("query($n: Int) { viewer { id } }", "{ contacts(first: $n) { totalCount } }", "query($n: Nothing) { viewer { id } }"),
        *("query($n: String) { contacts(first: $n) { totalCount } }", "query($n: Int, $n: Int) { contacts(first: $n) { totalCount } }"),
        *("{ viewer @nothing { id } }", "{ viewer @skip { id } }", "{ viewer @skip(if: 1) { id } }", "query @skip(if: true) { viewer { id } }"),
        *("{ contacts(first: 5, first: 6) { totalCount } }", '{ contacts(first: "5") { totalCount } }', "{ contacts(first: 5.0) { totalCount } }"),
        *("{ contacts(first: 2147483648) { totalCount } }", f"{{ contacts(first: 1{'0' * 5000}) {{ totalCount }} }}"),
        *("{ contacts(filter: {nothing: {eq: 1}}) { totalCount } }", "{ contacts(filter: {version: {eq: 1.5}}) { totalCount } }"),
        *("{ contacts(orderBy: [{field: NOTHING}]) { totalCount } }", "{ contacts(orderBy: [{direction: ASC}]) { totalCount } }"),
        *(f'{{ contacts(filter: {{birthday: {{eq: "{day}"}}}}) {{ totalCount }} }}' for day in ("0000-13-45", "99999-01-01", "2023-02-29")),
        *("mutation { createContact { contact { id } } }", "mutation { createContact(input: {nothing: 1}) { contact { id } } }"),
        *("mutation { nothing }", "type Query { viewer: Int }", "extend type Query { x: Int } { viewer { id } }", "fragment f on Query { ...f }"),
        *("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"),
    ],
    "BAD_OPERATION": [
        *("fragment f on Query { viewer { id } }", "subscription { viewer { id } }", "query A { viewer { id } } query B { viewer { id } }"),
    ],
    "BAD_ID": [
        *(f'{{ contact(id: "{bad}") {{ id }} }}' for bad in ("", "x", ID.upper(), ID[:-1], f"{ID}0", f" {ID}", f"usr_{'0' * 32}", "con_" + "٠" * 32)),
        *(f'{{ node(id: "{bad}") {{ id }} }}' for bad in ("foo_" + "0" * 32, f"CON_{'0' * 32}", "con_" + "g" * 32, "con-" + "0" * 32)),
        f'{{ nodes(ids: ["{ID}", "x"]) {{ id }} }}',
        '{ contacts(filter: {id: {eq: "x"}}) { totalCount } }',
        f'{{ contacts(filter: {{company: {{id: {{in: ["{ID}"]}}}}}}) {{ totalCount }} }}',
        "{ contact(id: 5) { id } }",
    ],
    "BAD_PAGE": [
        *(f"{{ contacts({arguments}) {{ totalCount }} }}" for arguments in ("first: 0", "first: 101", "first: -1", "first: 2147483647", "last: 0", "last: 101", "first: 1, last: 1")),
        "{ contacts { nodes { notes(first: 0) { nodes { id } } } } }",
        f"{{ contacts(orderBy: [{'{field: NAME}' * 11}]) {{ totalCount }} }}",
        f"{{ nodes(ids: [{' '.join([f'"{ID}"'] * 101)}]) {{ id }} }}",
    ],
    "BAD_FILTER": [
        *("{ contacts(filter: {lastName: null}) { totalCount } }", "{ contacts(filter: {lastName: {eq: null}}) { totalCount } }"),
        *("{ contacts(filter: {not: null}) { totalCount } }", "{ contacts(filter: {company: null}) { totalCount } }"),
        *(r'{ contacts(filter: {lastName: {contains: "\u0000"}}) { totalCount } }', r'{ tags(filter: {name: {in: ["a", "\u0000"]}}) { totalCount } }'),
    ],
    "BAD_CURSOR": [
        *(f'{{ contacts(after: "{bad}") {{ nodes {{ id }} }} }}' for bad in ("", "x", "=", "AAAA", "é", "A" * 60)),
        '{ contacts(before: "x") { totalCount } }',
    ],
}  # fmt: skip

VALUES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "BAD_VARIABLES": [
        *((CONTACT, {}), (CONTACT, {"id": None}), (CONTACT, {"id": 1.5}), (CONTACT, {"id": ["x"]}), (CONTACT, {"id": {}})),
        *((NODES, {"ids": None}), (NODES, {"ids": [None]}), (NODES, {"ids": [[]]})),
        *((PAGE, {"first": bad}) for bad in ("5", 1.5, True, [], {}, 2**31, -(2**31) - 1, 10**100, 10**4000)),
        *((FILTER, {"f": bad}) for bad in ("x", 5, [], {"nothing": 1}, {"lastName": "x"}, {"lastName": {"eq": 5}}, {"or": 5})),
        *((FILTER, {"f": {"a\ud800": 1}}), (FILTER, {"f": {"lastName": {"isNull": "no"}}}), (FILTER, {"f": {"and": [None]}})),
        *((ORDER, {"o": bad}) for bad in ("x", [{}], [None], [{"field": "nothing"}], [{"field": "NAME", "direction": "UP"}])),
        *((CREATE, bad) for bad in ({}, {"i": None}, {"i": []}, {"i": {"firstName": 5}}, {"i": {"nothing": 1}}, {"i": {"emails": [{}]}})),
        *((BORN, {"d": bad}) for bad in ("0000-13-45", "99999-01-01", "2023-02-29", "yesterday", "", 5, "2020-01-01T00:00:00Z")),
        *((MADE, {"t": bad}) for bad in ("2020-01-01T25:00:00Z", "99999-01-01T00:00:00Z", "now", "", 5, {})),
        ("query($b: Boolean = true) { viewer @include(if: $b) { id } }", {"b": None}),
        ('query($id: ID = "x") { contact(id: $id) { id } }', {"id": None}),
        ("query($d: Direction = ASC) { contacts(orderBy: [{field: NAME, direction: $d}]) { totalCount } }", {"d": None}),
        ("query($n: String!) { __type(name: $n) { name } }", {}),
        ('query($b: Boolean = true) { __type(name: "User") { name @include(if: $b) } }', {"b": None}),
        ('query($b: Boolean = true) { viewer { id } __type(name: "User") { name @include(if: $b) } }', {"b": None}),
    ],
    "BAD_ID": [
        *((CONTACT, {"id": bad}) for bad in ("", "x", 5, ID.upper(), f"{ID}\n", "\0", "\ud800", f"com_{'0' * 32}", f"note_{'0' * 32}")),
        *((NODES, {"ids": bad}) for bad in (["x"], "x", [ID, "x"], [""])),
        (FILTER, {"f": {"id": {"in": [ID, "x"]}}}),
    ],
    "BAD_PAGE": [
        *((PAGE, bad) for bad in ({"first": 0}, {"first": 101}, {"first": -1}, {"last": 0}, {"last": 101}, {"first": 1, "last": 1})),
        (NODES, {"ids": [ID] * 101}),
        (NODES, {"ids": [ID] * 20_000}),
        (ORDER, {"o": [{"field": "NAME"}] * 11}),
    ],
    "BAD_FILTER": [
        *((FILTER, {"f": bad}) for bad in ({"not": None}, {"lastName": None}, {"lastName": {"eq": None}}, {"lastName": {"in": None}})),
        *((FILTER, {"f": {"lastName": {"eq": bad}}}) for bad in ("\0", "a\0b", "\ud800", "\udfff\ud800")),
        *((FILTER, {"f": {"emails": {"address": {"in": ["a", bad]}}}}) for bad in ("\0", "\ud800")),
    ],
    "BAD_CURSOR": [("query($c: String) { contacts(after: $c) { nodes { id } } }", {"c": bad}) for bad in ("", "\ud800", "\0", "x" * 100_000)],
}  # fmt: skip


@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_wrong_document_is_refused_without_sql(nobody_special: Client, code: str) -> None:
    for document in DOCUMENTS[code]:
        expect(nobody_special, code, {"query": document})


@pytest.mark.parametrize("code", VALUES)
def test_a_wrong_variable_is_refused_without_sql(nobody_special: Client, code: str) -> None:
    for document, variables in VALUES[code]:
        expect(nobody_special, code, {"query": document, "variables": variables})


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


def test_a_foreign_id_is_answered_as_one_that_does_not_exist(api: Api) -> None:
    [ada], [cleo] = worlds.people("ada"), worlds.people("cleo")
    client, foreign = api(ada), worlds.id_of(worlds.contact(cleo))
    update = 'mutation($id: ID!) { updateContact(input: {id: $id, jobTitle: "x"}) { contact { id } userErrors { code field message } } }'
    for query in (
        CONTACT,
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { nodes(ids: [$id]) { id } }",
        update,
    ):
        assert client.ask(query, id=foreign).content == client.ask(query, id=ID).content
    assert client.data(CONTACT, id=foreign) == {"contact": None}
    assert api(cleo).data(CONTACT, id=foreign) == {"contact": {"id": foreign}}

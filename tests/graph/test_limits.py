"""What does an operation cost? Points, told before any SQL, and never fewer than the records it returns."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from accounts.allowances import BUDGET, RESTORE_RATE
from api import Api, Client
from graph.arguments import mark
from graph.document import coerce, read
from graph.sql import query, write
from permissions.credentials import Kind
from tests.graph.harbour import Harbour, harbour
from wire import watch

COSTS = {
    "{ viewer { id username } }": 1,
    "{ viewer { account { name } } }": 2,
    "{ contacts { nodes { id } } }": 20,
    "{ contacts(first: 50) { nodes { id company { name } emails { address } tags { name } } } }": 200,
    "{ contacts(first: 50) { edges { cursor node { id } } pageInfo { hasNextPage } } }": 50,
    "{ contacts(first: 10) { nodes { notes(last: 5) { nodes { body } totalCount } } } }": 10 * (1 + 5 + 100),
    "{ contacts { totalCount } }": 100,
    '{ contacts(filter: {company: {tags: {name: {eq: ""}}}}) { totalCount } }': 120,
    "{ a: contacts(first: 1) { nodes { id } } b: contacts(first: 2) { nodes { id } } }": 3,
    "{ a: tags(first: 3) { ...f } b: tags(first: 4) { ...f } } fragment f on TagConnection { nodes { id } }": 7,
    "{ contacts(first: 100) @skip(if: true) { nodes { id } } viewer { id } }": 1,
    '{ node(id: "") { id ... on Contact { company { id } tags { id } } ... on Tag { owner { id } } } }': 3,
    '{ nodes(ids: ["a", "b", "c"]) { id ... on Contact { company { id } } } }': 6,
    "{ rateLimit { remaining } }": 1,
    "{ __typename }": 0,
    'mutation { createTag(input: {name: "x"}) { tag { id owner { id } } userErrors { code } } }': 12,
    'mutation { a: createTag(input: {name: "x"}) { __typename } b: createTag(input: {name: "x"}) { __typename } }': 20,
}


def cost_of(text: str, **variables: Any) -> int:
    document = read(text)
    operation = document.operation(None)
    values = coerce(operation, variables)
    marked = mark(operation, values)
    is_query = operation.operation.value == "query"
    given = (document, operation, marked)
    counted = query(*given, Kind.SESSION).cost if is_query else write(*given).cost
    return counted.of(values)


@pytest.mark.parametrize("text", COSTS)
def test_an_operation_costs(text: str) -> None:
    assert cost_of(text) == COSTS[text]


def test_a_variable_size_counts_as_it_is_given() -> None:
    text = "query($n: Int, $m: Int = 7) { contacts(first: $n) { nodes { notes(first: $m) { nodes { id } } } } }"
    assert cost_of(text, n=10) == 10 * (1 + 7)
    assert cost_of(text, n=100, m=100) == 100 * 101
    assert cost_of(text, n=1_000_000, m=1) == 200  # which is refused when it is bound
    assert cost_of("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 30) == 30


def test_of_several_types_the_dearest_counts() -> None:
    text = """query($n: Int) { node(id: "") {
        ... on Contact { notes(first: $n) { nodes { id } } } ... on Company { contacts(first: 20) { nodes { id } } }
    } }"""
    assert cost_of(text, n=1) == 21
    assert cost_of(text, n=50) == 51


@pytest.fixture(scope="module")
def world(server: str) -> Any:
    made = harbour()
    with Client(server, made.ada) as client:
        yield made, client


def records(data: Any) -> int:
    """How many objects with a `__typename` there are in an answer."""
    if isinstance(data, list):
        return sum(map(records, data))
    return ("__typename" in data) + sum(map(records, data.values())) if isinstance(data, dict) else 0


LEAF = "__typename id"
CONTACTS = st.sampled_from(["{ nodes { %s } }", "{ edges { node { %s } } }", "{ nodes { %s } edges { node { %s } } }"])


@st.composite
def selections(draw: st.DrawFn, depth: int = 3) -> str:
    """Selections on a contact."""
    parts = [LEAF]
    if depth and draw(st.booleans()):
        parts.append(f"company {{ {LEAF} contacts(first: {draw(st.integers(1, 4))}) {draw(connections(depth - 1))} }}")
    if depth and draw(st.booleans()):
        parts.append("tags { __typename id owner { __typename id } }")
    return " ".join(parts)


@st.composite
def connections(draw: st.DrawFn, depth: int = 3) -> str:
    """Selections on a connection of contacts."""
    form, inside = draw(CONTACTS), draw(selections(depth))
    return form.replace("%s", inside)


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 5), selection=connections())
def test_an_answer_has_no_more_records_than_were_counted(world: Any, size: int, selection: str) -> None:
    text = f"{{ contacts(first: {size}) {selection} }}"
    tags = 9  # those of one record count as one
    assert records(world[1].data(text)) <= cost_of(text) * tags


def test_what_costs_more_than_the_budget_is_refused_with_both_numbers(api: Api) -> None:
    client = api(*worlds.people("ada"))
    text = "query($n: Int) { contacts(first: $n) { nodes { company { contacts(first: $n) { nodes { company { id contacts(first: 100) { nodes { id } } } } } } } } }"  # noqa: E501  # one document
    assert client.data(text, n=3) == {"contacts": {"nodes": []}}
    with watch() as wire:
        answer = client.ask(text, n=100)
    [error] = answer.json()["errors"]
    requested = cost_of(text, n=100)
    assert requested > BUDGET
    assert error["extensions"] == {"code": "COST_EXCEEDED", "cost": {"requested": requested, "budget": BUDGET}}
    assert str(requested) in error["message"] and str(BUDGET) in error["message"]
    assert wire.sent == []


def test_the_cost_is_told_to_who_asks_for_it(api: Api) -> None:
    client = api(*worlds.people("ada"))
    body = json.dumps({"query": "{ contacts(first: 7) { nodes { id } } rateLimit { requested budget restoreRate } }"})
    headers = {"content-type": "application/json"}
    plain = client.post("/graphql", content=body, headers=headers)
    told = client.post("/graphql", content=body, headers=headers | {"graphql-cost": "1"})
    assert plain.json().keys() == {"data"}
    assert told.json()["data"] == plain.json()["data"]
    cost = told.json()["extensions"]["cost"]
    assert cost.pop("remaining") in range(BUDGET - 100, BUDGET)
    assert cost == {"requested": 8, "budget": BUDGET, "restoreRate": RESTORE_RATE}
    assert told.json()["data"]["rateLimit"] == cost


def test_an_operation_has_so_many_mutations(world: tuple[Harbour, Client]) -> None:
    made, client = world
    one = 'a%d: createTag(input: {name: ""}) { userErrors { code } }'
    before = worlds.rows(made.ada)
    assert len(client.data(f"mutation {{ {' '.join(one % number for number in range(50))} }}")) == 50
    assert client.code(f"mutation {{ {' '.join(one % number for number in range(51))} }}") == "COST_EXCEEDED"
    assert worlds.changed(before, made.ada) == set()

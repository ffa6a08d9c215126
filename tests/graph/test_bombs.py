"""What happens to a request that is made to be too much? It is refused for its size, before SQL, and costs little."""

from typing import Any

import pytest

from api import Client
from tests.graph.refused import expect

FILTER = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ORDER = "query($o: [ContactOrder!]) { contacts(orderBy: $o) { totalCount } }"
ID = "con_" + "0" * 32


def repeated(form: str, count: int) -> str:
    """ "a#: x" -> "a0: x a1: x …"; `+` is the number after."""
    return " ".join(form.replace("#", str(number)).replace("+", str(number + 1)) for number in range(count))


def within(opening: str, inside: str, depth: int) -> str:
    return opening * depth + inside + "}" * (opening.count("{") * depth)


def viewer(inside: str) -> str:
    return f"{{ viewer {{ {inside} }} }}"


DOUBLING = repeated("fragment f# on Query { ...f+ ...f+ }", 30) + " fragment f30 on Query { viewer { id } }"
CHAIN = repeated("fragment f# on Query { ...f+ }", 50) + " fragment f50 on Query { viewer { id } }"
CYCLE = " fragment f9 on Query { ...f0 } "
RECORDS = within("contacts(first: 100) { nodes { company { ", "name", 3)
THRICE = ("viewer { " + ("account { " + "id " * 12 + "} ") * 12 + "} ") * 12

TOO_MUCH = {
    "deep nesting": within("{ a ", "", 5_000),
    "deep nesting of lists": f"{{ contacts(filter: {{or: {'[' * 5_000}{']' * 5_000}}}) {{ id }} }}",
    "deep nesting of objects": f"{{ contacts(filter: {within('{not: ', '{}', 5_000)}) {{ id }} }}",
    "deep fragments": "{ ...f0 } " + repeated("fragment f# on User { account { ...f+ } }", 500),
    "fragments of fragments": "{ ...f0 } " + repeated("fragment f# on Query { ...f+ }", 500),
    "deep fragments of deep fragments": "{ ...f0 } "
    + repeated("fragment f# on X { a{a{a{a{a{a{a{a{ ...f+ }}}}}}}} }", 99),
    "a large cycle of fragments": "{ ...f0 } "
    + repeated("fragment f# on Query { ...f+ }", 500)
    + CYCLE.replace("9", "500"),
    "a fan-out of fragments": "{ ...f0 } " + DOUBLING,
    "a fan-out of fragments that nobody uses": "{ viewer { id } } " + DOUBLING,
    "aliases": viewer(repeated("a#: id", 5_000)),
    "fewer aliases, of lists": f"{{ {repeated('a#: contacts { nodes { id } }', 400)} }}",
    "fewer aliases, of lookups": f"{{ {repeated(f'a#: node(id: {chr(34)}{ID}{chr(34)}) {{ id }}', 200)} }}",
    "relations in a filter": f"{{ contacts(filter: {{or: [{'{company: {tags: {}}}' * 200}]}}) {{ totalCount }} }}",
    "directives": viewer("id " + "@skip(if: false) " * 3_000),
    "fields": viewer("id " * 20_000),
    "fewer fields": viewer(repeated("a#: id", 1_000) + repeated("b#: id", 1_001)),
    "the same field": viewer("id " * 31),
    "records": f"{{ {RECORDS} }}",
}
WRONG = {
    "a cycle of fragments": "{ ...f0 } " + repeated("fragment f# on Query { ...f+ }", 9) + CYCLE,
    "unknown directives": viewer("id " + "@a " * 2_000),
    "the same field in fragments": viewer("...{id} " * 1_000),
    "the same field in levels": f"{{ {THRICE} }}",
    "unknown fields": f"{{ {repeated('contact#', 1_900)} }}",
    "unknown fragments": f"{{ {repeated('...f#', 1_500)} }}",
    "operations through fragments": repeated("query q# { ...f0 x }", 400) + CHAIN,
    "variables": f"query({repeated('$v#: Int', 1_200)}) {{ viewer {{ id }} }}",
    "an introspection that goes round": f"{{ __schema {{ types {{ {within('fields { type { ', 'name', 20)} }} }} }}",
    "a long name": f"{{ {'a' * 60_000} }}",
    "a long number": f"{{ contacts(first: {'1' * 60_000}) {{ totalCount }} }}",
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_document_that_is_too_much_is_refused_without_sql(nobody_special: Client, name: str) -> None:
    expect(nobody_special, "COST_EXCEEDED", {"query": TOO_MUCH[name]})


@pytest.mark.parametrize("name", WRONG)
def test_a_document_that_is_much_and_wrong_is_refused_without_sql(nobody_special: Client, name: str) -> None:
    expect(nobody_special, "BAD_DOCUMENT", {"query": WRONG[name]})


@pytest.mark.parametrize("padding", ["#" + "a" * 1_000_000 + "\n", " " * 70_000, "," * 70_000])
def test_a_long_document_is_refused_without_sql(nobody_special: Client, padding: str) -> None:
    expect(nobody_special, "TOO_LARGE", {"query": padding + "{ viewer { id } }"})


VALUES: dict[str, tuple[str, str, Any]] = {
    "a wide filter": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"lastName": {"eq": "x"}}] * 10_000}}),
    "a filter of nothing": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"and": []}] * 20_000}}),
    "relations": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"company": {"tags": {}}}] * 200}}),
    "ids": ("BAD_PAGE", NODES, {"ids": [ID] * 10_000}),
    "wrong ids": ("BAD_VARIABLES", NODES, {"ids": [1.5] * 10_000}),
    "more ids": ("COST_EXCEEDED", NODES, {"ids": [ID] * 20_000}),
    "lists of lists": ("COST_EXCEEDED", NODES, {"ids": [[ID] * 100] * 100}),
    "keys of an order": ("BAD_PAGE", ORDER, {"o": [{"field": "NAME"}] * 500}),
    "a long id": ("BAD_ID", NODES, {"ids": ["x" * 500_000]}),
    "a long cursor": (
        "BAD_CURSOR",
        "query($c: String) { contacts(after: $c) { totalCount } }",
        {"c": "x" * 500_000},
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_variables_that_are_too_much_are_refused_without_sql(nobody_special: Client, name: str) -> None:
    code, document, variables = VALUES[name]
    expect(nobody_special, code, {"query": document, "variables": variables})


@pytest.mark.parametrize(("depth", "code"), [(70, "COST_EXCEEDED"), (900, "COST_EXCEEDED"), (100_000, "BAD_REQUEST")])
def test_deep_variables_are_refused_without_sql(nobody_special: Client, depth: int, code: str) -> None:
    deep = '{"not":' * depth + "{}" + "}" * depth
    expect(nobody_special, code, f'{{"query": "{FILTER}", "variables": {{"f": {deep}}}}}')


def test_the_largest_that_is_allowed_is_answered(nobody_special: Client) -> None:
    assert len(nobody_special.data(viewer(repeated("a#: id", 1_600)))["viewer"]) == 1_600
    deep = within("company { contacts(first: 1) { nodes { ", "name", 19)
    assert nobody_special.data(f"{{ contacts(first: 1) {{ nodes {{ {deep} }} }} }}") == {"contacts": {"nodes": []}}
    narrowed: dict[str, Any] = {"or": [{"lastName": {"in": ["x"] * 190}}] * 50}
    for _ in range(40):
        narrowed = {"not": narrowed}
    assert nobody_special.data(FILTER, f=narrowed) == {"contacts": {"totalCount": 0}}

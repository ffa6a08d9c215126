"""What happens to a request that is made to be too much? It is refused for its size, before SQL, and costs little."""

from typing import Any

import pytest

from api import Client
from tests.graph.refused import expect

FILTER = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }"


def numbered(form: str, count: int) -> str:
    return " ".join(form.replace("#", str(number)) for number in range(count))


def nested(opening: str, inside: str, depth: int) -> str:
    return opening * depth + inside + "}" * (opening.count("{") * depth)


FANOUT = numbered("fragment f# on User { a#: account { ...n# } b#: account { ...n# } }", 30)
DOUBLING = "{ ...f0 } " + " ".join(
    f"fragment f{level} on Query {{ ...f{level + 1} ...f{level + 1} }}" for level in range(30)
)
BOMBS = {
    "deep nesting": ("COST_EXCEEDED", nested("{a", "", 5_000)),
    "deep nesting of lists": ("COST_EXCEEDED", f"{{ contacts(filter: {{or: {'[' * 5_000}{']' * 5_000}}}) {{ id }} }}"),
    "deep nesting of objects": ("COST_EXCEEDED", f"{{ contacts(filter: {'{not: ' * 5_000}{'}' * 5_000}) {{ id }} }}"),
    "deep fragments": ("COST_EXCEEDED", "{ ...f0 } " + numbered("fragment f# on Query { viewer { ...f# } }", 2_000)),
    "a fragment fan-out": ("COST_EXCEEDED", DOUBLING + " fragment f30 on Query { viewer { id } }"),
    "a fragment fan-out that is not used": ("COST_EXCEEDED", "{ viewer { id } } " + DOUBLING[9:] + " fragment f30 on Query { a: viewer { id } }"),
    "cyclic fragments": ("BAD_DOCUMENT", "{ ...f0 } " + " ".join(f"fragment f{n} on Query {{ ...f{(n + 1) % 500} }}" for n in range(500))),
    "aliases": ("COST_EXCEEDED", f"{{ {numbered('a#: viewer { id }', 5_000)} }}"),
    "fewer aliases of what takes tables": ("COST_EXCEEDED", f"{{ {numbered('a#: contacts { nodes { id } }', 400)} }}"),
    "lookups": ("COST_EXCEEDED", f"{{ {numbered('a#: node(id: "con_00000000000000000000000000000000") { id }'.replace('"', chr(34)), 200)} }}"),
    "relations in a filter": ("COST_EXCEEDED", f"{{ contacts(filter: {{or: [{'{company: {tags: {}}}' * 200}]}}) {{ totalCount }} }}"),
    "directives": ("COST_EXCEEDED", f"{{ viewer {{ id {'@skip(if: false) ' * 3_000} }} }}"),
    "unknown directives": ("BAD_DOCUMENT", f"{{ viewer {{ id {'@a ' * 2_000} }} }}"),
    "fields": ("COST_EXCEEDED", f"{{ viewer {{ {'id ' * 20_000} }} }}"),
    "different fields": ("COST_EXCEEDED", f"{{ viewer {{ {numbered('a#: id', 1_600)} {numbered('b: id', 401)} }} }}"),
    "the same field": ("COST_EXCEEDED", f"{{ viewer {{ {'id ' * 31} }} }}"),
    "the same field in fragments": ("BAD_DOCUMENT", f"{{ viewer {{ {'...{id} ' * 1_000} }} }}"),
    "the same field in levels": ("BAD_DOCUMENT", f"{{ {('viewer { ' + ('account { ' + 'id ' * 12 + '} ') * 12 + '} ') * 12} }}"),
    "unknown fields": ("BAD_DOCUMENT", f"{{ {numbered('contact#', 1_900)} }}"),
    "unknown fragments": ("BAD_DOCUMENT", f"{{ {numbered('...f#', 1_500)} }}"),
    "operations through fragments": ("BAD_DOCUMENT", numbered("query q# { ...f0 }", 300) + " " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(300))),
    "variables": ("BAD_DOCUMENT", f"query({numbered('$v#: Int', 1_200)}) {{ viewer {{ id }} }}"),
    "records": ("COST_EXCEEDED", "{ contacts(first: 100) { nodes { company { contacts(first: 100) { nodes { notes(first: 100) { nodes { id } } } } } } } }"),
    "an introspection that goes round": ("BAD_DOCUMENT", f"{{ __schema {{ types {{ {nested('fields { type { ', 'name', 20)} }} }} }}"),
    "a long name": ("BAD_DOCUMENT", f"{{ {'a' * 60_000} }}"),
    "a long number": ("BAD_DOCUMENT", f"{{ contacts(first: {'1' * 60_000}) {{ totalCount }} }}"),
    "a long text": ("BAD_ID", f'{{ node(id: "{"a" * 60_000}") {{ id }} }}'),
    "a long comment": ("TOO_LARGE", f"# {'a' * 1_000_000}\n{{ viewer {{ id }} }}"),
    "many spaces": ("TOO_LARGE", f"{' ' * 70_000} {{ viewer {{ id }} }}"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_without_sql(nobody_special: Client, name: str) -> None:
    code, document = BOMBS[name]
    expect(nobody_special, code, {"query": document})


VALUES: dict[str, tuple[str, str, Any]] = {
    "a wide filter": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"lastName": {"eq": "x"}}] * 10_000}}),
    "a filter of nothing": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"and": []}] * 20_000}}),
    "ids": ("BAD_PAGE", "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["con_" + "0" * 32] * 20_000}),
    "keys of an order": (
        "BAD_PAGE",
        "query($o: [ContactOrder!]) { contacts(orderBy: $o) { totalCount } }",
        {"o": [{"field": "NAME"}] * 500},
    ),
    "wrong ids": ("BAD_VARIABLES", "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": [1.5] * 100_000}),
    "what nobody asked for": ("COST_EXCEEDED", "{ viewer { id } }", {f"v{number}": {"a": 1} for number in range(50_000)}),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_variables_made_to_be_too_much_are_refused_without_sql(nobody_special: Client, name: str) -> None:
    code, document, variables = VALUES[name]
    expect(nobody_special, code, {"query": document, "variables": variables})


@pytest.mark.parametrize(("depth", "code"), [(200, "BAD_VARIABLES"), (900, "BAD_VARIABLES"), (100_000, "BAD_REQUEST")])
def test_deep_variables_are_refused_without_sql(nobody_special: Client, depth: int, code: str) -> None:
    expect(
        nobody_special,
        code,
        f'{{"query": "{FILTER}", "variables": {{"f": {nested(chr(123) + "not", "", 0)}'
        + '{"not":' * depth
        + "{}"
        + "}" * depth
        + "}}",
    )


def test_the_largest_that_is_allowed_is_answered(nobody_special: Client) -> None:
    fields = f"{{ viewer {{ {numbered('a#: id', 1_600)} }} }}"
    assert len(nobody_special.data(fields)["viewer"]) == 1_600
    deep = "name"
    for _ in range(14):
        deep = f"company {{ contacts(first: 1) {{ nodes {{ {deep} }} }} }}"
    assert nobody_special.data(f"{{ contacts(first: 1) {{ nodes {{ {deep} }} }} }}") == {"contacts": {"nodes": []}}
    narrowed: dict[str, Any] = {"lastName": {"eq": "x"}}
    for _ in range(40):
        narrowed = {"not": narrowed}
    assert nobody_special.data(FILTER, f=narrowed) == {"contacts": {"totalCount": 0}}
    many = {"or": [{"lastName": {"in": ["x"] * 5_000}}] * 50}
    assert nobody_special.data(FILTER, f=many) == {"contacts": {"totalCount": 0}}

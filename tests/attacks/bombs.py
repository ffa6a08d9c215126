"""Which requests are made to be too much? By name, with the code that each is refused with.

`BOMBS["a fan-out of fragments"].body` is what is posted; `query` and `variables` are its parts.
"""

import json
from dataclasses import dataclass
from typing import Any

FILTER = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ORDER = "query($o: [ContactOrder!]) { contacts(orderBy: $o) { totalCount } }"
FIRST = "query($n: Int) { contacts(first: $n) { totalCount } }"
AFTER = "query($c: String) { contacts(after: $c) { totalCount } }"
ID = "con_" + "0" * 32
TAG = 'createTag(input: {name: "x"}) { __typename }'


@dataclass(frozen=True, kw_only=True)
class Bomb:
    """A request, and the code of its refusal; `variables` may be JSON that no encoder would write."""

    code: str
    query: str
    variables: Any = None

    @property
    def body(self) -> bytes:
        """What is posted."""
        variables = self.variables if isinstance(self.variables, str) else json.dumps(self.variables)
        return f'{{"query": {json.dumps(self.query)}, "variables": {variables}}}'.encode()


def repeated(form: str, count: int) -> str:
    """ "a#: x" -> "a0: x a1: x …"; `+` is the number after."""
    return " ".join(form.replace("#", str(number)).replace("+", str(number + 1)) for number in range(count))


def within(opening: str, inside: str, depth: int) -> str:
    """("{ a ", "b", 2) -> "{ a { a b}}"."""
    return opening * depth + inside + "}" * (opening.count("{") * depth)


def viewer(inside: str) -> str:
    """Return the query of these fields of the viewer."""
    return f"{{ viewer {{ {inside} }} }}"


def fan_out(levels: int) -> str:
    """Return fragments of which each spreads the next twice: 2 ** levels fields when written out."""
    inner = repeated("fragment f# on Query { ...f+ ...f+ }", levels)
    return f"{inner} fragment f{levels} on Query {{ viewer {{ id }} }}"


def deep(opening: str, depth: int) -> str:
    """Return the JSON of variables that deep."""
    return f'{{"f": {opening * depth}{{}}{"}" * depth}}}'


CHAIN = repeated("fragment f# on Query { ...f+ }", 50) + " fragment f50 on Query { viewer { id } }"
CYCLE = " fragment f9 on Query { ...f0 } "
RECORDS = within("contacts(first: 100) { nodes { company { ", "name", 3)
THRICE = ("viewer { " + ("account { " + "id " * 12 + "} ") * 12 + "} ") * 12

TOO_MUCH = {
    "deep nesting": within("{ a ", "", 5_000),
    "deep nesting of lists": f"{{ contacts(filter: {{or: {'[' * 5_000}{']' * 5_000}}}) {{ id }} }}",
    "deep nesting of objects": f"{{ contacts(filter: {within('{not: ', '{}', 5_000)}) {{ id }} }}",
    "deep nesting of list types": f"query($v: {'[' * 5_000}Int{']' * 5_000}) {{ viewer {{ id }} }}",
    "deep nesting of inline fragments": within("{ ... ", "{ viewer { id } }", 5_000),
    "deep fragments": "{ ...f0 } " + repeated("fragment f# on User { account { ...f+ } }", 500),
    "fragments of fragments": "{ ...f0 } " + repeated("fragment f# on Query { ...f+ }", 500),
    "deep fragments of deep fragments": "{ ...f0 } "
    + repeated("fragment f# on X { a{a{a{a{a{a{a{a{ ...f+ }}}}}}}} }", 99),
    "a large cycle of fragments": "{ ...f0 } "
    + repeated("fragment f# on Query { ...f+ }", 500)
    + CYCLE.replace("9", "500"),
    "a fan-out of fragments": "{ ...f0 } " + fan_out(30),
    "a fan-out of fragments that nobody uses": "{ viewer { id } } " + fan_out(30),
    "a fan-out of fragments of a mutation": "mutation { ...f0 } "
    + fan_out(30).replace("on Query", "on Mutation").replace("viewer { id }", "__typename"),
    "aliases": viewer(repeated("a#: id", 5_000)),
    "aliases of mutations": f"mutation {{ {repeated(f'a#: {TAG}', 1_000)} }}",
    "fewer aliases of mutations": f"mutation {{ {repeated(f'a#: {TAG}', 100)} }}",
    "fewer aliases, of lists": f"{{ {repeated('a#: contacts { nodes { id } }', 400)} }}",
    "fewer aliases, of lookups": f"{{ {repeated(f'a#: node(id: {chr(34)}{ID}{chr(34)}) {{ id }}', 200)} }}",
    "relations in a filter": f"{{ contacts(filter: {{or: [{'{company: {tags: {}}}' * 200}]}}) {{ totalCount }} }}",
    "directives": viewer("id " + "@skip(if: false) " * 3_000),
    "unknown directives": viewer("id " + "@a " * 2_000),
    "directives of an operation": "query " + "@a " * 3_000 + viewer("id"),
    "fields": viewer("id " * 20_000),
    "fewer fields": viewer(repeated("a#: id", 1_000) + repeated("b#: id", 1_001)),
    "the same field": viewer("id " * 31),
    "the same field in fragments": viewer("...{id} " * 1_000),
    "variables": f"query({repeated('$v#: Int', 1_200)}) {{ viewer {{ id }} }}",
    "records": f"{{ {RECORDS} }}",
    "operations": repeated("query q# { viewer { id } }", 2_000),
}
WRONG = {
    "a cycle of fragments": "{ ...f0 } " + repeated("fragment f# on Query { ...f+ }", 9) + CYCLE,
    "a fragment of itself": "{ ...f } fragment f on Query { ...f }",
    "the same field in levels": f"{{ {THRICE} }}",
    "unknown fields": f"{{ {repeated('contact#', 1_900)} }}",
    "unknown fragments": f"{{ {repeated('...f#', 1_500)} }}",
    "operations through fragments": repeated("query q# { ...f0 x }", 400) + CHAIN,
    "an introspection that goes round": f"{{ __schema {{ types {{ {within('fields { type { ', 'name', 20)} }} }} }}",
    "a long name": f"{{ {'a' * 60_000} }}",
    "a long number": f"{{ contacts(first: {'1' * 60_000}) {{ totalCount }} }}",
    "a long text": f'{{ contacts(first: "{"x" * 60_000}") {{ totalCount }} }}',
    "a text of quotes that does not end": '{ contacts(first: "' + '\\"' * 32_000,
    "a text of quotes behind another": '"""\\""" ' + '\\"' * 30_000,
    "a number of many places": f"{{ contacts(first: 1e{'9' * 300}) {{ totalCount }} }}",
}
TOO_LONG = {
    "a comment of a megabyte": "#" + "a" * 1_000_000 + "\n{ viewer { id } }",
    "a name of a megabyte": f"{{ {'a' * 1_000_000} }}",
    "spaces": " " * 70_000 + "{ viewer { id } }",
    "commas": "," * 70_000 + "{ viewer { id } }",
    "braces of half a megabyte": "{" * 500_000,
}
VALUES: dict[str, tuple[str, str, Any]] = {
    "a wide filter": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"lastName": {"eq": "x"}}] * 10_000}}),
    "a filter of nothing": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"and": []}] * 20_000}}),
    "relations": ("COST_EXCEEDED", FILTER, {"f": {"or": [{"company": {"tags": {}}}] * 200}}),
    "ids": ("BAD_PAGE", NODES, {"ids": [ID] * 10_000}),
    "wrong ids": ("BAD_VARIABLES", NODES, {"ids": [1.5] * 10_000}),
    "more ids": ("COST_EXCEEDED", NODES, {"ids": [ID] * 20_000}),
    "lists of lists": ("COST_EXCEEDED", NODES, {"ids": [[ID] * 100] * 100}),
    "keys of an order": ("BAD_PAGE", ORDER, {"o": [{"field": "NAME"}] * 500}),
    "variables nobody declared": ("COST_EXCEEDED", NODES, {"ids": []} | {f"v{n}": [1] * 100 for n in range(200)}),
    "a long id": ("BAD_ID", NODES, {"ids": ["x" * 500_000]}),
    "a long cursor": ("BAD_CURSOR", AFTER, {"c": "x" * 500_000}),
    "a large number": ("BAD_VARIABLES", FIRST, '{"n": ' + "9" * 4_000 + "}"),
    "a number too large to read": ("BAD_REQUEST", FIRST, '{"n": ' + "9" * 500_000 + "}"),
    "a number beyond all": ("BAD_VARIABLES", FIRST, '{"n": 1e999}'),
    "a page of all": ("BAD_PAGE", FIRST, {"n": 2_147_483_647}),
    "a text for a number": ("BAD_VARIABLES", FIRST, {"n": "9" * 500_000}),
    "digits with nothing visible between": ("BAD_VARIABLES", FIRST, {"n": "4\u200b1\u200b" * 70_000}),
    "what may be numbers of cards": ("CARD_NUMBER_REFUSED", FIRST, {"n": "4 " * 500_000}),
    "objects 70 deep": ("COST_EXCEEDED", FILTER, deep('{"not":', 70)),
    "objects 900 deep": ("COST_EXCEEDED", FILTER, deep('{"not":', 900)),
    "objects 100,000 deep": ("BAD_REQUEST", FILTER, deep('{"not":', 100_000)),
}
BOMBS: dict[str, Bomb] = {
    **{name: Bomb(code="COST_EXCEEDED", query=query) for name, query in TOO_MUCH.items()},
    **{name: Bomb(code="BAD_DOCUMENT", query=query) for name, query in WRONG.items()},
    **{name: Bomb(code="TOO_LARGE", query=query) for name, query in TOO_LONG.items()},
    **{
        f"variables: {name}": Bomb(code=code, query=query, variables=values)
        for name, (code, query, values) in VALUES.items()
    },
}

"""What may be asked? Hypothesis draws operations from schema.graphql: what there is to select, and arguments for it.

"<<Contact 3>>" in a text stands for the id of one of the world's contacts; `walk` says which list is paged through.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLObjectType, build_schema, get_named_type, is_leaf_type
from hypothesis import strategies as st

from processes import ROOT
from tests.oracle.arguments import Name, Values, written

DEPTH = 4
FIELDS = 25
CONTRACT = build_schema((ROOT / "schema.graphql").read_text())
RECORD = CONTRACT.type_map["Record"]
NODES = ("Account", "Archive", "ArchiveImport", "AuditLogEntry", "Company", "Contact", "Invitation", "Note", "Tag")
NODES += ("Team", "Transfer", "User")
# Says nothing of records, but what a request is and came with, what else may act, what we send, and what left:
# tests/tokens/, tests/accounts/, tests/graph/test_mail.py, tests/permissions/test_disclosures.py.
OF_THE_REQUEST = (
    *("rateLimit", "inferScopes", "token", "personalTokens", "applications", "authorizations", "sessions"),
    *("archives", "disclosures", "imports", "mailLog", "mailPreferences", "supportCases", "supportLedger"),
)
WALKED = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A query, its variables as JSON, the response keys down to the list that is walked, and which cursors it takes."""

    text: str
    variables: str
    walk: tuple[str, ...] = ()
    picks: tuple[int, ...] = ()
    spoiled: str | None = None


# Ways to be wrong; each spoils the first place that can be.
SPOILS = (
    *("size", "both sizes", "id", "id of another", "cursor", "null", "text", "order", "order keys"),
    *("field", "variable", "enum"),
)


@st.composite
def operations(draw: Any) -> Operation:
    """Return a query."""
    writer = _Writer(draw)
    root: Any = CONTRACT.query_type
    selected = writer.selection(root, DEPTH, ())
    head = f"query({writer.values.declared()})" if writer.values.declarations else "query"
    return Operation(
        text="\n".join((f"{head} {selected}", *writer.fragments)),
        variables=json.dumps(writer.values.variables, ensure_ascii=False),
        walk=writer.walk or (),
        picks=draw(st.tuples(*[st.integers(0, 5)] * 2)) if writer.walk else (),
        spoiled=writer.spoil,
    )


@cache
def parted(of: GraphQLObjectType) -> tuple[list[str], list[str]]:
    """Return the names of a type's fields: those of values, and those of objects."""
    leaves = [name for name, field in of.fields.items() if is_leaf_type(get_named_type(field.type))]
    return ["__typename", *leaves], [name for name in of.fields if name not in (*leaves, *OF_THE_REQUEST)]


class _Writer:
    """Writes one operation, from the root down."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.spoil = draw(st.sampled_from(SPOILS)) if draw(st.integers(0, 7)) == 7 else None
        self.values = Values(draw, self.spoil)
        self.fragments: list[str] = []
        self.walk: tuple[str, ...] | None = None
        self.fields, self.numbers = 0, 0

    def chance(self, of: int) -> bool:
        """Once in so many times; never in the simplest example."""
        return bool(self.draw(st.integers(0, of - 1)) == of - 1)

    def number(self) -> int:
        """Return a number that is not used yet."""
        self.numbers += 1
        return self.numbers

    def selection(self, of: Any, depth: int, path: tuple[str, ...], *, own_keys: bool = False) -> str:
        """Return a selection set; with `own_keys` its fields have keys that no other has."""
        leaves, objects = parted(of)
        some = st.lists(st.sampled_from(leaves), min_size=1, max_size=3, unique=True)
        chosen = [] if of.name == "Query" else self.draw(some)
        parts = [f"k{self.number()}: {name}" if own_keys else name for name in chosen]
        if self.spoil == "field":
            parts.append("noSuchField")
        if RECORD in getattr(of, "interfaces", ()) and not own_keys and self.chance(6):
            parts.append(f"... on Record{self._directive()} {{ version owner {{ id }} access {{ edit reasons }} }}")
        if objects and depth > 0 and self.fields < FIELDS:
            if of.name == "Query":
                objects = [*objects, *("contacts", "companies") * 3]
            some = st.lists(st.sampled_from(objects), min_size=of.name == "Query", max_size=2 if depth < DEPTH else 3)
            for name in self.draw(some):
                parts += self._object(of, name, depth, path, own_keys=own_keys)
        return "{ " + " ".join(self._fragmented(of, parts)) + " }"

    def _object(self, of: Any, name: str, depth: int, path: tuple[str, ...], *, own_keys: bool) -> list[str]:
        """Return a field that has a selection set; a list perhaps twice, with different arguments."""
        field = of.fields[name]
        named: Any = get_named_type(field.type)
        times = 2 if field.args and self.chance(4) else 1
        found = []
        for _ in range(times):
            self.fields += 1
            # Fields with arguments cannot share a key; those without may, and are merged.
            key = f"{name}{self.number()}" if field.args or own_keys else name
            below = (*path, key)
            alias = f"{key}: " if key != name else ""
            if named.name.endswith("Connection"):
                found.append(f"{alias}{name}{self._page(named, depth, below)}")
            elif named.name == "Node":
                found.append(f"{alias}{name}({self._ids(name)}) {self._node(depth, below)}")
            else:
                arguments = f"(id: {self.values.id('Contact')})" if field.args else ""
                found.append(f"{alias}{name}{arguments}{self._directive()} {self.selection(named, depth - 1, below)}")
        return found

    def _directive(self) -> str:
        if not self.chance(10):
            return ""
        condition = self.draw(st.sampled_from(["true", "false"]))
        if self.chance(2):
            condition = f"${self.values.declare('Boolean!', condition == 'true')}"
        return f" @{self.draw(st.sampled_from(['include', 'skip']))}(if: {condition})"

    def _fragmented(self, of: Any, parts: list[str]) -> list[str]:
        """Return the same, some of it in a fragment perhaps."""
        if not self.chance(5):
            return parts
        cut = self.draw(st.integers(0, len(parts) - 1))
        inside, kind = (
            "{ " + " ".join(parts[cut:]) + " }",
            self.draw(st.sampled_from(["...", "... on", "named", "twice"])),
        )
        if kind in ("...", "... on"):
            condition = f" on {of.name}" if kind == "... on" else ""
            return [*parts[:cut], f"...{condition}{self._directive()} {inside}"]
        name = f"F{self.number()}"
        self.fragments.append(f"fragment {name} on {of.name} {inside}")
        return [*parts[:cut], *[f"...{name}"] * (2 if kind == "twice" else 1)]

    def _ids(self, name: str) -> str:
        some = self.draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=1 if name == "node" else 5))
        ids = [self.values.id(kind) for kind in some]
        return f"id: {ids[0]}" if name == "node" else f"ids: [{', '.join(ids)}]"

    def _node(self, depth: int, path: tuple[str, ...]) -> str:
        """Return what is selected of whatever has an id: by its types, whose fields have keys of their own."""
        parts = ["__typename", "id"]
        for kind in self.draw(st.lists(st.sampled_from([*NODES, "Record"]), max_size=4, unique=True)):
            selected = self.selection(CONTRACT.type_map[kind], depth - 1, path, own_keys=True)
            parts.append(f"... on {kind}{self._directive()} {selected}")
        return "{ " + " ".join(parts) + " }"

    def _page(self, connection: Any, depth: int, path: tuple[str, ...]) -> str:
        node: Any = get_named_type(connection.fields["nodes"].type)
        walked = self.walk is None and self.draw(st.booleans())
        if walked:
            self.walk = path
        arguments = [*self._size(walked=walked), *self._listed(node.name), *self._cursors(walked)]
        parts = [*([WALKED] if walked else []), *self._parts_of_page(node, depth, path)]
        given = f"({', '.join(arguments)})" if arguments else ""
        return f"{given}{self._directive()} {{ {' '.join(parts)} }}"

    def _parts_of_page(self, node: Any, depth: int, path: tuple[str, ...]) -> list[str]:
        choices = {
            "nodes": lambda: f"nodes {self.selection(node, depth - 1, (*path, 'nodes'))}",
            "edges": lambda: f"edges {{ cursor node {self.selection(node, depth - 1, (*path, 'edges', 'node'))} }}",
            "totalCount": lambda: "totalCount",
            "pageInfo": lambda: f"pageInfo {self.selection(CONTRACT.type_map['PageInfo'], 0, path)}",
            "__typename": lambda: "__typename",
        }
        weighted = st.sampled_from([*choices, "nodes", "nodes"])
        return [choices[choice]() for choice in dict.fromkeys(self.draw(st.lists(weighted, min_size=1, max_size=3)))]

    def _size(self, *, walked: bool) -> list[str]:
        if self.spoil in ("size", "both sizes"):
            wrong = self.draw(st.sampled_from([0, -1, 101]))
            return ["first: 1, last: 1"] if self.spoil == "both sizes" else [f"first: {wrong}"]
        if self.spoil == "variable":
            return [f"first: ${self.values.declare('Int', 'many')}"]
        way = self.draw(st.sampled_from(["first", "last", "first" if walked else None]))
        return [f"{way}: {self.values.scalar('Int', self.draw(st.integers(1, 4)))}"] if way else []

    def _listed(self, of: str) -> list[str]:
        """Return `orderBy` and `filter`, if any."""
        arguments = []
        if order := self._order(of):
            arguments.append(f"orderBy: {self.values.given(f'[{of}Order!]', order)}")
        if self.chance(2) or self.spoil in ("null", "text", "id of another"):
            type_name = f"{of}Filter"
            arguments.append(
                f"filter: {self.values.given(type_name, self.values.filter(CONTRACT.type_map[type_name], 3))}"
            )
        return arguments

    def _order(self, of: str) -> list[Any]:
        fields: Any = CONTRACT.type_map[f"{of}OrderField"]
        key = st.builds(
            lambda field, direction: {"field": Name(field)} | ({"direction": Name(direction)} if direction else {}),
            st.sampled_from(list(fields.values)),
            st.sampled_from(["ASC", "DESC", None]),
        )
        if self.spoil == "enum":
            return [{"field": Name("NO_SUCH_FIELD")}]
        if self.spoil == "order keys":
            return [self.draw(key)] * 11
        return list(self.draw(st.lists(key, max_size=2)))

    def _cursors(self, walked: bool) -> list[str]:
        """Return `after` and `before`; those of the walked list are variables that the walk sets."""
        if self.spoil == "cursor":
            return [f"after: {written('b3JhY2xl')}"]
        if self.spoil == "order" and self.walk:
            return [f"after: ${self.values.declare_once('cursor')}"]
        if not walked:
            return []
        return [f"{way}: ${self.values.declare_once(name)}" for way, name in self.draw(st.sampled_from(CURSORS))]


CURSORS = (
    (("after", "cursor"),),
    (("before", "cursor"),),
    (("after", "cursor"), ("before", "until")),
)

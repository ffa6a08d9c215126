"""How is a connection fetched? Keyset pages: the next rows behind a cursor by an index, never by counting to them.

At the root, the rows a viewer sees come from bounded arms (permissions.predicates.arms), each in the order asked for.
Below a row, they come from its children, each probed. Nodes are scalar subqueries by key: joining the page back
makes the database walk the account. With and without a cursor are two statements, for `$1 IS NULL OR …` is no
index condition.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import models

from audit.models import HistoryEntry
from graph import sources
from graph.arguments import Bound, CursorKey, page_size
from graph.conditions import condition_sql
from graph.cursors import INNER_KEY, OUTER_KEY
from graph.filters import Combined
from graph.keysets import Keyset, SortKey
from graph.plan import Object, Page, Selected
from graph.sources import Pages
from graph.writer import Writer
from permissions import history, predicates
from permissions.levels import Level
from permissions.predicates import Arm


class PageWriter:
    """Writes one connection, on a row `parent` of the model `of`; `build` writes the JSON of an object on a row."""

    def __init__(
        self, writer: Writer, build: Callable[[Object, str], str], selected: Selected, parent: str, of: Any
    ) -> None:
        assert selected.page is not None and isinstance(selected.source, Pages)  # noqa: S101  # the plan's pairing
        self.writer, self.build, self.selected, self.parent, self.of = writer, build, selected, parent, of
        self.page: Page = selected.page
        self.source: Pages = selected.source
        self.model: type[models.Model] = self.source.model
        self.row = writer.alias(self.model)
        self.keyset = Keyset(self.page, self.model, self.row)
        self.nodes: list[str] = []
        self.each_has_cursor = False
        self.ends: set[str] = set()  # the rows that have one: "first", "last"
        self.matching = self._name_matching()
        self.is_bare = self._is_bare()
        # Below a row there is but one arm, and it has the row: what is asked of it can be built there and then.
        # Not in a history: what changed is estimated so high that to the planner any index for the keys is as good.
        is_cheap = self.model is not HistoryEntry
        self.is_direct = self.is_bare and not self.matching and self.source.link is not None and is_cheap

    def sql(self) -> str:
        """Return SQL for the connection's JSON."""
        fields = self.selected.objects[0].fields
        built = self.writer.json_object([(field.key, self._field(field)) for field in fields])
        if not self._has_rows:
            self._check_unused()
            return f"(SELECT {built})"
        matching = f"WITH {self.matching} AS MATERIALIZED ({self._all()})\n" if self.matching else ""
        # One row, also if nothing that is asked depends on the page's rows: HAVING makes it an aggregate.
        return f"({matching}SELECT {built}\nFROM ({self._rows()}) r HAVING true)"

    @property
    def _has_rows(self) -> bool:
        asked = (field.source for field in self.selected.objects[0].fields)
        return any(source not in (sources.TOTAL_COUNT, sources.TYPENAME) for source in asked)

    def _name_matching(self) -> str | None:
        """Return a name for the rows that match, if they are both counted and paged: they are looked for once."""
        asked = {field.source for field in self.selected.objects[0].fields}
        counted = sources.TOTAL_COUNT in asked and self._filtered and self._has_rows
        return self.writer.name("matching") if counted else None

    def _is_bare(self) -> bool:
        """Whether nobody asks where the page lies: then no row more is looked for, and none is counted."""
        fields = self.selected.objects[0].fields
        edges = [part for field in fields if field.source is sources.PAGE_EDGES for part in field.objects[0].fields]
        return not any(part.source in (sources.PAGE_INFO, sources.EDGE_CURSOR) for part in (*fields, *edges))

    def _check_unused(self) -> None:
        """Have the arguments checked that the SQL does not need: all, or those that counting does not."""
        cursors = [
            Bound(cursor, CursorKey(self.keyset.fingerprint, 0)) for cursor in (self.page.after, self.page.before)
        ]
        given = [cursor for cursor in cursors if cursor.given is not None]
        unwritten = Writer(self.writer.parameters.kind)
        condition_sql(unwritten, self.page.where, self.model, self.row)
        compared = [slot for slot in unwritten.parameters.slots if isinstance(slot, Bound)]
        self.writer.checks += [Bound(self.page.size, page_size), *given, *compared]

    def _field(self, field: Selected) -> str:
        match field.source:
            case sources.TYPENAME:
                return self.writer.typename(field)
            case sources.TOTAL_COUNT:
                return f"(SELECT count(*) FROM {self.matching or f'({self._all()}) c'})"
            case sources.PAGE_NODES:
                return self._list(self._node(field.objects[0]))
            case sources.PAGE_EDGES:
                return self._list(self.writer.json_object([self._edge(part) for part in field.objects[0].fields]))
        return self.writer.json_object([(part.key, self._info(part)) for part in field.objects[0].fields])

    def _list(self, item: str) -> str:
        if self.is_bare:
            turned = (replace(key, descending=key.descending != self.page.backward) for key in self.keyset.keys)
            return f"coalesce(json_agg({item} ORDER BY {', '.join(f'r.{key.sql}' for key in turned)}), '[]')"
        order = "r.n DESC" if self.page.backward else "r.n"
        return f"coalesce(json_agg({item} ORDER BY {order}) FILTER (WHERE r.n <= {self._size()}), '[]')"

    def _node(self, node: Object) -> str:
        if self.is_direct:
            self.nodes.append(self.build(node, self.row))
            return f"r.node_{len(self.nodes)}"
        alias = self.writer.alias(self.model)
        built = self.build(node, alias)
        self.nodes.append(f"(SELECT {built}\nFROM {self.model._meta.db_table} {alias} WHERE {alias}.id = page.id)")
        return f"r.node_{len(self.nodes)}"

    def _edge(self, part: Selected) -> tuple[str, str]:
        match part.source:
            case sources.EDGE_NODE:
                return part.key, self._node(part.objects[0])
            case sources.EDGE_CURSOR:
                self.each_has_cursor = True
                return part.key, "r.cursor"
        return part.key, self.writer.typename(part)

    def _info(self, part: Selected) -> str:
        """Return one field of PageInfo. What lies on the side of a cursor that was given is there: it was seen."""
        more, seen = f"(count(*) > {self._size()})", ("false", "true")
        match part.source:
            case sources.HAS_NEXT_PAGE:
                return more if not self.page.backward else seen[self.page.before is not None]
            case sources.HAS_PREVIOUS_PAGE:
                return more if self.page.backward else seen[self.page.after is not None]
            case sources.START_CURSOR:
                return self._cursor_at("last" if self.page.backward else "first")
            case sources.END_CURSOR:
                return self._cursor_at("first" if self.page.backward else "last")
        return self.writer.typename(part)

    def _cursor_at(self, end: str) -> str:
        self.ends.add(end)
        return f"max(r.cursor) FILTER (WHERE r.n = {self._end('r', end)})"

    def _end(self, row: str, end: str) -> str:
        return "1" if end == "first" else f"least({row}.found, {self._size()})"

    def _rows(self) -> str:
        """Return a SELECT of the rows and at most one more: n, found, cursor, node_1 …; if bare, of keys and nodes."""
        if self.is_bare:
            return self._bare_rows()
        nodes = "".join(
            f",\n  CASE WHEN page.n <= {self._size()} THEN {node} END AS node_{position}"
            for position, node in enumerate(self.nodes, 1)
        )
        order = self.keyset.order
        return (
            f"SELECT page.n, page.found{self._cursor()}{nodes}\n"
            f"FROM (SELECT k.*, row_number() OVER (ORDER BY {order}) AS n, count(*) OVER () AS found\n"
            f"  FROM ({self._candidates()}) k) page"
        )

    def _bare_rows(self) -> str:
        built = "".join(f",\n  {node} AS node_{position}" for position, node in enumerate(self.nodes, 1))
        if self.is_direct:
            [arm] = self._arms()
            return self._limited(arm, built)
        return f"SELECT page.*{built}\nFROM ({self._candidates()}) page"

    def _cursor(self) -> str:
        """Return the column of the rows' cursors, as far as they are asked for: a signature takes its time."""
        if not self.ends and not self.each_has_cursor:
            return ""
        keys = ", ".join(f"page.{key.name}::text" for key in self.keyset.keys)
        inner, outer = self.writer.bind(INNER_KEY), self.writer.bind(OUTER_KEY)
        payload = f"json_build_array('{self.keyset.fingerprint}', {keys})::text"
        cursor = f"steward_cursor({payload}, {inner}::bytea, {outer}::bytea)"
        if not self.each_has_cursor:
            ends = ", ".join(self._end("page", end) for end in sorted(self.ends))
            cursor = f"CASE WHEN page.n IN ({ends}) THEN {cursor} END"
        return f", {cursor} AS cursor"

    def _candidates(self) -> str:
        """Return a SELECT of the keys of the page's rows and one more, in order."""
        if self.matching:
            bounds = self.keyset.conditions(self.writer, [key.name for key in self.keyset.keys])
            where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
            return f"SELECT * FROM {self.matching}{where} ORDER BY {self.keyset.order} LIMIT {self._most()}"
        arms = [self._limited(arm) for arm in self._arms()]
        if len(arms) == 1:
            return arms[0]
        union = "\n    UNION ".join(f"({arm})" for arm in arms)
        return f"{union}\n    ORDER BY {self.keyset.order} LIMIT {self._most()}"

    def _all(self) -> str:
        """Return a SELECT of the keys of all rows of the list, of the ids alone if they are but counted."""
        keys = self.keyset.keys if self.matching else self.keyset.keys[-1:]
        return "\n    UNION ".join(f"({_for_each(arm, self._select(arm, keys))})" for arm in self._arms())

    def _limited(self, arm: Arm, more: str = "") -> str:
        """Return a SELECT of the keys of the arm's rows behind the cursors, and of more columns."""
        joined = arm.row is not None or self._filtered or len(self.keyset.keys) > 1
        columns = [key.expression for key in self.keyset.keys] if joined else [arm.key]
        where = "".join(f" AND {bound}" for bound in self.keyset.conditions(self.writer, columns))
        select = self._select(arm, self.keyset.keys, more)
        select = f"{select}{where} ORDER BY {self.keyset.order} LIMIT {self._most()}"
        return _for_each(arm, select)

    def _select(self, arm: Arm, keys: Sequence[SortKey], more: str = "") -> str:
        joined = arm.row is not None or self._filtered or len(keys) > 1
        columns = ", ".join(f"{key.expression if joined else arm.key} AS {key.name}" for key in keys)
        return f"SELECT {columns}{more} FROM {self._from(arm, join=joined)} WHERE {self._condition(arm)}"

    def _arms(self) -> tuple[Arm, ...]:
        if self.source.link is None or not predicates.lists(self.writer.parameters):
            return predicates.arms(self.model, self.row, self.writer.parameters)
        conditions = [f"{self.row}.{self.source.link} = {self.parent}.id"]
        if not self.source.inherits:
            conditions.append(predicates.condition(self.model, self.row, Level.VIEW, self.writer.parameters))
        if self.source.owned:
            conditions.append(f"({predicates.owned(self.of, self.parent, self.writer.parameters)})")
        if self.model is HistoryEntry:
            conditions.append(history.condition(self.of, self.parent, self.row, self.writer.parameters))
        table = self.model._meta.db_table
        return (
            Arm(source=f"{table} {self.row}", key=f"{self.row}.id", condition=" AND ".join(conditions), row=self.row),
        )

    def _from(self, arm: Arm, *, join: bool) -> str:
        if arm.row is not None or not join:
            return arm.source
        return f"{arm.source} JOIN {self.model._meta.db_table} {self.row} ON {self.row}.id = {arm.key}"

    def _condition(self, arm: Arm) -> str:
        if not self._filtered:
            return arm.condition
        return f"{arm.condition} AND {condition_sql(self.writer, self.page.where, self.model, self.row)}"

    @property
    def _filtered(self) -> bool:
        return self.page.where != Combined(how="and", conditions=())

    def _most(self) -> str:
        """Return how many rows are looked for: one more than asked tells whether there is one."""
        return self._size() if self.is_bare else f"{self._size()} + 1"

    def _size(self) -> str:
        return f"{self.writer.bind(Bound(self.page.size, page_size))}::int"


def _for_each(arm: Arm, select: str) -> str:
    """Return the SELECT of an arm, once for each of its principals if it has several."""
    # Without OFFSET the planner would take the rows of all teams, and then those of the viewer's.
    return f"SELECT t.* FROM {arm.each} CROSS JOIN LATERAL ({select} OFFSET 0) t" if arm.each else select

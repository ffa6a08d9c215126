"""In which order, and from where on? The keys of a page's order as SQL, and the conditions of its cursors on them."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from graph.arguments import Bound, CursorKey
from graph.plan import Page
from graph.writer import Writer

CASTS = {"UUIDField": "uuid", "DateTimeField": "timestamptz", "DateField": "date"}


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """One key of an order: its name in the page, SQL on a row, its type, its direction as fetched."""

    name: str
    expression: str
    cast: str
    descending: bool

    @property
    def sql(self) -> str:
        """The member of ORDER BY."""
        return f"{self.name} {'DESC' if self.descending else 'ASC'}"


class Keyset:
    """The keys of a page of rows with the alias `row`; they end with the id, and are turned round to page backward."""

    def __init__(self, page: Page, model: type[models.Model], row: str) -> None:
        self.page, self.model, self.row = page, model, row
        given = [(key.column, key.descending) for key in page.order]
        # Ids grow with time, so newest first is their order; behind other keys they go the way of the last.
        chosen = [*given, ("id", given[-1][1] if given else True)]
        self.keys = tuple(
            self._key(f"k{position}" if column != "id" else "id", column, descending != page.backward)
            for position, (column, descending) in enumerate(chosen, 1)
        )

    @property
    def order(self) -> str:
        """The members of ORDER BY."""
        return ", ".join(key.sql for key in self.keys)

    @property
    def fingerprint(self) -> str:
        """What a cursor is made for: "Contact last_name_key asc"."""
        order = (f"{key.column} {'desc' if key.descending else 'asc'}" for key in self.page.order)
        return " ".join((self.model.__name__, *order))

    def conditions(self, writer: Writer, columns: list[str]) -> list[str]:
        """Return the conditions of the cursors; `columns` are where the keys stand."""
        bounds = [(self.page.after, not self.page.backward), (self.page.before, self.page.backward)]
        return [self._condition(writer, cursor, onward, columns) for cursor, onward in bounds if cursor is not None]

    def _key(self, name: str, column: str, descending: bool) -> SortKey:
        field: Any = self.model._meta.get_field(column)
        expression = f"{self.row}.{field.column}"
        if field.null:
            # A keyset cannot step over null: those without come after all others, first when descending.
            expression = f"coalesce({expression}, 'infinity')"
        cast = CASTS.get(field.get_internal_type(), "text")
        return SortKey(name=name, expression=expression, cast=cast, descending=descending)

    def _condition(self, writer: Writer, cursor: Any, onward: bool, columns: list[str]) -> str:
        """Return SQL for: behind the cursor as fetched (`onward`), or before it."""
        values = [
            f"{writer.bind(Bound(cursor, CursorKey(self.fingerprint, position)))}::{key.cast}"
            for position, key in enumerate(self.keys)
        ]
        signs = ["<" if key.descending == onward else ">" for key in self.keys]
        if len(set(signs)) == 1:
            return f"({', '.join(columns)}) {signs[0]} ({', '.join(values)})"
        steps = []
        for position, sign in enumerate(signs):
            equal = [f"{columns[before]} = {values[before]}" for before in range(position)]
            steps.append(" AND ".join((*equal, f"{columns[position]} {sign} {values[position]}")))
        return f"({' OR '.join(f'({step})' for step in steps)})"

"""Which SQL does our compiler make of the queries? The same is run by the raw server and by pgbench."""

import os
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from bench.requests import STEWARD, Person  # noqa: E402  # everything of ours needs the settings
from graph.arguments import mark  # noqa: E402  # as above
from graph.document import coerce, read  # noqa: E402  # as above
from graph.sql import Statement, statement  # noqa: E402  # as above
from permissions.viewer import Inputs  # noqa: E402  # as above

SOMEBODY = Person(0, "", UUID(int=1), UUID(int=1), "A", "1")
SOMEBODY_ELSE = Person(0, "", UUID(int=2), UUID(int=2), "B", "2")


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """A statement of ours with the values that are the same for everybody, and where the others stand."""

    statement: Statement
    values: tuple[object, ...]
    varying: tuple[int, ...]

    @property
    def sql(self) -> str:
        return self.statement.sql

    def values_for(self, inputs: Inputs) -> list[object]:
        """Return the values of the parameters."""
        values = list(self.values)
        for position in self.varying:
            values[position] = self.statement.slots[position](inputs)
        return values


@cache
def fixed(query: str) -> Fixed:
    """Return the statement of a query."""
    document = read(STEWARD.document(query))
    operation = document.operation(None)
    given = [_inputs(operation, query, person) for person in (SOMEBODY, SOMEBODY_ELSE)]
    made = statement(document, operation, mark(operation, given[0].variables))
    values, others = (made.values(inputs) for inputs in given)
    differ = [position for position, value in enumerate(values) if value != others[position]]
    return Fixed(statement=made, values=tuple(values), varying=tuple(differ))


def _inputs(operation: Any, query: str, person: Person) -> Inputs:
    return Inputs(key=person.session_key, variables=coerce(operation, dict(STEWARD.variables(query, person))))

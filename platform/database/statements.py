"""How does SQL of our own get its values? By position, late, and through the connection Django has open."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from django.db import connection


class Parameters:
    """The parameters of one statement: `add(slot)` -> "$1", the same slot the same number."""

    def __init__(self) -> None:
        self._numbers: dict[Callable[..., object], int] = {}

    def add(self, slot: Callable[..., object]) -> str:
        """Return the placeholder for a slot: a hashable callable that gives the value when the statement is run."""
        return f"${self._numbers.setdefault(slot, len(self._numbers) + 1)}"

    @property
    def slots(self) -> tuple[Callable[..., object], ...]:
        """The slots in the order of their numbers."""
        return tuple(self._numbers)


def fetch(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement with $1-style parameters, run in Django's open transaction."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        return cursor.execute(sql, values).fetchall()

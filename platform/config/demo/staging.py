"""How do very many rows get behind the account wall? COPY into temporary tables, and from there as any INSERT does.

PostgreSQL refuses COPY FROM on tables with row-level security, and the loader is to have no way round it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

Columns = Mapping[type[models.Model], Sequence[str]]


class Staging:
    """Temporary tables, gone with the open transaction: one for each model, with the columns that are given.

    The account of a row is not among them: the database's default puts it into the account of the transaction.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        with connection.cursor() as cursor:
            for model in columns:
                cursor.execute(
                    self._statement("CREATE TEMP TABLE {staged} ON COMMIT DROP AS {select} WITH NO DATA", model)
                )

    def add(self, rows: Mapping[type[models.Model], Iterable[Sequence[Any]]]) -> None:
        """Append rows to the temporary tables of their models."""
        with connection.cursor() as cursor:
            for model, new in rows.items():
                with cursor.copy(self._statement("COPY {staged} FROM STDIN", model)) as copy:
                    for row in new:
                        copy.write_row(row)

    def move(self) -> dict[str, int]:
        """Insert everything into the tables themselves, in the order of the columns; return how many rows by table."""
        counts = {}
        with connection.cursor() as cursor:
            for model in self._columns:
                cursor.execute(self._statement("INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged}", model))
                counts[model._meta.db_table] = cursor.rowcount
        return counts

    def _statement(self, template: str, model: type[models.Model]) -> sql.Composed:
        table = sql.Identifier(model._meta.db_table)
        columns = sql.SQL(", ").join(map(sql.Identifier, self._columns[model]))
        return sql.SQL(template).format(
            table=table,
            staged=sql.Identifier(f"staged_{model._meta.db_table}"),
            columns=columns,
            select=sql.SQL("SELECT {} FROM {}").format(columns, table),
        )

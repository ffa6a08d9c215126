"""Where is everything kept? In one table of JSON objects in SQLite: in a file, or in memory."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]  # an object of Stripe's; keys that begin with an underscore are ours alone

SCHEMA = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS object (
        sequence integer PRIMARY KEY AUTOINCREMENT,
        kind text NOT NULL,
        id text NOT NULL,
        body text NOT NULL,
        UNIQUE (kind, id)
    );
"""
INDEXED = ("customer", "status", "_subscription")  # what is looked for most


class Store:
    """Objects by kind ("customer", "_key") and id, in the order in which they were made.

    What `get` and `all` return are copies: `put` writes.
    """

    def __init__(self, path: str = ":memory:") -> None:
        # Made in one thread, and used in the server's alone.
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.executescript(SCHEMA)
        for field in INDEXED:
            self._database.execute(f"CREATE INDEX IF NOT EXISTS by_{field} ON object (kind, {_value(field)})")

    def put(self, item: Json) -> Json:
        """Write an object, new or changed; return it."""
        self._database.execute(
            """
            INSERT INTO object (kind, id, body) VALUES (?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body
            """,
            (item["object"], item["id"], json.dumps(item)),
        )
        return item

    def get(self, kind: str, id: str) -> Json | None:  # noqa: A002  # Stripe's word
        """Return the object, or None."""
        row = self._database.execute("SELECT body FROM object WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str, **equal: str | int | None) -> list[Json]:
        """Return the objects of a kind whose fields have these values, oldest first."""
        condition = "".join(f" AND {_value(name)} IS ?" for name in equal)
        rows = self._database.execute(
            f"SELECT body FROM object WHERE kind = ?{condition} ORDER BY sequence", (kind, *equal.values())
        )
        return [json.loads(body) for (body,) in rows]

    def everything(self) -> dict[str, list[Json]]:
        """Return all objects by kind: {"customer": […], …}."""
        found: dict[str, list[Json]] = {}
        for kind, body in self._database.execute("SELECT kind, body FROM object ORDER BY sequence"):
            found.setdefault(kind, []).append(json.loads(body))
        return found

    def drop(self, item: Json) -> None:
        """Forget an object."""
        self._database.execute("DELETE FROM object WHERE kind = ? AND id = ?", (item["object"], item["id"]))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is written inside, or nothing if an exception leaves."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep nothing that is written inside if an exception leaves. Inside a transaction."""
        self._database.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK TO attempt")
            raise
        finally:
            self._database.execute("RELEASE attempt")

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Keep nothing that is written inside, however it ends: for previews. Inside a transaction."""
        self._database.execute("SAVEPOINT undone")
        try:
            yield
        finally:
            self._database.execute("ROLLBACK TO undone")
            self._database.execute("RELEASE undone")

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _value(field: str) -> str:
    """The expression of a field; it stands in indexes, which are used only for the very same words."""
    return f"json_extract(body, '$.{field}')"

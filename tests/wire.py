"""What does the application say to the database? libpq's own trace of every connection, read message by message."""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import pytest
from django.db.backends.signals import connection_created
from psycopg.pq import ConnStatus, Trace
from psycopg.pq.abc import PGconn

from config.asgi import graphql
from graph.errors import Code, RequestError
from processes import eventually

# "F" for what we send, its length (which the flags below leave out for some), its name (PostgreSQL, chapter 54.7).
SENT = re.compile(r"^F\t[^\t]*\t(\w+)", re.MULTILINE)
TEXTS = re.compile(
    r'^F\t[^\t]*\t(?:Query\t|Parse\t "[^"]*") "(.*?)"(?: \d+[^"\n]*)?$(?=\n[FB]\t)', re.MULTILINE | re.DOTALL
)


class Wire:
    """What was sent while it was watched; complete when the watch is over."""

    def __init__(self) -> None:
        self.trace = ""

    @property
    def sent(self) -> list[str]:
        """The names of all messages: ["Parse", "Bind", "Describe", "Execute", "Sync"]."""
        return SENT.findall(self.trace)

    @property
    def statements(self) -> int:
        """How many statements were run: each is executed, or sent as a simple query."""
        counts = Counter(self.sent)
        return counts["Execute"] + counts["Query"]

    @property
    def texts(self) -> list[str]:
        """The SQL of all statements but those that were prepared before."""
        return TEXTS.findall(self.trace)


@contextmanager
def watch() -> Iterator[Wire]:
    """Hold a block in which all that the server in this process sends, by either of its ways, is written down.

    What was spent is charged a moment later, and what was told brought into the register, in batches of no request: not
    now.
    """
    wire = Wire()
    with tempfile.TemporaryFile("w+") as file, pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphql.charges, "_execute", _nothing)
        patch.setattr(graphql.disclosures, "_execute", _not_now)
        traced: list[tuple[PGconn, int]] = []

        def trace_django(connection: Any, **_: Any) -> None:
            _trace(connection.connection.pgconn, file, traced)

        idle = _idle_connections()
        for connection in idle:
            _trace(connection.pgconn, file, traced)
        connection_created.connect(trace_django)
        try:
            yield wire
            assert _idle_connections() == idle, "a connection was opened that was not watched"
        finally:
            connection_created.disconnect(trace_django)
            for pgconn, descriptor in traced:
                if pgconn.status == ConnStatus.OK:
                    pgconn.untrace()
                os.close(descriptor)
            file.seek(0)
            wire.trace = file.read()


async def _not_now(sql: str, values: Sequence[object]) -> None:
    raise RequestError(Code.UNAVAILABLE, "What was told is brought into the register later.")


async def _nothing(sql: str, values: Sequence[object]) -> None:
    pass


def _trace(pgconn: PGconn, file: IO[str], traced: list[tuple[PGconn, int]]) -> None:
    descriptor = os.dup(file.fileno())
    pgconn.trace(descriptor)
    pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS | Trace.REGRESS_MODE)
    traced.append((pgconn, descriptor))


def _idle_connections() -> list[Any]:
    """All connections of the pool, once none is at work."""
    pool = graphql.pool._opened
    eventually(lambda: len(pool._pool) == pool.get_stats()["pool_size"])
    return sorted(pool._pool, key=id)

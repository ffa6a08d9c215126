"""How is a read sent? By libpq's own calls, in one round trip, with nothing between its octets and ours.

psycopg's cursors would do it too, at twice the processor time; they find out types, of which these statements say all,
and make Python objects, of which none is wanted. Everything else about a connection is psycopg's.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from database.address import PREPARE_AFTER

STATEMENTS_MAX = 256  # prepared on one connection


class ReadConnection(psycopg.AsyncConnection[Any]):
    """A connection that also reads a row the short way, in autocommit; the caller is alone with it."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self._uses: dict[str, int] = {}
        self._names: dict[str, bytes] = {}
        self._numbers = 0

    async def read(self, sql: str, values: Sequence[object]) -> tuple[bytes | None, ...] | None:
        """Return the one row of a statement, its columns as text; None if it has none. Raise psycopg.Error."""
        given = Transformer(self).dump_sequence(values, [PyFormat.TEXT] * len(values))
        name = self._names.get(sql) or await self._prepare(sql)
        if name:
            self.pgconn.send_query_prepared(name, given)
        else:
            self.pgconn.send_query_params(sql.encode(), given)
        result = await self._result()
        if not result.ntuples:
            return None
        return tuple(result.get_value(0, column) for column in range(result.nfields))

    async def _prepare(self, sql: str) -> bytes | None:
        """Return the name of a statement that has been run often enough to have one."""
        uses = self._uses[sql] = self._uses.pop(sql, 0) + 1
        if len(self._uses) > STATEMENTS_MAX:
            del self._uses[next(iter(self._uses))]
        if uses <= PREPARE_AFTER:
            return None
        if len(self._names) >= STATEMENTS_MAX:
            oldest = next(iter(self._names))
            self.pgconn.send_query(b"DEALLOCATE " + self._names.pop(oldest))
            await self._result()
        self._numbers += 1
        name = f"read_{self._numbers}".encode()
        self.pgconn.send_prepare(name, sql.encode())
        await self._result()
        self._names[sql] = name
        return name

    async def _result(self) -> PGresult:
        """Return the result of what was sent; raise psycopg.Error if it is one."""
        try:
            result = await self._last_result()
        except asyncio.CancelledError:
            self.pgconn.finish()  # whoever had it next would get our answer
            raise
        if result is None or self.pgconn.status != ConnStatus.OK:
            raise errors.OperationalError("The connection was lost.")
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            raise errors.error_from_result(result)
        return result

    async def _last_result(self) -> PGresult | None:
        loop, last = asyncio.get_running_loop(), None
        while self.pgconn.flush():
            await self._ready(loop.add_writer, loop.remove_writer)
        while True:
            while self.pgconn.is_busy():
                await self._ready(loop.add_reader, loop.remove_reader)
                self.pgconn.consume_input()
            result = self.pgconn.get_result()
            if result is None:
                return last
            last = result

    async def _ready(self, add: Callable[..., object], remove: Callable[[int], object]) -> None:
        ready = asyncio.get_running_loop().create_future()
        socket = self.pgconn.socket
        add(socket, _wake, ready)
        try:
            await ready
        finally:
            remove(socket)


def _wake(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)

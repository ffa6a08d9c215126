"""How is a read sent? By libpq's own calls, in one round trip, with nothing between its octets and ours.

psycopg's cursors would do it too, at twice the processor time; they find out types, of which these statements say all,
and make Python objects, of which none is wanted. Everything else about a connection is psycopg's.
"""

import asyncio
from collections.abc import Callable, Sequence
from types import NoneType
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from database.address import PREPARE_AFTER

STATEMENTS_MAX = 256  # prepared on one connection


def _text(value: str) -> bytes:
    if "\0" in value:
        raise errors.DataError("A text for PostgreSQL has no NUL.")  # libpq would take what comes before it
    return value.encode()


# Most values that a read is given; psycopg takes ten times as long to find out how to write them.
AS_TEXT: dict[type, Callable[[Any], bytes | None]] = {
    str: _text,
    int: b"%d".__mod__,
    UUID: lambda value: value.hex.encode(),
    NoneType: lambda _: None,
}


class ReadConnection(psycopg.AsyncConnection[Any]):
    """A connection that also reads a row the short way, in autocommit; the caller is alone with it."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self._uses: dict[str, int] = {}
        self._names: dict[str, bytes] = {}
        self._numbers = 0
        self._watched: int | None = None  # the socket, while the event loop tells when there is something to read
        self._ready: asyncio.Future[None] | None = None

    async def read(self, sql: str, values: Sequence[object]) -> tuple[bytes | None, ...] | None:
        """Return the one row of a statement, its columns as text; None if it has none. Raise psycopg.Error."""
        given = self._texts(values)
        try:
            result = await self._run(sql, given)
        except BaseException:
            # Any call of libpq's may have closed the socket, and its number be that of a client's in a moment.
            self._unwatch()
            raise
        if not result.ntuples:
            return None
        return tuple(result.get_value(0, column) for column in range(result.nfields))

    def _texts(self, values: Sequence[object]) -> Sequence[Any]:
        try:
            return [AS_TEXT[type(value)](value) for value in values]
        except KeyError:
            return Transformer(self).dump_sequence(values, [PyFormat.TEXT] * len(values))

    async def _run(self, sql: str, given: Sequence[Any]) -> PGresult:
        name = self._names.get(sql) or await self._prepare(sql)
        if name:
            self.pgconn.send_query_prepared(name, given)
        else:
            self.pgconn.send_query_params(sql.encode(), given)
        return await self._result()

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
            self._unwatch()
            self.pgconn.finish()  # whoever had it next would get our answer
            raise
        if result is None or self.pgconn.status != ConnStatus.OK:
            raise errors.OperationalError("The connection was lost.")
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            raise errors.error_from_result(result)
        return result

    async def _last_result(self) -> PGresult | None:
        last, has_waited = None, False
        while self.pgconn.flush():
            await self._writable()
        while True:
            while self.pgconn.is_busy():
                if has_waited:
                    self._unwatch()  # uvloop gives up a socket that has an error, when it has told so once
                await self._readable()
                self.pgconn.consume_input()
                has_waited = True
            result = self.pgconn.get_result()
            if result is None:
                return last
            last = result

    async def _writable(self) -> None:
        loop, socket = asyncio.get_running_loop(), self.pgconn.socket
        ready = loop.create_future()
        loop.add_writer(socket, _wake, ready)
        try:
            await ready
        finally:
            loop.remove_writer(socket)

    async def _readable(self) -> None:
        """Wait for something to read. The socket stays watched between reads: asking for it costs more than a wait."""
        loop = asyncio.get_running_loop()
        if self._watched is None:
            self._watched = self.pgconn.socket
            loop.add_reader(self._watched, self._read_ready)
        self._ready = loop.create_future()
        try:
            await self._ready
        finally:
            self._ready = None

    def _read_ready(self) -> None:
        if self._ready is None or self._ready.done():
            self._unwatch()  # nobody waits for it: the database has gone, which the next read finds out
        else:
            self._ready.set_result(None)

    def _unwatch(self) -> None:
        if self._watched is not None:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = None

    async def wait(self, *args: Any, **kwargs: Any) -> Any:
        """Wait as psycopg does, which watches the socket in its own way."""
        self._unwatch()
        return await super().wait(*args, **kwargs)

    async def close(self) -> None:
        """Close the connection."""
        self._unwatch()
        await super().close()


def _wake(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)

"""Which connection runs a read? One of a pool, without Django's request handling, in one round trip."""

import asyncio
from collections.abc import Sequence
from time import monotonic

import psycopg
from django.db import OperationalError, connection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from database.address import conninfo
from database.roles import refuse_to_bypass
from graph.connection import ReadConnection
from graph.errors import Code, RequestError
from permissions.levels import permission_ids

CONNECTIONS_MAX = 3  # per process; two cores do no more at once, and more would share their caches
WAIT_SECONDS_MAX = 5.0
TAKE_SECONDS_MAX = 0.1
START_SECONDS_MAX = 10.0  # for the database to be there
RETRY_SECONDS = 0.5
# SQLSTATEs (PostgreSQL, appendix A): canceled, as by statement_timeout; a lock not available; class 54, limits.
TIMEOUT_STATES = ("57014", "55P03")
TOO_COMPLEX_STATES = "54"


class Pool:
    """The connections of this process, opened and closed with the server."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[ReadConnection] | None = None
        # The pool would let them wait too, at the price of a whole read.
        self._gate = asyncio.Semaphore(CONNECTIONS_MAX)
        self._waiting = 0
        self._passed_on: list[ReadConnection] = []  # for those who wait

    async def open(self) -> None:
        """Make the first connections."""
        self._pool = AsyncConnectionPool(
            conninfo(),
            min_size=1,
            # Two for `execute`, while all others are passed on from read to read: nobody who is to be told something
            # waits until what was told before is in the register.
            max_size=CONNECTIONS_MAX + 2,
            timeout=WAIT_SECONDS_MAX,
            # It tries at ever longer intervals; after this it gives up, and the next request has it try at once.
            reconnect_timeout=WAIT_SECONDS_MAX,
            open=False,
            connection_class=ReadConnection,
            kwargs={"autocommit": True},
        )
        # Bounded, for nothing can end a server that is still starting.
        async with asyncio.timeout(START_SECONDS_MAX):
            while not await asyncio.to_thread(_prepare):  # noqa: ASYNC110  # nothing tells when the database is back
                await asyncio.sleep(RETRY_SECONDS)
        await self._pool.open()

    async def close(self) -> None:
        """Close all connections."""
        if self._pool:
            await self._give_back()
            await self._pool.close()

    async def fetch(self, sql: str, values: Sequence[object]) -> tuple[bytes | None, ...] | None:
        """Return the one row of a read, its columns as text, None if it has none; raise RequestError if it cannot be.

        A connection that the database has dropped is found out by using it, so a second try is made on a fresh one:
        reading twice does no harm.
        """
        try:
            try:
                return await self._fetch(sql, values)
            except psycopg.OperationalError as error:
                if isinstance(error, PoolTimeout) or refusal_of(error).code is not Code.UNAVAILABLE:
                    raise
                await self._give_back()
                await self._opened.check()
                return await self._fetch(sql, values)
        except psycopg.OperationalError as error:
            raise refusal_of(error) from error

    async def execute(self, sql: str, values: Sequence[object]) -> None:
        """Run a write, once; raise RequestError if the database cannot."""
        try:
            async with self._opened.connection() as connection:
                await connection.read(sql, values)
        except psycopg.OperationalError as error:
            raise refusal_of(error) from error

    async def _fetch(self, sql: str, values: Sequence[object]) -> tuple[bytes | None, ...] | None:
        arrived = monotonic()
        self._waiting += 1
        try:
            await self._gate.acquire()
        finally:
            self._waiting -= 1
        try:
            # Whoever waited long for others' statements still takes a connection that is free.
            connection = await self._take(max(arrived + WAIT_SECONDS_MAX - monotonic(), TAKE_SECONDS_MAX))
            try:
                return await connection.read(sql, values)
            finally:
                await self._leave(connection)
        finally:
            self._gate.release()

    async def _take(self, seconds: float) -> ReadConnection:
        return self._passed_on.pop() if self._passed_on else await self._opened.getconn(timeout=seconds)

    async def _leave(self, connection: ReadConnection) -> None:
        """Pass a connection on to whoever waits for one, for giving it back and taking it again is work."""
        if self._waiting and not connection.closed:
            self._passed_on.append(connection)
        else:
            await self._opened.putconn(connection)

    async def _give_back(self) -> None:
        while self._passed_on:
            await self._opened.putconn(self._passed_on.pop())

    @property
    def _opened(self) -> AsyncConnectionPool[ReadConnection]:
        assert self._pool is not None  # noqa: S101  # the server opens it before the first request
        return self._pool


def _prepare() -> bool:
    """Refuse to serve as a role that the account wall does not bind; read what every statement needs.

    Return False if the database cannot be reached: a worker that is started while it restarts waits for it, since one
    that gave up would have the others stopped too.
    """
    try:
        refuse_to_bypass(connection)
        permission_ids()
    except OperationalError:
        return False
    finally:
        connection.close()
    return True


def refusal_of(error: BaseException | None) -> RequestError:
    """Return what an operational error of the database means to whoever asked."""
    state = (isinstance(error, psycopg.Error) and error.sqlstate) or ""
    if state in TIMEOUT_STATES:
        return RequestError(Code.TIMEOUT, "The operation took too long and was ended; nothing was changed.")
    if state.startswith(TOO_COMPLEX_STATES):
        return RequestError(Code.COST_EXCEEDED, "The operation is too complex for the database.")
    return RequestError(Code.UNAVAILABLE, "The database cannot be reached at the moment; try again.", retry_after=1)

"""Who gets a connection when all are taken? Whoever waits, from whoever had it; and nobody is forgotten."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from database.address import conninfo
from graph.errors import Code, RequestError
from graph.pool import CONNECTIONS_MAX, Pool

PID = "SELECT pg_backend_pid()"
READERS = 4 * CONNECTIONS_MAX


def run(scenario: Callable[[Pool], Awaitable[Any]]) -> Any:
    async def open_and_run() -> Any:
        pool = Pool()
        await pool.open()
        try:
            async with asyncio.timeout(30):
                return await scenario(pool)
        finally:
            await pool.close()

    return asyncio.run(open_and_run())


async def read(pool: Pool, sql: str = PID, times: int = 20) -> list[Any]:
    return [await pool.fetch(sql, []) for _ in range(times)]


def test_many_readers_share_few_connections() -> None:
    async def scenario(pool: Pool) -> set[Any]:
        found = await asyncio.gather(*(read(pool) for _ in range(READERS)))
        return {row for rows in found for row in rows}

    # One that is being given back may make the pool open that which is for charges; never more are in use at once.
    assert CONNECTIONS_MAX <= len(run(scenario)) <= CONNECTIONS_MAX + 1


def test_a_write_gets_a_connection_while_all_are_passed_from_read_to_read() -> None:
    async def scenario(pool: Pool) -> None:
        reading = [asyncio.create_task(read(pool, times=100_000)) for _ in range(READERS)]
        await asyncio.sleep(0.2)
        for _ in range(5):
            await pool.execute("SELECT $1::int", [1])
        assert not any(task.done() for task in reading)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    run(scenario)


def test_those_who_give_up_leave_every_connection_to_the_others() -> None:
    async def scenario(pool: Pool) -> None:
        for _ in range(20):
            giving_up = [asyncio.create_task(read(pool)) for _ in range(READERS)]
            await asyncio.sleep(0.005)
            for task in giving_up:
                task.cancel()
            await asyncio.gather(*giving_up, return_exceptions=True)
        found = await asyncio.gather(*(read(pool, "SELECT pg_sleep(0.1)", 1) for _ in range(CONNECTIONS_MAX)))
        assert len(found) == CONNECTIONS_MAX
        await pool.execute("SELECT $1::int", [1])

    run(scenario)


def test_a_connection_that_is_lost_is_passed_on_to_nobody() -> None:
    async def lost(pool: Pool) -> None:
        with pytest.raises(RequestError) as caught:
            await pool.fetch("SELECT pg_terminate_backend(pg_backend_pid())", [])
        assert caught.value.code is Code.UNAVAILABLE

    async def scenario(pool: Pool) -> None:
        found = await asyncio.gather(*(lost(pool) if n % 4 == 0 else read(pool) for n in range(READERS)))
        assert all(row for rows in found if rows for row in rows)

    run(scenario)


def test_connections_that_are_lost_while_they_are_left_over_are_replaced() -> None:
    async def scenario(pool: Pool) -> None:
        found = await asyncio.gather(*(read(pool) for _ in range(READERS)))
        pids = list({int(pid) for rows in found for [pid] in rows})
        async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as other:
            await other.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [pids])
        assert all(row for rows in await asyncio.gather(*(read(pool, times=1) for _ in range(READERS))) for row in rows)

    run(scenario)

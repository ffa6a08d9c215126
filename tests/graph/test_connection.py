"""Is the short way of reading as safe as psycopg's own? Rows, errors, prepared statements, and lost connections."""

import asyncio
import select
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvloop
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from database.address import PREPARE_AFTER, conninfo
from graph import connection
from graph.connection import ReadConnection

PREPARED = "SELECT count(*) FROM pg_prepared_statements"


@asynccontextmanager
async def connected() -> AsyncIterator[ReadConnection]:
    made = await ReadConnection.connect(conninfo(), autocommit=True)
    assert isinstance(made, ReadConnection)
    try:
        yield made
    finally:
        await made.close()


def run(scenario: Callable[[ReadConnection], Awaitable[Any]]) -> Any:
    async def connect_and_run() -> Any:
        async with connected() as made:
            return await scenario(made)

    return asyncio.run(connect_and_run())


@pytest.mark.parametrize("times", [1, PREPARE_AFTER + 2], ids=["at once", "prepared"])
def test_a_row_comes_as_it_is_written(times: int) -> None:
    key = UUID(int=7)
    sql = "SELECT $1::uuid, $2::uuid[], $3::bytea, $4::timestamptz AT TIME ZONE 'UTC', $5::int, $6::text, NULL"
    values = [key, [key, None], b"\0\xff", datetime(2026, 11, 23, tzinfo=UTC), -5, "Zoë '\\"]
    expected = (str(key), f"{{{key},NULL}}", "\\x00ff", "2026-11-23 00:00:00", "-5", "Zoë '\\")

    async def scenario(of: ReadConnection) -> Any:
        return [await of.read(sql, values) for _ in range(times)][-1]

    assert run(scenario) == (*(text.encode() for text in expected), None)


@pytest.mark.parametrize("value", ["Zoë '\\", "", -5, 2**62, UUID(int=7), None, True, 1.5], ids=repr)
def test_a_value_is_written_as_psycopg_writes_it(value: object) -> None:
    async def scenario(of: ReadConnection) -> Any:
        cast = {str: "text", int: "bigint", UUID: "uuid", bool: "boolean", float: "float8"}.get(type(value), "text")
        row = await of.read(f"SELECT $1::{cast}::text", [value])
        return row, (await (await of.execute(f"SELECT %s::{cast}::text", [value])).fetchone())

    (found,), (expected,) = run(scenario)
    assert found == (None if expected is None else expected.encode())


def test_a_text_with_a_nul_is_refused_whole() -> None:
    with pytest.raises(psycopg.DataError):
        run(lambda of: of.read("SELECT $1::text", ["a\0b"]))


def test_no_row_is_none() -> None:
    assert run(lambda of: of.read("SELECT 1 WHERE $1::int = 2", [1])) is None


def test_a_statement_is_prepared_when_it_is_run_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STATEMENTS_MAX", 3)

    async def scenario(of: ReadConnection) -> None:
        for runs, prepared in enumerate([0] * PREPARE_AFTER + [1, 1], 1):
            assert await of.read("SELECT 'x'", []) == (b"x",)
            assert (await (await of.execute(PREPARED)).fetchone()) == (prepared,), runs
        for number in range(10):
            for _ in range(PREPARE_AFTER + 1):
                assert await of.read(f"SELECT {number}", []) == (str(number).encode(),)
        assert (await (await of.execute(PREPARED)).fetchone()) == (3,)
        assert await of.read("SELECT 'x'", []) == (b"x",)

    run(scenario)


def test_an_error_is_psycopgs_and_the_connection_goes_on() -> None:
    async def scenario(of: ReadConnection) -> None:
        for _ in range(PREPARE_AFTER + 2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await of.read("SELECT 1 / $1::int", [0])
            assert await of.read("SELECT 1 / $1::int", [1]) == (b"1",)
        with pytest.raises(psycopg.errors.UndefinedTable):
            await of.read("SELECT FROM nowhere", [])

    run(scenario)


def test_a_lost_connection_is_an_operational_error() -> None:
    async def scenario(of: ReadConnection) -> None:
        async with connected() as other:
            await other.execute("SELECT pg_terminate_backend(%s)", [of.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            await of.read("SELECT 1", [])
            await of.read("SELECT 1", [])

    run(scenario)


def test_whoever_gives_up_waiting_leaves_no_answer_behind() -> None:
    async def scenario(of: ReadConnection) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await of.read("SELECT pg_sleep(5)", [])
        assert of.closed

    run(scenario)


def test_an_answer_of_many_octets_is_whole() -> None:
    [answer] = run(lambda of: of.read("SELECT repeat('ä', $1::int)", [3_000_000]))
    assert answer == ("ä" * 3_000_000).encode()


def test_a_connection_that_is_lost_while_nobody_reads_is_left_alone() -> None:
    async def scenario(of: ReadConnection) -> None:
        assert await of.read("SELECT 1", []) == (b"1",)  # from now on its socket is watched
        async with connected() as other:
            await other.execute("SELECT pg_terminate_backend(%s)", [of.info.backend_pid])
        turns, loop = 0, asyncio.get_running_loop()
        original = of._read_ready

        def counted() -> None:
            nonlocal turns
            turns += 1
            original()

        of._unwatch()
        of._watched = of.pgconn.socket
        loop.add_reader(of._watched, counted)
        await asyncio.sleep(0.2)
        assert turns == 1, "the event loop is kept busy by what nobody takes"
        with pytest.raises(psycopg.OperationalError):
            await of.read("SELECT 1", [])

    run(scenario)


@pytest.mark.parametrize("asleep", [0, 0.1], ids=["before anybody knows", "after the loop was told"])
def test_a_lost_connections_socket_is_nobodys_when_its_number_is_given_again(asleep: float) -> None:
    """libuv has one watcher for a number: a client with that of a lost connection of ours would never be heard."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(100))
        writer.close()
        await writer.wait_closed()

    async def scenario() -> None:
        async with connected() as of, await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            assert await of.read("SELECT 1", []) == (b"1",)
            async with connected() as other:
                await other.execute("SELECT pg_terminate_backend(%s)", [of.info.backend_pid])
            await asyncio.sleep(asleep)
            with pytest.raises(psycopg.OperationalError):
                while True:
                    await of.read("SELECT 1", [])
            for _ in range(3):
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                writer.write(b"there?")
                assert await asyncio.wait_for(reader.read(100), 10) == b"there?"
                writer.close()
                await writer.wait_closed()

    uvloop.run(scenario())


# What PostgreSQL says when it ends a connection (its manual, "Message Formats": ErrorResponse).
LAST_WORDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"
FATAL = b"E" + (len(LAST_WORDS) + 4).to_bytes(4) + LAST_WORDS


def relay(listener: socket.socket, is_cut: threading.Event, last_words: bytes) -> None:
    """Carry what one client and the database say, both ways; once cut, answer the client so, and leave it unread.

    What is left unread makes its socket one with an error, beside what there is to read.
    """
    client, _ = listener.accept()
    address = conninfo_to_dict(conninfo())
    is_local = str(address["host"]).startswith("/")
    with client, socket.socket(socket.AF_UNIX if is_local else socket.AF_INET) as database:
        port = address.get("port", 5432)
        database.connect(f"{address['host']}/.s.PGSQL.{port}" if is_local else (address["host"], int(port)))
        while True:
            for ready in select.select([client, database], [], [])[0]:
                if ready is client and is_cut.is_set():
                    client.sendall(last_words)
                    return
                data = ready.recv(65_536)
                if not data:
                    return
                (database if ready is client else client).sendall(data)


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize("last_words", [b"", FATAL[:7], FATAL], ids=["none", "some", "all"])
def test_whoever_waits_hears_that_the_connection_was_cut(
    tmp_path: Path, run: Callable[..., Any], last_words: bytes
) -> None:
    is_cut = threading.Event()

    async def scenario() -> None:
        through = make_conninfo(conninfo(), host=str(tmp_path), port=5432, requirepeer="")
        of = await ReadConnection.connect(through, autocommit=True)
        assert isinstance(of, ReadConnection)
        assert await of.read("SELECT 1", []) == (b"1",)
        is_cut.set()
        reading = asyncio.create_task(of.read("SELECT 1", []))
        await asyncio.sleep(0)  # it has sent
        thread.join(5)  # all has happened before the event loop looks
        with pytest.raises(psycopg.OperationalError):
            await asyncio.wait_for(reading, 5)
        await of.close()

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / ".s.PGSQL.5432"))
        listener.listen()
        thread = threading.Thread(target=relay, args=(listener, is_cut, last_words), daemon=True)
        thread.start()
        run(scenario())


def test_reading_goes_on_after_psycopg_has_waited_in_its_own_way() -> None:
    async def scenario(of: ReadConnection) -> None:
        for number in range(3):
            assert await of.read("SELECT $1::int", [number]) == (str(number).encode(),)
            assert await (await of.execute("SELECT pg_sleep(0.01), 7")).fetchone() == ("", 7)

    run(scenario)


def test_a_closed_connections_socket_is_not_watched_when_another_gets_its_number() -> None:
    async def scenario(of: ReadConnection) -> None:
        assert await of.read("SELECT 1", []) == (b"1",)
        number = of.pgconn.socket
        await of.close()
        async with connected() as next_one:
            assert next_one.pgconn.socket == number
            assert await next_one.read("SELECT 2", []) == (b"2",)
        with pytest.raises(psycopg.OperationalError):
            await of.read("SELECT 1", [])

    run(scenario)

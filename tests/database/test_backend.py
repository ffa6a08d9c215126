"""Is the first request after a restart of the database answered, however many connections there were?"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from database import address

IDLE = 8
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()"


def one() -> int:
    """What a request does: it takes a connection, asks, and gives it back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            [(number,)] = cursor.fetchall()
            return int(number)
    finally:
        connection.close()


def at_once(ask: Callable[[], int], threads: int) -> list[int]:
    together = threading.Barrier(threads)

    def wait_and_ask() -> int:
        connection.ensure_connection()
        together.wait(timeout=10)
        return ask()

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(wait_and_ask) for _ in range(threads)]]


def end_all() -> None:
    with psycopg.connect(address.conninfo()) as other:
        other.execute(END)


def test_all_that_broke_is_forgotten_at_once() -> None:
    connections.close_all()
    assert at_once(one, IDLE) == [1] * IDLE
    assert connection.pool.get_stats()["pool_available"] >= IDLE
    before = connection.pool.get_stats().get("requests_errors", 0)
    end_all()
    assert [one() for _ in range(IDLE)] == [1] * IDLE
    assert connection.pool.get_stats().get("requests_errors", 0) == before


def test_a_database_that_ends_every_connection_is_an_error_and_costs_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    connections.close_all()
    monkeypatch.setattr("database.backend.base._answers", lambda taken: False)
    for _ in range(2 * address.POOL["max_size"]):  # type: ignore[operator]  # a number
        with pytest.raises(OperationalError, match="as soon as they are made"):
            one()
    monkeypatch.undo()
    assert one() == 1

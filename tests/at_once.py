"""How do two transactions meet in a test? One is a thread's, with connections of its own, and is waited for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, connections

Beside = Callable[[Callable[[], object]], Future[object]]


@contextmanager
def thread() -> Iterator[Beside]:
    """`beside(work)` has something done by a thread."""

    def close_after(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        yield lambda work: threads.submit(close_after, work)


def waits_for_a_lock() -> bool:
    """Whether any transaction waits for another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])

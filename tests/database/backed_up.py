"""How does a database run, is it written to, and brought back? As the tests of backups do it."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database import embedded
from database.backups import catalog
from database.backups.receiving import Receiver
from database.backups.restoring import restore
from database.backups.store import Store
from database.place import OWNER_ROLE, place
from processes import eventually

DAYS = timedelta(days=35)
IN_A_FOLDER = pytest.mark.parametrize("store", ["folder"], indirect=True)  # how stores differ: test_stores.py


def running(data: Path) -> Any:
    # Durable: what was acknowledged is what a backup has to have.
    return embedded.running(data, say=lambda line: None)


def ask(data: Path, statement: str) -> list[tuple[Any, ...]]:
    address = make_conninfo("", **place(data).connection(OWNER_ROLE))
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def answers(data: Path) -> bool:
    try:
        return bool(ask(data, "SELECT 1"))
    except psycopg.OperationalError:
        return False


def write(data: Path, *numbers: int) -> datetime:
    """Write them down; return a moment from when they are there."""
    ask(data, "CREATE TABLE IF NOT EXISTS written (number int)")
    for number in numbers:
        ask(data, f"INSERT INTO written VALUES ({number})")
    [(moment,)] = ask(data, "SELECT clock_timestamp()")
    return moment


def fill(data: Path) -> str:
    """Have more in the log than one of its files holds; return what that one is called in a store."""
    [(name,)] = ask(data, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    noise = "SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 600000)"
    ask(data, f"SELECT pg_logical_emit_message(false, '', ({noise}))")
    return f"wal/{name}.gz"


def written(data: Path) -> list[int]:
    with running(data):
        return [number for (number,) in ask(data, "SELECT number FROM written ORDER BY number")]


@contextmanager
def received(data: Path, store: Store, *, wait: bool = True) -> Iterator[None]:
    """Hold a block in which the log of a running server is received; it begins once there is one more base backup."""
    stopping = threading.Event()
    receiver = Receiver(place=place(data), store=store, kept=DAYS, every=0.2)
    thread = threading.Thread(target=receiver.receive, args=(stopping,))
    before = len(catalog.backups(store))
    thread.start()
    try:
        eventually(lambda: not wait or len(catalog.backups(store)) > before)
        yield
    finally:
        stopping.set()
        thread.join()


def nothing(data: Path) -> None:
    """Nothing is to be done before the database is in its place."""


def bring_back(data: Path, store: Store, **how: Any) -> Any:
    return restore(data, store, **{"at": None, "replace": False, "finish": nothing} | how)


def flip(store: Store, name: str) -> None:
    """Change one bit; another time changes it back."""
    with tempfile.NamedTemporaryFile() as file:
        store.get(name, Path(file.name))
        octets = bytearray(Path(file.name).read_bytes())
        octets[len(octets) // 2] ^= 1
        Path(file.name).write_bytes(octets)
        store.put(name, Path(file.name))

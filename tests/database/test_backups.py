"""Is a lost database had again, as of any moment, and never half? On real servers and a real log."""

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database import embedded
from database.backups import catalog
from database.backups.receiving import Receiver
from database.backups.restoring import restore
from database.backups.store import BackupError, Store
from database.backups.taking import take
from database.place import OWNER_ROLE, place
from database_for_tests import data_folder
from processes import eventually, postmaster

DAYS = timedelta(days=35)


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "backups")


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


def written(data: Path) -> list[int]:
    with running(data):
        return [number for (number,) in ask(data, "SELECT number FROM written ORDER BY number")]


@contextmanager
def received(data: Path, store: Store) -> Iterator[None]:
    """Hold a block in which the log of a running server is received."""
    stopping = threading.Event()
    receiver = Receiver(place=place(data), store=store, kept=DAYS, every=0.2)
    thread = threading.Thread(target=receiver.receive, args=(stopping,))
    before = len(catalog.backups(store))
    thread.start()
    try:
        eventually(lambda: len(catalog.backups(store)) > before)
        yield
    finally:
        stopping.set()
        thread.join()


def nothing(data: Path) -> None:
    """Nothing is to be done before the database is in its place."""


def bring_back(data: Path, store: Store, **how: Any) -> Any:
    return restore(data, store, **{"at": None, "replace": False, "finish": nothing} | how)


def test_a_lost_database_is_had_again_with_all_that_was_written_since(
    data: Path, elsewhere: Path, store: Store
) -> None:
    with running(data):
        write(data, 1)
        with received(data, store):
            write(data, 2, 3)
    shutil.rmtree(place(data).cluster)
    shutil.rmtree(data / "wal")
    restored = bring_back(elsewhere, store)
    assert (written(elsewhere), restored.before) == ([1, 2, 3], None)


def test_it_is_had_as_of_any_moment(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data):
        write(data, 1)
        with received(data, store):
            moments = [write(data, number) for number in (2, 3, 4)]
    for number, moment in zip((2, 3), moments, strict=False):
        bring_back(elsewhere, store, at=moment, replace=True)
        assert written(elsewhere) == list(range(1, number + 1))


def test_what_was_brought_back_is_backed_up_again(data: Path, store: Store) -> None:
    with running(data), received(data, store):
        early = write(data, 1)
        write(data, 2)
    bring_back(data, store, at=early, replace=True)
    with running(data), received(data, store):
        write(data, 3)
    for _ in range(2):  # the second time from what was brought back before
        bring_back(data, store, replace=True)
        assert written(data) == [1, 3]


def test_a_running_database_is_not_replaced(data: Path, store: Store) -> None:
    with running(data):
        write(data, 1)
        take(place(data), store)
        write(data, 2)
        server = postmaster(data)
        with pytest.raises(BackupError, match="A server runs on"):
            bring_back(data, store, replace=True)
        assert postmaster(data) == server
    assert written(data) == [1, 2]
    bring_back(data, store, replace=True)
    assert written(data) == [1]


def test_a_database_that_is_there_is_set_aside_only_if_asked(data: Path, store: Store) -> None:
    with running(data):
        write(data, 1)
        take(place(data), store)
        write(data, 2)
    with pytest.raises(BackupError, match="say --replace"):
        bring_back(data, store)
    assert written(data) == [1, 2]
    before = bring_back(data, store, replace=True).before
    assert written(data) == [1]
    place(data).cluster.rename(data / "of-the-backup")
    before.rename(place(data).cluster)
    assert written(data) == [1, 2]


def test_what_fails_before_it_is_in_its_place_changes_nothing(data: Path, store: Store) -> None:
    def fail(folder: Path) -> None:
        assert written(folder) == [1]
        raise RuntimeError("It could not be done.")

    with running(data):
        write(data, 1)
        take(place(data), store)
        write(data, 2)
    with pytest.raises(RuntimeError):
        bring_back(data, store, replace=True, finish=fail)
    assert written(data) == [1, 2]
    bring_back(data, store, replace=True)
    assert written(data) == [1]


def test_a_damaged_or_broken_off_backup_is_not_brought_back(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data):
        write(data, 1)
        backup = take(place(data), store)
    for name in backup.files:
        flip(store.folder / backup.name / name)
        with pytest.raises(BackupError, match="is damaged"):
            bring_back(elsewhere, store)
        flip(store.folder / backup.name / name)
    label = store.folder / backup.name / catalog.LABEL
    label.rename(label.with_name("away"))
    with pytest.raises(BackupError, match="There is no backup"):
        bring_back(elsewhere, store)
    assert not place(elsewhere).cluster.exists()
    label.with_name("away").rename(label)
    bring_back(elsewhere, store)
    assert written(elsewhere) == [1]


def flip(file: Path) -> None:
    """Change one bit; another time changes it back."""
    octets = bytearray(file.read_bytes())
    octets[len(octets) // 2] ^= 1
    file.write_bytes(octets)


def test_a_moment_that_nothing_leads_to_is_refused(data: Path, elsewhere: Path, store: Store) -> None:
    before = datetime.now(UTC)
    with running(data), received(data, store):
        write(data, 1)
    with pytest.raises(BackupError, match=r"no backup .* from before that; the oldest is of"):
        bring_back(elsewhere, store, at=before)
    with pytest.raises(BackupError, match="ends before that moment"):
        bring_back(elsewhere, store, at=datetime.now(UTC) + timedelta(hours=1))
    assert not place(elsewhere).cluster.exists()


def test_a_server_that_was_killed_loses_nothing_of_the_log(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data), received(data, store):
        write(data, 1)
        os.kill(postmaster(data), signal.SIGKILL)
        eventually(lambda: answers(data))
        write(data, 2)
        # pg_receivewal waits five seconds before it connects again.
        eventually(lambda: ask(data, "SELECT 1 FROM pg_replication_slots WHERE active"))
    bring_back(elsewhere, store)
    assert written(elsewhere) == [1, 2]


def test_backups_that_no_moment_needs_are_deleted(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data):
        taken = []
        for number in range(3):
            write(data, number)
            taken.append(take(place(data), store))
    assert catalog.prune(store, kept=timedelta(days=1)) == 0
    # To go back to any moment since now, the last of those from before is needed.
    assert catalog.prune(store, kept=timedelta(0)) == 2
    assert catalog.backups(store) == taken[-1:]
    assert store.names("base") == sorted(f"{taken[-1].name}/{name}" for name in (*taken[-1].files, catalog.LABEL))
    bring_back(elsewhere, store)
    assert written(elsewhere) == [0, 1, 2]

"""Is a lost database had again, as of any moment, and never half? On real servers and a real log."""

import os
import shutil
import signal
import tempfile
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
from database.backups.daily import interrupt
from database.backups.folder import Folder
from database.backups.receiving import Receiver
from database.backups.restoring import restore
from database.backups.shipping import ship
from database.backups.store import BackupError, Store
from database.backups.taking import take
from database.place import BACKUP_ROLE, OWNER_ROLE, place
from database_for_tests import data_folder
from processes import eventually, postmaster
from s3_server import S3

DAYS = timedelta(days=35)
IN_A_FOLDER = pytest.mark.parametrize("store", ["folder"], indirect=True)  # where it is kept makes no difference


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


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


@IN_A_FOLDER
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


@IN_A_FOLDER
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


@IN_A_FOLDER
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


@IN_A_FOLDER
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
    staging = place(elsewhere / "restoring")  # known before: what is there then decides where it is
    for name in backup.files:
        flip(store, f"{backup.name}/{name}")
        with pytest.raises(BackupError, match="is damaged"):
            bring_back(elsewhere, store)
        assert (staging.data.exists(), staging.home.exists()) == (False, False)
        flip(store, f"{backup.name}/{name}")
    label = f"{backup.name}/{catalog.LABEL}"
    store.get(label, elsewhere / "label")
    store.delete(label)
    with pytest.raises(BackupError, match="There is no backup"):
        bring_back(elsewhere, store)
    assert not place(elsewhere).cluster.exists()
    store.put(label, elsewhere / "label")
    bring_back(elsewhere, store)
    assert written(elsewhere) == [1]


def test_a_damaged_log_is_not_brought_back(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data), received(data, store):
        write(data, 1)
        damaged = fill(data)
        write(data, 2)
    flip(store, damaged)
    with pytest.raises(BackupError, match=f"{damaged} in .* is damaged"):
        bring_back(elsewhere, store)
    assert not place(elsewhere).cluster.exists()
    flip(store, damaged)
    bring_back(elsewhere, store)
    assert written(elsewhere) == [1, 2]


def flip(store: Store, name: str) -> None:
    """Change one bit; another time changes it back."""
    with tempfile.NamedTemporaryFile() as file:
        store.get(name, Path(file.name))
        octets = bytearray(Path(file.name).read_bytes())
        octets[len(octets) // 2] ^= 1
        Path(file.name).write_bytes(octets)
        store.put(name, Path(file.name))


@IN_A_FOLDER
def test_a_moment_that_nothing_leads_to_is_refused(data: Path, elsewhere: Path, store: Store) -> None:
    before = datetime.now(UTC)
    with running(data), received(data, store):
        write(data, 1)
    with pytest.raises(BackupError, match=r"no backup .* from before that; the oldest is of"):
        bring_back(elsewhere, store, at=before)
    with pytest.raises(BackupError, match="ends before that moment"):
        bring_back(elsewhere, store, at=datetime.now(UTC) + timedelta(hours=1))
    assert not place(elsewhere).cluster.exists()


@IN_A_FOLDER
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


def test_what_was_broken_off_is_deleted_here_at_once_and_there_with_the_others(data: Path, store: Store) -> None:
    (left := data / "backup.new-left").mkdir()
    with running(data):
        write(data, 1)
        backup = take(place(data), store)
    assert not left.exists()
    (label := data / "label").write_text("{}")
    for name in ("base/20200101T000000000000Z/base.tar.gz", "base/99990101T000000000000Z/base.tar.gz"):
        store.put(name, label)
    catalog.prune(store, kept=DAYS)
    left = {name.rpartition("/")[0] for name in store.names("base")}
    assert left == {backup.name, "base/99990101T000000000000Z"}


@IN_A_FOLDER
def test_a_store_is_of_one_database(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data), received(data, store):
        write(data, 1)
    kept = contents(store)
    with running(elsewhere):
        write(elsewhere, 2)
        with pytest.raises(BackupError, match="keeps the backups of another database"):
            take(place(elsewhere), store)
    (elsewhere / "wal").mkdir()
    shutil.copy(log_of(elsewhere), elsewhere / "wal")
    with pytest.raises(BackupError, match="keeps the backups of another database"):
        bring_back(elsewhere, store, replace=True)
    assert contents(store) == kept
    shutil.rmtree(elsewhere / "wal")
    bring_back(elsewhere, store, replace=True)
    assert written(elsewhere) == [1]


def log_of(data: Path) -> Path:
    """The newest file of the log that a server has written."""
    return max((place(data).cluster / "pg_wal").glob("0*[0-9A-F]"))


def contents(store: Store) -> dict[str, bytes]:
    """All that is kept, by its name."""
    with tempfile.NamedTemporaryFile() as file:
        kept = {}
        for name in (*store.names("base"), *store.names("wal")):
            store.get(name, Path(file.name))
            kept[name] = Path(file.name).read_bytes()
    return kept


def test_a_file_of_the_log_is_brought_again_and_never_replaced(data: Path, store: Store) -> None:
    (spool := data / "spool").mkdir()
    segment = spool / "000000010000000000000001"
    for content in (b"first", b"first"):  # as if killed before it was removed here
        segment.write_bytes(content)
        ship(spool, store, {})
        assert not segment.exists()
    segment.write_bytes(b"other")
    later = spool / "000000010000000000000002"
    later.write_bytes(b"later")
    with pytest.raises(BackupError, match="is of another server that goes on with the same database"):
        ship(spool, store, {})
    assert (segment.read_bytes(), later.read_bytes()) == (b"other", b"later")
    assert catalog.unpacked(store, "wal/000000010000000000000001.gz") == b"first"
    assert store.names("wal") == ["wal/000000010000000000000001.gz"]


@IN_A_FOLDER
def test_the_log_is_brought_while_a_base_backup_is_on_its_way(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data), received(data, store):
        write(data, 1)
    slow = Slow(Path(str(store)))
    with running(data):
        interrupt(place(data))
        with received(data, slow, wait=False):
            assert slow.is_asked.wait(30)
            moment = write(data, 2)
            write(data, 3)
            full = fill(data)
            eventually(lambda: full in store.names("wal"))
            bring_back(elsewhere, store, at=moment)
            slow.may_go_on.set()
            eventually(lambda: len(catalog.backups(store)) == 2)
    assert written(elsewhere) == [1, 2]


class Slow(Folder):
    """Keeps no base backup before it is told to go on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.is_asked, self.may_go_on = threading.Event(), threading.Event()

    def put(self, name: str, file: Path) -> None:
        if name.startswith("base/"):
            self.is_asked.set()
            assert self.may_go_on.wait(60)
        super().put(name, file)


@IN_A_FOLDER
def test_after_a_gap_in_the_log_a_backup_is_taken_at_once(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data):
        with received(data, store):
            write(data, 1)
        with received(data, store, wait=False):
            write(data, 2)
        assert len(catalog.backups(store)) == 1  # there was none
        ask_as_the_receiver(data, "DROP_REPLICATION_SLOT steward_backup")
        with received(data, store):
            write(data, 3)
    assert len(catalog.backups(store)) == 2
    bring_back(elsewhere, store)
    assert written(elsewhere) == [1, 2, 3]


def ask_as_the_receiver(data: Path, command: str) -> None:
    address = make_conninfo("", replication="true", **place(data).connection(BACKUP_ROLE))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(command)


@pytest.mark.parametrize("store", ["bucket"], indirect=True)
def test_a_store_that_was_away_has_everything_when_it_is_back(
    data: Path, elsewhere: Path, store: Store, s3: S3, caplog: pytest.LogCaptureFixture
) -> None:
    with running(data), received(data, store):
        write(data, 1)
        s3.door.close()
        moment = write(data, 2)
        full = fill(data)
        eventually(lambda: "does not answer" in caplog.text)
        write(data, 3)
        assert answers(data)
        s3.door.open()
        eventually(lambda: full in store.names("wal"))
        write(data, 4)
    assert s3.secret not in caplog.text
    bring_back(elsewhere, store, at=moment)
    assert written(elsewhere) == [1, 2]
    bring_back(elsewhere, store, replace=True)
    assert written(elsewhere) == [1, 2, 3, 4]

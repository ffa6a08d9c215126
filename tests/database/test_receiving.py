"""Does every octet of the log come into the store, whatever ends meanwhile?"""

import os
import signal
import threading
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database.backups import catalog
from database.backups.daily import interrupt
from database.backups.folder import Folder
from database.backups.shipping import ship
from database.backups.store import BackupError, Store
from database.place import BACKUP_ROLE, place
from processes import eventually, postmaster
from s3_server import S3
from tests.database.backed_up import IN_A_FOLDER, answers, ask, bring_back, fill, received, running, write, written


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

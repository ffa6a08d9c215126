"""What is in a store, for how long, and of whom?"""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from database.backups import catalog
from database.backups.store import BackupError, Store
from database.backups.taking import take
from database.place import place
from tests.database.backed_up import DAYS, IN_A_FOLDER, bring_back, received, running, write, written


@IN_A_FOLDER
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

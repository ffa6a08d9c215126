"""Is a lost database had again, as of any moment, and never half? On real servers and a real log."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from database.backups import catalog
from database.backups.store import BackupError, Store
from database.backups.taking import take
from database.place import place
from processes import postmaster
from tests.database.backed_up import IN_A_FOLDER, bring_back, fill, flip, received, running, write, written


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


@IN_A_FOLDER
def test_it_is_had_as_of_any_moment(data: Path, elsewhere: Path, store: Store) -> None:
    with running(data):
        write(data, 1)
        with received(data, store):
            moments = [write(data, number) for number in (2, 3, 4)]
    for number, moment in zip((2, 3), moments, strict=False):
        bring_back(elsewhere, store, at=moment, replace=True)
        assert written(elsewhere) == list(range(1, number + 1))


@IN_A_FOLDER
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


@IN_A_FOLDER
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

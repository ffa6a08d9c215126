"""What if whoever writes an archive is killed? No file that is less than whole verifies, and the next one goes on."""

import random
import time
from pathlib import Path
from typing import Any

import pytest

import worlds
from accounts.models import User
from exports import actions, evidence, reading, writing
from exports.files import archive_file, exclusively, parts_folder
from exports.layout import Fault
from exports.models import Archive, State
from exports.verifying import verify
from exports.writing import discard_parts
from tests.exports.asking import asked, exported
from tests.exports.begun import begun
from tests.exports.belongings import furnished

KILLED_WITHIN_SECONDS = 0.5


@pytest.fixture(scope="module")
def zoe() -> User:
    """Somebody with a few dozen records."""
    [zoe] = worlds.people("zoe")
    furnished(zoe)
    company = worlds.company(zoe, "Big")
    for number in range(29):
        worlds.contact(zoe, first_name=f"{number}", company=company)
    return zoe


def found(archive: Archive) -> Archive:
    with worlds.within(archive.owner):
        return Archive.objects.select_related("owner").get(pk=archive.pk)


def whole(archive: Archive) -> list[Path]:
    """Return the files of an archive that verify."""
    whole = []
    for file in (archive_file(archive.pk), *parts_folder(archive.pk).glob("*")):
        try:
            verify(file)
            whole.append(file)
        except Fault:
            pass
    return whole


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were read, batch after batch, in this process."""
    counts: list[int] = []
    batch = reading.batch

    def counted(*given: Any) -> list[Any]:
        rows = batch(*given)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(reading, "batch", counted)
    return counts


def test_p16_a_killed_export_is_never_whole_and_goes_on(zoe: User, lives: int, looked_at: list[int]) -> None:
    expected = verify(exported(zoe)).manifest.data_sha256
    for seed in range(lives):
        archive = asked(zoe)
        worker = begun("exporter.py", archive)
        time.sleep(random.Random(seed).uniform(0, KILLED_WITHIN_SECONDS))
        worker.kill()
        worker.communicate()
        left = found(archive)
        # It may have been killed after the last octet of all, and before its parts were removed.
        assert whole(archive) == [] or left.done == left.total > 0
        looked_at.clear()
        actions.finish(archive.account_id, archive.pk)
        complete = found(archive)
        assert sum(looked_at) == complete.total - left.done
        assert whole(archive) == [archive_file(archive.pk)]
        assert verify(archive_file(archive.pk)).manifest.data_sha256 == expected


def test_who_is_slow_and_taken_for_dead_does_not_write_beside_the_next(zoe: User) -> None:
    archive = asked(zoe)
    with exclusively(archive.pk):
        with pytest.raises(BlockingIOError):
            actions.finish(archive.account_id, archive.pk)
        assert found(archive).state == State.QUEUED
    actions.finish(archive.account_id, archive.pk)
    assert found(archive).state == State.COMPLETE


def test_files_that_were_lost_are_written_anew(zoe: User, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = asked(zoe)
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(reading, "RECORDS_AT_ONCE", 5)
        patched.setattr(evidence, "moment", lambda at: 1 / 0)
        actions.finish(archive.account_id, archive.pk)
    assert found(archive).done > 0
    discard_parts(archive.pk)
    actions.finish(archive.account_id, archive.pk)
    assert verify(archive_file(archive.pk)).manifest.data[2].records == 31


def test_what_does_not_fit_together_is_begun_anew_and_never_complete(
    zoe: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = asked(zoe)
    with monkeypatch.context() as patched, pytest.raises(Fault, match="which is not in the archive"):
        patched.setattr(writing, "STEPS", (writing.STEPS[0], writing.STEPS[2], *writing.STEPS[4:]))
        actions.finish(archive.account_id, archive.pk)
    assert (whole(archive), found(archive).state, found(archive).done) == ([], State.RUNNING, 0)
    actions.finish(archive.account_id, archive.pk)
    assert found(archive).state == State.COMPLETE

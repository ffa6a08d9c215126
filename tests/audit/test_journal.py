"""Is what was told there when its process is not, and once?"""

import errno
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from audit.journal import Journal, left
from processes import ROOT, eventually

WRITER = """
import sys, time
from pathlib import Path
from audit.journal import Journal
journal = Journal(Path(sys.argv[1]))
for text in sys.argv[2:]:
    journal.note(text.encode())
print("noted", flush=True)
time.sleep(60)
"""


def found(folder: Path) -> list[Counter[bytes]]:
    return [page.times for page in left(folder)]


@pytest.fixture
def writer(tmp_path: Path):
    """Start a process that notes texts, and lives on."""
    started = []

    def start(*texts: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", WRITER, str(tmp_path), *texts]
        where = {"PYTHONPATH": str(ROOT / "platform")}
        process = subprocess.Popen(command, env=os.environ | where, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "noted\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_what_a_killed_process_has_noted_is_found_and_of_a_living_one_nothing(tmp_path: Path, writer) -> None:
    dead, living = writer("one", "two", "one"), writer("three")
    assert found(tmp_path) == []
    os.kill(dead.pid, signal.SIGKILL)
    dead.wait()
    assert found(tmp_path) == [Counter({b"one": 2, b"two": 1})]
    assert living.poll() is None


def test_a_page_is_found_until_it_is_ended(tmp_path: Path, writer) -> None:
    dead = writer("one")
    dead.kill()
    eventually(lambda: dead.poll() is not None)
    assert found(tmp_path) == [Counter({b"one": 1})]  # and then whoever found it died too
    [page] = left(tmp_path)
    page.end()
    assert (found(tmp_path), list(tmp_path.iterdir())) == ([], [])


def test_two_that_look_at_once_do_not_both_find_it(tmp_path: Path, writer) -> None:
    dead = writer("one")
    dead.kill()
    dead.wait()
    looking = left(tmp_path)
    assert next(looking).times == Counter({b"one": 1})
    assert found(tmp_path) == []
    looking.close()
    assert found(tmp_path) == [Counter({b"one": 1})]


def test_a_line_that_was_not_written_to_its_end_was_told_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.told").write_text("one\ntwo\nthr")
    assert found(tmp_path) == [Counter({b"one": 1, b"two": 1})]


def test_pages_are_of_what_was_noted_since_the_one_before(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.pages() == []
    for line in (b"one", b"two", b"one"):
        journal.note(line)
    [first] = journal.pages()
    journal.note(b"one")
    assert [page.times for page in journal.pages()] == [Counter({b"one": 2, b"two": 1}), Counter({b"one": 1})]
    for page in journal.pages():
        journal.end(page)
    assert (journal.pages(), list(tmp_path.iterdir())) == ([], [])
    assert first.path.parent == tmp_path


def test_a_line_for_which_the_disk_has_no_room_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    journal = Journal(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "posix_fallocate", no_room)
        with pytest.raises(OSError, match="No space") as refused:
            journal.note(b"one")
    assert refused.value.errno == errno.ENOSPC
    assert (journal.pages(), list(tmp_path.iterdir())) == ([], [])
    journal.note(b"two")
    [page] = journal.pages()
    assert page.times == Counter({b"two": 1})
    journal.end(page)


def test_a_full_page_is_turned_and_a_long_line_has_a_long_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.journal.OCTETS", 10)
    journal = Journal(tmp_path)
    lines = (b"one", b"three", b"x" * 30, b"four")
    assert [journal.note(line) for line in lines] == [False, False, True, True]
    pages = journal.pages()
    assert [page.times for page in pages] == [Counter([b"one", b"three"]), Counter([b"x" * 30]), Counter([b"four"])]
    assert [page.path.read_text().rstrip("\0") for page in pages] == ["one\nthree\n", "x" * 30 + "\n", "four\n"]
    for page in pages:
        journal.end(page)


def test_what_was_noted_is_had_on_the_disk_also_of_pages_that_are_turned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    journal = Journal(tmp_path)
    journal.note(b"one")
    [turned] = journal.pages()
    journal.note(b"two")
    journal.sync()
    [_, opened] = journal.pages()
    assert synced == [turned.descriptor, opened.descriptor]
    for page in journal.pages():
        journal.end(page)


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "told")
    journal.note(b"one")
    [page] = journal.pages()
    assert [path.stat().st_mode & 0o777 for path in (page.path.parent, page.path)] == [0o700, 0o600]
    journal.end(page)

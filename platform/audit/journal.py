"""What was told and is not in the database yet? A line for each answer in a file, there before the answer goes.

A transaction for each would cost more than to read what is told. So each process has a file of its own in a folder on
the disk, and now and then brings what is in it to the database (audit/register.py). A file whose process was killed is
left behind, and found by whoever looks next. If it is killed between a commit and the end of a file, what was committed
of that counts twice; nothing counts not at all.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from mmap import mmap
from pathlib import Path
from typing import IO
from uuid import uuid4

PRIVATE_FOLDER, PRIVATE = 0o700, 0o600
SUFFIX = ".told"
NEWLINE = b"\n"
OCTETS = 16 << 20  # of a page: some 60,000 answers
PART_OCTETS = 1 << 20  # of what is brought to the database at once: a second of work, where ten are allowed


@dataclass
class Page:
    """What was told in some seconds, and how often: the lines of a file that is held as long as this process lives."""

    path: Path
    descriptor: int
    times: Counter[bytes] = field(default_factory=Counter)
    last_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def part(self) -> Counter[bytes]:
        """Return some of its lines, PART_OCTETS or a line more; none if it has none left."""
        part, octets = Counter[bytes](), 0
        for line, times in self.times.items():
            if octets >= PART_OCTETS:
                break
            part[line] = times
            octets += len(line)
        return part

    def forget(self, part: Iterable[bytes]) -> None:
        """Forget lines that are in the database."""
        for line in part:
            del self.times[line]

    def end(self) -> None:
        """Delete it: what it holds is in the database."""
        self.path.unlink(missing_ok=True)


class OpenPage(Page):
    """A page that is written on: its file is this process's memory, which costs a tenth of writing to it."""

    def __init__(self, path: Path, descriptor: int, octets: int) -> None:
        super().__init__(path, descriptor)
        os.posix_fallocate(descriptor, 0, octets)  # memory without room behind it would be the end of the process
        self._memory = mmap(descriptor, octets)
        self._end = 0

    def add(self, line: bytes) -> bool:
        """Add a line. Return whether there was room for it; else nothing of it is there."""
        end = self._end + len(line) + 1
        if end > len(self._memory):
            return False
        self._memory[self._end : end] = line + NEWLINE
        self._end = end
        self.times[line] += 1
        return True

    def close(self) -> None:
        """Let go of its file."""
        self._memory.close()
        os.close(self.descriptor)


class Journal:
    """The pages of this process: one is written on, those before are still to be brought to the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: OpenPage | None = None
        self._turned: list[OpenPage] = []

    def note(self, line: bytes) -> bool:
        """Have a line written down that outlives this process. Raise OSError if that cannot be.

        Return whether there is a page now that has no more room.
        """
        if self._open and self._open.add(line):
            return False
        page, is_first = _new(self.folder, max(OCTETS, len(line + NEWLINE))), self._open is None
        page.add(line)
        self._turn(page)
        return not is_first

    def sync(self) -> None:
        """Have what was noted on the disk, that it outlives the machine too."""
        for page in filter(None, (*self._turned, self._open)):
            with suppress(OSError):  # it has just ended, and is in the database
                os.fdatasync(page.descriptor)

    def pages(self) -> list[OpenPage]:
        """Return all that there is, and write on a new page from now on."""
        self._turn(None)
        return list(self._turned)

    def end(self, page: OpenPage) -> None:
        """Forget a page that is in the database."""
        self._turned.remove(page)
        page.end()
        page.close()

    def _turn(self, to: OpenPage | None) -> None:
        if self._open:
            self._open.last_at = datetime.now(UTC)
            self._turned.append(self._open)
        self._open = to


def left(folder: Path) -> Iterator[Page]:
    """Yield the pages of processes that are no more; whoever has brought one to the database ends it."""
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(FileNotFoundError), path.open("rb") as file:  # or just ended
            if _is_left(file):
                # Behind the last there is room, or a line that was not written to its end: nobody was told it.
                *lines, _ = file.read().split(NEWLINE)
                last_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                yield Page(path, file.fileno(), times=Counter(lines), last_at=last_at)


def _new(folder: Path, octets: int) -> OpenPage:
    folder.mkdir(parents=True, mode=PRIVATE_FOLDER, exist_ok=True)
    path = folder / f"{uuid4().hex}{SUFFIX}"
    unheld = path.with_suffix(".new")  # nobody looks for it before it is held
    descriptor = os.open(unheld, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        page = OpenPage(path, descriptor, octets)
        unheld.rename(path)
    except OSError:
        unheld.unlink()
        os.close(descriptor)
        raise
    return page


def _is_left(file: IO[bytes]) -> bool:
    """Whether nobody holds the file, nor has just ended it; from now on we hold it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(file.fileno()).st_nlink > 0

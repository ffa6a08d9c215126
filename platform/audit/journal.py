"""What was told and is not in the database yet? A line for each answer in a file, there before the answer goes.

A transaction for each would cost more than to read what is told. So each process has a file of its own in a folder on
the disk, and now and then brings what is in it to the database (audit/register.py). A file whose process was killed is
left behind, and found by whoever looks next. If it is killed in the moment between a commit and the end of a file, what
is in that counts twice; nothing counts not at all.
"""

import errno
import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

PRIVATE_FOLDER, PRIVATE = 0o700, 0o600
SUFFIX = ".told"
OCTETS_MAX = 4 << 20  # of a page, before it should be brought to the database


@dataclass
class Page:
    """What was told in some seconds: the lines of a file that is held as long as this process lives."""

    path: Path
    descriptor: int
    octets: int = 0
    lines: list[str] = field(default_factory=list)
    last_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def add(self, text: str) -> None:
        """Add a line. Raise OSError if there is no room for it; then nothing of it is there."""
        line = f"{text}\n".encode()
        if os.write(self.descriptor, line) != len(line):
            os.ftruncate(self.descriptor, self.octets)
            raise OSError(errno.ENOSPC, "There is no room for what is told.")
        self.octets += len(line)
        self.lines.append(text)

    def times(self) -> Counter[str]:
        """Return how often there is which line."""
        return Counter(self.lines)

    def end(self) -> None:
        """Delete it: what it holds is in the database."""
        self.path.unlink(missing_ok=True)


class Journal:
    """The pages of this process: one is written on, those before are still to be brought to the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: Page | None = None
        self._turned: list[Page] = []

    def note(self, text: str) -> None:
        """Have a line written down that outlives this process. Raise OSError if that cannot be."""
        self._open = self._open or _new(self.folder)
        self._open.add(text)

    @property
    def is_full(self) -> bool:
        """Whether there is more than should be brought to the database at once."""
        return self._open is not None and self._open.octets >= OCTETS_MAX

    def sync(self) -> None:
        """Have what was noted on the disk, that it outlives the machine too."""
        if page := self._open:
            with suppress(OSError):  # it has just ended, and is in the database
                os.fdatasync(page.descriptor)

    def pages(self) -> list[Page]:
        """Return all that there is, and write on a new page from now on."""
        if self._open:
            self._open.last_at = datetime.now(UTC)
            self._turned.append(self._open)
            self._open = None
        return list(self._turned)

    def end(self, page: Page) -> None:
        """Forget a page that is in the database."""
        self._turned.remove(page)
        page.end()
        os.close(page.descriptor)


def left(folder: Path) -> Iterator[Page]:
    """Yield the pages of processes that are no more; whoever has brought one to the database ends it."""
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(FileNotFoundError), path.open(errors="replace") as file:  # or just ended
            if _is_left(file):
                # Of a line that was not written to its end, nobody was told.
                *lines, _ = file.read().split("\n")
                last_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                yield Page(path, file.fileno(), lines=lines, last_at=last_at)


def _new(folder: Path) -> Page:
    folder.mkdir(parents=True, mode=PRIVATE_FOLDER, exist_ok=True)
    path = folder / f"{uuid4().hex}{SUFFIX}"
    unheld = path.with_suffix(".new")  # nobody looks for it before it is held
    descriptor = os.open(unheld, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, PRIVATE)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unheld.rename(path)
    return Page(path, descriptor)


def _is_left(file: IO[str]) -> bool:
    """Whether nobody holds the file, nor has just ended it; from now on we hold it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return os.fstat(file.fileno()).st_nlink > 0

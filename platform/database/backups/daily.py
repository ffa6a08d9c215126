"""When is a base backup taken? Each day, and when the log was interrupted: aside, so that the log goes on meanwhile."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from database.backups.catalog import backups, prune
from database.backups.store import BackupError, Store
from database.backups.taking import take
from database.place import Place
from database.system_user import EmbeddedError

logger = logging.getLogger("steward.backups")

EVERY = timedelta(days=1)
INTERRUPTED = "wal.interrupted"  # a file that is there from when the log was, until a backup was taken since


class Daily:
    """What looks whether one is due, and takes it; `pause` seconds are between two looks."""

    def __init__(self, place: Place, store: Store, aside: ThreadPoolExecutor, *, kept: timedelta, pause: float) -> None:
        self.place, self.store, self.kept, self.pause = place, store, kept, pause
        self._aside = aside
        self._looking: Future[None] | None = None
        self._looks_at = time.monotonic()
        self._due: datetime | None = None  # not known before the store was asked

    def look(self) -> None:
        """Begin to look, if it is time to and that is not being done; return at once."""
        if self._looking is not None:
            if not self._looking.done():
                return
            self._looking.result()  # raises what nobody has thought of
        if time.monotonic() >= self._looks_at:
            self._looks_at = time.monotonic() + self.pause
            self._looking = self._aside.submit(self._take_if_due)

    def _take_if_due(self) -> None:
        try:
            if self._is_due():
                self._take()
        except (BackupError, EmbeddedError, OSError) as error:
            logger.warning("No base backup was taken: %s", error)

    def _is_due(self) -> bool:
        if self._due is None:
            there = backups(self.store)
            self._due = there[-1].ended_at + EVERY if there else datetime.now(UTC)
        return datetime.now(UTC) >= self._due or _interrupted(self.place) is not None

    def _take(self) -> None:
        before = _interrupted(self.place)
        backup = take(self.place, self.store)
        self._due = backup.ended_at + EVERY
        if before == _interrupted(self.place):
            _file(self.place).unlink(missing_ok=True)
        logger.info("Took the backup %s", backup.name)
        prune(self.store, kept=self.kept)


def interrupt(place: Place) -> None:
    """Have a base backup taken that begins after now, whoever of us may be killed before."""
    _file(place).touch()


def _file(place: Place) -> Path:
    return place.data / INTERRUPTED


def _interrupted(place: Place) -> int | None:
    """When the log last was, in nanoseconds; None if it was not since the last backup."""
    try:
        return _file(place).stat().st_mtime_ns
    except FileNotFoundError:
        return None

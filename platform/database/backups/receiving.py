"""How does the write-ahead log get to the store? As it is written: pg_receivewal asks the server for it, all the time.

It keeps each file on our disk first; what is full goes to the store and is removed here, and what is not is copied
there every few seconds. So the loss of this machine costs what was written in that time, that of the server nothing.
"""

import fcntl
import gzip
import logging
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import make_conninfo

from database import binaries
from database.backups.catalog import backups, prune
from database.backups.store import Store
from database.backups.taking import conninfo, take
from database.place import APP_ROLE, Place
from database.system_user import system_user, us

logger = logging.getLogger("steward.backups")

SLOT = "steward_backup"  # for which the server keeps what was not received yet, up to `max_slot_wal_keep_size`
SPOOL = "wal"
LOCK = "wal.lock"  # two servers on one data folder have one receiver
SHIP_SECONDS = 10.0
PARTIAL = ".partial"
BASE_EVERY = timedelta(days=1)
CATCH_UP_SECONDS_MAX = 8.0  # longer than it takes to connect again
POLL_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """What brings a server's log to a store, a base backup each day, and `beside` these files that are no part of them.

    `kept` is how far back one can go; `every` so many seconds something is brought.
    """

    place: Place
    store: Store
    kept: timedelta
    every: float = SHIP_SECONDS
    beside: Mapping[Path, str] = field(default_factory=dict)  # {file: its name in the store}
    _sent: dict[str, int] = field(default_factory=dict)

    def receive(self, stopping: threading.Event) -> None:
        """Do it until told to stop; what is there by then is brought too.

        Without an unbroken log from an earlier one, a base backup is taken at once.
        """
        spool = self.place.data / SPOOL
        spool.mkdir(mode=0o700, exist_ok=True)
        with (self.place.data / LOCK).open("a") as lock:
            if _is_ours(lock, stopping, self.every):
                self._receive(spool, stopping)

    def _receive(self, spool: Path, stopping: threading.Event) -> None:
        is_broken = _have_slot(self.place, spool)
        with _receiving(self.place, spool) as process:
            while process.poll() is None:
                if is_broken or _is_due(self.store):
                    is_broken = False
                    logger.info("Took the backup %s", take(self.place, self.store).name)
                    prune(self.store, kept=self.kept)
                if stopping.wait(self.every):
                    break
                self._bring(spool)
            _catch_up(self.place)
        self._bring(spool)

    def _bring(self, spool: Path) -> None:
        # What is beside it first: the store never has a log that is ahead of it.
        for file, name in self.beside.items():
            if file.exists() and self._sent.get(name) != file.stat().st_mtime_ns:
                self._sent[name] = file.stat().st_mtime_ns
                self.store.put(name, file)
        ship(spool, self.store, self._sent)


def _is_ours(lock: IO[str], stopping: threading.Event, every: float) -> bool:
    """Return once nobody else receives; False if told to stop before."""
    while not stopping.is_set():
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stopping.wait(every)
        else:
            return True
    return False


def _catch_up(place: Place) -> None:
    """Return when all that was committed by now is received; if that takes too long, the next time has the rest."""
    deadline = time.monotonic() + CATCH_UP_SECONDS_MAX
    with suppress(psycopg.OperationalError), _asking(place) as connection:
        [(end,)] = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchall()
        while time.monotonic() < deadline:
            received = "SELECT FROM pg_replication_slots WHERE slot_name = %s AND restart_lsn >= %s::pg_lsn"
            if connection.execute(received, [SLOT, end]).rowcount:
                return
            time.sleep(POLL_SECONDS)


def ship(spool: Path, store: Store, sent: dict[str, int]) -> None:
    """Bring to the store what it has not yet: `sent` says when each file that is not full was last changed."""
    for file in sorted(spool.iterdir()):
        # It may be full, and called so, by now; then the next time has it.
        with suppress(FileNotFoundError):
            _ship(file, store, sent)


def _ship(file: Path, store: Store, sent: dict[str, int]) -> None:
    changed = file.stat().st_mtime_ns
    if file.suffix == PARTIAL:
        if sent.get(file.name) != changed:
            _put(store, file)
            sent[file.name] = changed
        return
    _put(store, file)
    store.delete(f"wal/{file.name}{PARTIAL}.gz")
    file.unlink()


def _put(store: Store, file: Path) -> None:
    with tempfile.NamedTemporaryFile() as compressed:
        with gzip.open(compressed.name, "wb", compresslevel=1) as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy)
        store.put(f"wal/{file.name}.gz", Path(compressed.name))


def _is_due(store: Store) -> bool:
    there = backups(store)
    return not there or there[-1].ended_at < datetime.now(UTC) - BASE_EVERY


def _have_slot(place: Place, spool: Path) -> bool:
    """Have a slot; return whether there was none that has all of the log since the last time."""
    with _asking(place) as connection:
        found = connection.execute("SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [SLOT])
        status = found.fetchone()
    if status and status[0] != "lost":
        return False
    if status:
        us().run([*_command(place), "--drop-slot"])
    for left in spool.iterdir():
        left.unlink()  # of another time, or another database
    us().run([*_command(place), "--create-slot"])
    return True


@contextmanager
def _receiving(place: Place, spool: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Hold a block within which pg_receivewal runs; it connects again by itself when the server was gone."""
    process = us().start([*_command(place), "-D", str(spool), "--synchronous"], log=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _asking(place: Place) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(make_conninfo("", **place.connection(APP_ROLE)), autocommit=True)


def _command(place: Place) -> list[str]:
    program = binaries.find(system_user())["pg_receivewal"]
    return [program, "-d", conninfo(place), "--slot", SLOT, "--no-password"]

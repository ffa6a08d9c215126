"""How does the write-ahead log get to the store? As it is written: pg_receivewal asks the server for it, all the time.

It keeps each file on our disk first, from where it is shipped every few seconds. So the loss of this machine costs
what was written in that time, that of the server nothing.
"""

import fcntl
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import make_conninfo

from database import binaries
from database.backups.daily import Daily, interrupt
from database.backups.owner import claim, number_in
from database.backups.shipping import ship
from database.backups.store import BackupError, Store
from database.backups.taking import conninfo
from database.place import APP_ROLE, Place
from database.system_user import EmbeddedError, system_user, us

logger = logging.getLogger("steward.backups")

SLOT = "steward_backup"  # for which the server keeps what was not received yet, up to `max_slot_wal_keep_size`
SPOOL = "wal"
LOCK = "wal.lock"  # two servers on one data folder have one receiver
SHIP_SECONDS = 10.0
PAUSE = 6  # so many times as long is waited after a failure
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
        with (self.place.data / LOCK).open("a") as lock, ThreadPoolExecutor(1) as aside:
            daily = Daily(self.place, self.store, aside, kept=self.kept, pause=self.every * PAUSE)
            if not _is_ours(lock, stopping, self.every):
                return
            while not stopping.is_set():
                try:
                    self._receive(spool, daily, stopping)
                except (BackupError, EmbeddedError, OSError) as error:
                    logger.warning("The log is not brought anywhere for now: %s", error)
                    stopping.wait(self.every * PAUSE)

    def _receive(self, spool: Path, daily: Daily, stopping: threading.Event) -> None:
        """Do it until told to stop. Raise BackupError if the store is away.

        Nothing is received then: the server keeps it, which knows how much its disk can bear.
        """
        number = _number(self.place)
        claim(self.store, number)
        _forget_others(spool, number)
        self._bring(spool)
        _have_slot(self.place, spool)
        with _receiving(self.place, spool) as process:
            daily.look()
            while not stopping.wait(self.every):
                if process.poll() is not None:
                    raise BackupError(f"pg_receivewal ended with exit code {process.returncode}.")
                self._bring(spool)
                daily.look()
            _catch_up(self.place)
        self._bring(spool)

    def _bring(self, spool: Path) -> None:
        # What is beside it first: the store never has a log that is ahead of it.
        for file, name in self.beside.items():
            changed = file.stat().st_mtime_ns if file.exists() else None
            if changed and self._sent.get(name) != changed:
                self.store.put(name, file)
                self._sent[name] = changed
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


def _have_slot(place: Place, spool: Path) -> None:
    """Have a slot that has all of the log since the last time; else have a base backup taken."""
    with _asking(place) as connection:
        found = connection.execute("SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [SLOT])
        status = found.fetchone()
    if status and status[0] != "lost":
        return
    interrupt(place)
    if status:
        us().run([*_command(place), "--drop-slot"])
    for left in spool.iterdir():
        left.unlink()  # is in the store as it is, and nothing follows it
    us().run([*_command(place), "--create-slot"])
    interrupt(place)  # again: a backup that began meanwhile has not all of the log before the slot's


def _forget_others(spool: Path, number: int) -> None:
    """Delete what a database wrote that was in the same folder before."""
    for left in spool.iterdir():
        if number_in(left) not in {None, number}:
            left.unlink()


def _number(place: Place) -> int:
    """Return the number of the database, by which it is told from any other."""
    with _asking(place) as connection:
        [(number,)] = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchall()
    return int(number)


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

"""How does PostgreSQL come with us? One process of a data folder runs it and watches it; the others share it.

A lock on the data folder says who runs it. When that process ends, its server ends too, and the next one takes the
lock and starts it again: within about a second, and without loss of anything that was acknowledged.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import make_conninfo

from database import binaries, cluster
from database.place import APP_ROLE, Place, place
from database.system_user import EmbeddedError, SystemUser, system_user

__all__ = ["EmbeddedError", "running"]

TICK_SECONDS = 0.1
START_SECONDS_MAX = 120  # long enough for the recovery of what the write-ahead log holds at most
STOP_SECONDS_MAX = 30
PAUSE_SECONDS_MAX = 1.0
FAILED_START_SECONDS = 0.3  # a server that cannot start has ended by then
# What a server says that finds an earlier one still on its way out: its lock files, or its memory.
LEFTOVER = ("already exists", "shared memory block")
LOG_BYTES_MAX = 4 * 1024 * 1024


@contextmanager
def running(data: Path, *, durable: bool = True, say: Callable[[str], None] = print) -> Iterator[None]:
    """Hold a block within which the server of `data` accepts connections, and comes back if it dies.

    `durable=False` is for tests: it is fast and may lose everything with the machine.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _failure(data, error) from None
    supervisor = _Supervisor(place(data), durable=durable, say=say)
    supervisor.start()
    try:
        supervisor.wait_for_an_answer()
        yield
    finally:
        supervisor.stop()


class _Supervisor:
    """One thread, from the lock to the end: what it starts ends with the thread (see launch.py)."""

    def __init__(self, place: Place, *, durable: bool, say: Callable[[str], None]) -> None:
        self._place, self._durable, self._say = place, durable, say
        self._stopping, self._answered = threading.Event(), threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="postgresql", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def wait_for_an_answer(self) -> None:
        """Return when a connection was made, whoever runs the server. Raise EmbeddedError when none can be."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while refusal := self._refusal():
            if self._failure:
                raise self._failure
            if time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL does not answer: {refusal} (its log is {self._place.log})")
            time.sleep(TICK_SECONDS / 2)
        self._answered.set()

    def _refusal(self) -> str | None:
        try:
            psycopg.connect(make_conninfo("", **self._place.connection(APP_ROLE))).close()
        except psycopg.OperationalError as error:
            return str(error)
        return None

    def _run(self) -> None:
        try:
            with open(self._place.lock, "a", opener=_for_us_alone) as lock:
                while not self._stopping.is_set():
                    if _taken(lock):
                        return self._supervise()
                    self._stopping.wait(TICK_SECONDS)
        except (EmbeddedError, OSError) as error:
            self._failure = _failure(self._place.data, error)
            if self._answered.is_set():
                self._say(f"The database could not be taken over. {self._failure}")

    def _supervise(self) -> None:
        """Keep a server running until we are to stop; the lock is ours."""
        user = system_user()
        command = self._prepare(user)
        pause = 0.0
        while not self._stopping.wait(pause):
            began = time.monotonic()
            logged = self._serve(user, command)
            if self._stopping.is_set():
                return
            had_started = time.monotonic() - began > FAILED_START_SECONDS
            self._explain(logged, had_started=had_started)
            pause = TICK_SECONDS if had_started else min(2 * pause + TICK_SECONDS, PAUSE_SECONDS_MAX)

    def _prepare(self, user: SystemUser) -> list[str]:
        """Return the command of the server, with all that it needs in place."""
        found = binaries.find(user)
        if self._place.home != self._place.data:
            self._say(f"The user {user.name} cannot reach {self._place.data}: the database is in {self._place.home}.")
        if not self._place.cluster.exists():
            self._say(f"Creating a PostgreSQL {found.version} database in {self._place.cluster}.")
        cluster.prepare(self._place, found, user, durable=self._durable)
        return cluster.server_command(self._place, found, durable=self._durable)

    def _serve(self, user: SystemUser, command: list[str]) -> str:
        """Run one server until it ends, by itself or because we stop. Return what it logged."""
        with open(self._place.log, "ab", opener=_for_us_alone) as log:
            since = log.tell()
            process = user.start(command, log=log)
        while process.poll() is None and not self._stopping.wait(TICK_SECONDS):
            _bound(self._place.log)
        if process.poll() is None:
            _end(process)
        return self._place.log.read_bytes()[since:].decode(errors="replace")

    def _explain(self, logged: str, *, had_started: bool) -> None:
        """Say that the server ended. Raise EmbeddedError if it never worked, and not for a reason that passes."""
        is_passing = any(words in logged for words in LEFTOVER)
        if not self._answered.is_set() and not is_passing:
            raise EmbeddedError(f"PostgreSQL does not start: {_last_words(logged)} (its log is {self._place.log})")
        if had_started and not is_passing:
            self._say("PostgreSQL ended unexpectedly; starting it again.")


def _failure(data: Path, error: EmbeddedError | OSError) -> EmbeddedError:
    if isinstance(error, EmbeddedError):
        return error
    return EmbeddedError(f"The database cannot run in {data}: {error.strerror} ({error.filename}).")


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """A fast shutdown: transactions roll back, everything acknowledged is on disk. Else an immediate one."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _bound(log: Path) -> None:
    """Keep the log's last part beside it and begin anew; the server appends, so it goes on at the beginning."""
    if log.stat().st_size > LOG_BYTES_MAX:
        shutil.copy(log, log.with_suffix(".log.old"))
        os.truncate(log, 0)


def _last_words(logged: str) -> str:
    """The last FATAL message, else the last line."""
    lines = logged.splitlines() or ["without a word"]
    fatal = [line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line]
    return (fatal or lines)[-1]

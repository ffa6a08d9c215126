"""How is a database brought back? Put together beside where it belongs, played on to the moment, and moved there last.

Whatever fails or is killed on the way leaves what there was as it was.
"""

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import psycopg
from psycopg.conninfo import make_conninfo

from database import binaries, cluster
from database.backups.catalog import HISTORY, SEGMENT, Backup, choose, unpacked
from database.backups.owner import number_in, refuse_other
from database.backups.receiving import SPOOL
from database.backups.shipping import ship
from database.backups.store import BackupError, Store
from database.backups.taking import MANIFEST, digest
from database.place import APP_ROLE, Place, place
from database.system_user import EmbeddedError, SystemUser, system_user

STAGING = "restoring"
POLL_SECONDS = 0.1
STOP_SECONDS_MAX = 60
PROGRESS = "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """From which base backup; when what is there now was last written; and where what was there before is."""

    backup: Backup
    until: datetime | None  # None if nothing was, since the base backup
    before: Path | None


def restore(
    data: Path, store: Store, *, at: datetime | None, replace: bool, finish: Callable[[Path], None] = lambda data: None
) -> Restored:
    """Bring back the database as it was at that moment, else as late as can be.

    `finish` is called with a data folder whose database is the one brought back, before anybody else can reach it; if
    it raises, nothing is changed. Raise BackupError if a server runs, if there is a database that is not to be
    replaced, or if nothing that is kept leads there.
    """
    where = place(data)
    with _alone(where):
        if where.cluster.exists() and not replace:
            raise BackupError(f"There is a database in {where.cluster} already; say --replace to set it aside.")
        _bring_the_last(where.data / SPOOL, store)
        backup = choose(store, at)
        with _staging(where) as staging:
            until = _put_together(staging, store, backup, at)
            finish(staging.data)
            before = _move(staging, where)
    return Restored(backup=backup, until=until, before=before)


@contextmanager
def _alone(where: Place) -> Iterator[None]:
    """Hold the lock of whoever runs the server of a data folder."""
    where.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with where.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"A server runs on {where.data}: stop it first.") from None
        yield


def _bring_the_last(spool: Path, store: Store) -> None:
    """Bring to the store what the database that was there wrote last. Raise BackupError if that is another one."""
    if spool.exists():
        for file in spool.iterdir():
            if number := number_in(file):
                refuse_other(store, number)
        ship(spool, store, {})


@contextmanager
def _staging(where: Place) -> Iterator[Place]:
    """Hold a place to put a database together in; nothing is left there, also of one that could not be."""
    staging = place(where.data / STAGING)
    _clear(staging)
    try:
        yield staging
    finally:
        _clear(staging)


def _clear(staging: Place) -> None:
    for folder in {staging.data, staging.home, staging.sockets}:
        shutil.rmtree(folder, ignore_errors=True)


def _put_together(staging: Place, store: Store, backup: Backup, at: datetime | None) -> datetime | None:
    """Make the database in the staging folder; return when it was last written."""
    user = system_user()
    found = binaries.find(user)
    if backup.major != found.major:
        raise BackupError(f"That backup is of PostgreSQL {backup.major}, but {found.version} is what there is.")
    staging.data.mkdir(mode=0o700)
    folder = cluster.adopt(staging, user)
    _unpack(folder, store, backup)
    _own(folder, user)
    try:
        user.run([found["pg_verifybackup"], "--no-parse-wal", "--quiet", str(folder)])
    except EmbeddedError as error:
        raise BackupError(f"{backup.name} in {store} is damaged: {error}") from None
    (folder / MANIFEST).unlink()
    _add_log(folder, store, backup)
    (folder / "recovery.signal").touch()
    _own(folder, user)
    return _play(staging, found, user, at)


def _unpack(folder: Path, store: Store, backup: Backup) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        for name, expected in backup.files.items():
            store.get(f"{backup.name}/{name}", Path(scratch) / name)
            if digest(Path(scratch) / name) != expected:
                raise BackupError(f"{backup.name}/{name} in {store} is damaged.")
        for name, to in (("base.tar.gz", folder), ("pg_wal.tar.gz", folder / "pg_wal")):
            with tarfile.open(Path(scratch) / name) as archive:
                archive.extractall(to, filter="data")
        shutil.copy(Path(scratch) / MANIFEST, folder / MANIFEST)


def _add_log(folder: Path, store: Store, backup: Backup) -> None:
    """Add what was written since; of a file that is there twice, the one with more in it."""
    for name in store.names("wal"):
        segment = SEGMENT.fullmatch(name)
        if HISTORY.fullmatch(name) or (segment and segment[2] >= backup.first_segment[8:]):
            kept = folder / "pg_wal" / Path(name).name.removesuffix(".gz").removesuffix(".partial")
            _keep_longer(kept, unpacked(store, name))


def _keep_longer(kept: Path, found: bytes) -> None:
    there = kept.read_bytes() if kept.exists() else b""
    if len(found.rstrip(b"\0")) > len(there.rstrip(b"\0")):
        kept.write_bytes(found)


def _own(folder: Path, user: SystemUser) -> None:
    """Give all of it to the user that PostgreSQL runs as, and to nobody else."""
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
        path.chmod(0o700 if path.is_dir() else 0o600)


def _play(staging: Place, found: binaries.Binaries, user: SystemUser, at: datetime | None) -> datetime | None:
    """Have the server read the log to the moment, and stop it; return when what it has was last written."""
    cluster.prepare(staging, found, user, durable=True)
    target = {"recovery_target_time": at.astimezone(UTC).isoformat(sep=" ")} if at else {}
    # All of the log is in pg_wal, where PostgreSQL looks for what a command does not bring.
    settings = {"restore_command": "false", "recovery_target_action": "promote", **target}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [*cluster.server_command(staging, found, durable=True), *options]
    with staging.log.open("ab") as log, user.start(command, log=log) as process:
        try:
            return _when_it_is_there(staging, process)
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()  # waits for clients, of which there are none
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        raise BackupError("PostgreSQL, which had read all of it, did not stop.") from None


def _when_it_is_there(staging: Place, process: "subprocess.Popen[bytes]") -> datetime | None:
    conninfo = make_conninfo("", **staging.connection(APP_ROLE))
    while process.poll() is None:
        try:
            with psycopg.connect(conninfo) as connection:
                [(is_on_its_way, until)] = connection.execute(PROGRESS).fetchall()
            if not is_on_its_way and _is_ready(staging):
                return cast("datetime | None", until)
        except psycopg.OperationalError:
            pass
        time.sleep(POLL_SECONDS)
    raise BackupError(_why(staging.log.read_text(errors="replace")))


def _is_ready(staging: Place) -> bool:
    """Whether the server knows itself that it is done: told to stop just before, PostgreSQL 18 never does."""
    return (staging.cluster / "postmaster.pid").read_text().split()[-1] == "ready"


def _why(logged: str) -> str:
    if "recovery ended before configured recovery target was reached" in logged:
        return "What is kept of the log ends before that moment."
    fatal = [line.partition("FATAL:")[2].strip() for line in logged.splitlines() if "FATAL:" in line]
    return f"PostgreSQL could not read it: {(fatal or ['without a word'])[-1]}"


def _move(staging: Place, where: Place) -> Path | None:
    """Put the database where it belongs; return where the one is that was there."""
    before = None
    if where.cluster.exists():
        before = where.cluster.with_name(f"postgres.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        where.cluster.rename(before)
    cluster.open_home(where)
    staging.cluster.rename(where.cluster)
    cluster.flush(where.home)
    return before

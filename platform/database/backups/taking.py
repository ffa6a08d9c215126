"""How is a base backup taken? By pg_basebackup from the running server, and labeled once it is whole in its store."""

import fcntl
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo

from database import binaries
from database.backups.catalog import LABEL, Backup, name_of, position
from database.backups.owner import claim
from database.backups.store import BackupError, Store
from database.place import BACKUP_ROLE, Place
from database.system_user import ENVIRONMENT, system_user

MANIFEST = "backup_manifest"
FILES = ("base.tar.gz", "pg_wal.tar.gz", MANIFEST)
FRESH = "backup.new-"
LOCK = "backup.lock"
SEGMENT_BYTES = 16 * 1024 * 1024


def take(place: Place, store: Store) -> Backup:
    """Return a new base backup of the running server, with all of the log that it needs. Raise BackupError if there is
    none: what is in the store then has no label.
    """
    found = binaries.find(system_user())
    with _alone(place.data), tempfile.TemporaryDirectory(dir=place.data, prefix=FRESH) as folder:
        _copy(Path(folder), place, found)
        backup = _told(Path(folder), major=found.major)
        claim(store, json.loads((Path(folder) / MANIFEST).read_text())["System-Identifier"])
        for name in FILES:
            store.put(f"{backup.name}/{name}", Path(folder) / name)
        (Path(folder) / LABEL).write_text(backup.label)
        store.put(f"{backup.name}/{LABEL}", Path(folder) / LABEL)
    return backup


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold a block in which nobody else takes one; what was left by whoever was killed is deleted."""
    with (data / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in data.glob(f"{FRESH}*"):
            shutil.rmtree(left)
        yield


def conninfo(place: Place) -> str:
    """How whoever copies the server connects to it."""
    return make_conninfo("", **place.connection(BACKUP_ROLE))


def _copy(folder: Path, place: Place, found: binaries.Binaries) -> None:
    how = ["--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
    command = [found["pg_basebackup"], "-d", conninfo(place), "-D", str(folder), *how]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if done.returncode:
        raise BackupError(f"pg_basebackup failed: {done.stderr.strip().rpartition(chr(10))[2]}")


def _told(folder: Path, *, major: int) -> Backup:
    """Return what its manifest and its files tell of a backup."""
    (log,) = json.loads((folder / MANIFEST).read_text())["WAL-Ranges"]
    ended_at, start = datetime.now(UTC), position(log["Start-LSN"])
    return Backup(
        name=name_of(ended_at),
        ended_at=ended_at,
        timeline=log["Timeline"],
        start=start,
        first_segment=segment(log["Timeline"], start),
        major=major,
        files={name: digest(folder / name) for name in FILES},
        bytes=sum((folder / name).stat().st_size for name in FILES),
    )


def segment(timeline: int, at: int) -> str:
    """(1, 50331688) -> 000000010000000000000003, the file of the write-ahead log that has this position."""
    number, of_four_gigabytes = at // SEGMENT_BYTES, 2**32 // SEGMENT_BYTES
    return f"{timeline:08X}{number // of_four_gigabytes:08X}{number % of_four_gigabytes:08X}"


def digest(file: Path) -> str:
    """Return the file's SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()

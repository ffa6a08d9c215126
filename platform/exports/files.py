"""Where do archives lie? In a folder of ours alone: each a file, and while it is written a folder of its parts.

The folder is on the disk of whoever does the job, so workers on several machines share it, or there is one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from uuid_utils.compat import uuid7

PRIVATE_FOLDER, PRIVATE = 0o700, 0o600


def archive_file(archive_id: UUID) -> Path:
    """Return where an archive is, once it is complete."""
    return Path(settings.ARCHIVES) / f"{archive_id.hex}.zip"


def parts_folder(archive_id: UUID) -> Path:
    """Return where its parts are until then."""
    return Path(settings.ARCHIVES) / f"{archive_id.hex}.parts"


@contextmanager
def exclusively(archive_id: UUID) -> Iterator[None]:
    """Hold a block in which nobody else writes the archive; raise BlockingIOError if somebody does.

    A worker that was taken for dead may only have been slow. The lock ends with its process, however that ends.
    """
    folder = parts_folder(archive_id)
    folder.mkdir(parents=True, mode=PRIVATE_FOLDER, exist_ok=True)
    with os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, PRIVATE)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def cut(archive_id: UUID, octets: Mapping[str, int]) -> bool:
    """Cut the parts to so many octets each, making those that are not there; return whether all were as long."""
    lengths = [_cut(_part(archive_id, name), length) for name, length in octets.items()]
    return all(lengths)


def appended(archive_id: UUID, name: str, octets: bytes) -> int:
    """Add to a part, have it on the disk, and return how long it is now."""
    with _part(archive_id, name).open("ab") as part:
        part.write(octets)
        part.flush()
        os.fsync(part.fileno())
        return part.tell()


@contextmanager
def taken_in(upload: Path) -> Iterator[UUID]:
    """Hold a block in which there is a copy of what was uploaded, under a new id; it is gone if the block raises."""
    archive_id = uuid7()
    copy = archive_file(archive_id)
    copy.parent.mkdir(parents=True, mode=PRIVATE_FOLDER, exist_ok=True)
    try:
        with upload.open("rb") as sent, os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT, PRIVATE), "wb") as file:
            shutil.copyfileobj(sent, file)
            file.flush()
            os.fsync(file.fileno())
        _keep_names(copy.parent)
        yield archive_id
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def put(made: Path, target: Path) -> None:
    """Give a whole file its name, for good before this returns."""
    made.rename(target)
    _keep_names(target.parent)


def _keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _part(archive_id: UUID, name: str) -> Path:
    return parts_folder(archive_id) / Path(name).name


def _cut(part: Path, length: int) -> bool:
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, PRIVATE), "r+b") as file:
        is_as_long = os.fstat(file.fileno()).st_size >= length
        file.truncate(length if is_as_long else 0)
    return is_as_long

"""How does what was received of the log get to the store? In its order, and again whatever failed before.

What is full is there once and for all, and is removed here; what is not is there as it was a moment ago.
"""

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from database.backups.catalog import unpacked
from database.backups.store import BackupError, Store

PARTIAL = ".partial"


def ship(spool: Path, store: Store, sent: dict[str, int]) -> None:
    """Bring to the store what it has not yet: `sent` says when each file that is not full was last changed.

    Raise BackupError if it cannot be brought; what comes after it is not brought then either.
    """
    for file in sorted(spool.iterdir()):
        # It may be full, and called so, by now; then the next time has it.
        with suppress(FileNotFoundError):
            _ship(file, store, sent)


def _ship(file: Path, store: Store, sent: dict[str, int]) -> None:
    changed = file.stat().st_mtime_ns
    if file.suffix == PARTIAL:
        if sent.get(file.name) != changed:
            with _packed(file) as packed:
                store.put(f"wal/{file.name}.gz", packed)
            sent[file.name] = changed
        return
    _add(file, store)
    store.delete(f"wal/{file.name}{PARTIAL}.gz")
    file.unlink()


def _add(file: Path, store: Store) -> None:
    """Have it there. Raise BackupError if another content is: two databases have gone on from one backup."""
    name = f"wal/{file.name}.gz"
    with _packed(file) as packed:
        if not store.add(name, packed) and unpacked(store, name) != file.read_bytes():
            raise BackupError(f"{name} in {store} is of another server that goes on with the same database.")


@contextmanager
def _packed(file: Path) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile() as packed:
        with gzip.open(packed.name, "wb", compresslevel=1) as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy)
        yield Path(packed.name)

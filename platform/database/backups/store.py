"""Where are backups kept? In a folder, best on another machine's disk: whole files under names with slashes."""

import os
import shutil
import tempfile
from pathlib import Path

from database.cluster import flush


class BackupError(Exception):
    """Why there is no backup, or none can be brought back: one sentence for whoever asked."""


class Store:
    """A folder of ours. What is put there is there as a whole, and on the disk, or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def put(self, name: str, file: Path) -> None:
        """Keep the file under that name, in place of what was there."""
        target = self.folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(prefix=".new-", dir=target.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as copy, file.open("rb") as original:
                shutil.copyfileobj(original, copy)
                copy.flush()
                os.fsync(copy.fileno())
            Path(fresh).rename(target)
        except BaseException:
            Path(fresh).unlink()
            raise
        flush(target.parent)

    def get(self, name: str, to: Path) -> None:
        """Copy what is kept under the name. Raise BackupError if nothing is."""
        try:
            shutil.copyfile(self.folder / name, to)
        except FileNotFoundError:
            raise BackupError(f"{name} is not in {self}.") from None

    def names(self, folder: str) -> list[str]:
        """Return the sorted names of what is kept below the folder: ["base/20261127T201500Z/label.json", …]."""
        below = (self.folder / folder).rglob("*")
        return sorted(
            str(file.relative_to(self.folder)) for file in below if file.is_file() and not file.name.startswith(".")
        )

    def delete(self, name: str) -> None:
        """Keep it no longer; it may be gone already."""
        file = self.folder / name
        file.unlink(missing_ok=True)
        if file.parent != self.folder and file.parent.exists() and not any(file.parent.iterdir()):
            file.parent.rmdir()

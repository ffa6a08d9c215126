"""How are backups kept in a folder, best on another machine's disk?"""

import os
import shutil
import tempfile
from pathlib import Path

from database.backups.store import NotKeptError, Store
from database.cluster import flush


class Folder(Store):
    """A folder of ours. What is put there is on the disk before that returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def put(self, name: str, file: Path) -> None:
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

    def add(self, name: str, file: Path) -> bool:
        # Looks first: a hard link would tell for sure, but not every disk of another machine has them.
        if (self.folder / name).exists():
            return False
        self.put(name, file)
        return True

    def get(self, name: str, to: Path) -> None:
        try:
            shutil.copyfile(self.folder / name, to)
        except FileNotFoundError:
            raise NotKeptError(f"{name} is not in {self}.") from None

    def names(self, folder: str) -> list[str]:
        below = (self.folder / folder).rglob("*")
        return sorted(
            str(file.relative_to(self.folder)) for file in below if file.is_file() and not file.name.startswith(".")
        )

    def delete(self, name: str) -> None:
        file = self.folder / name
        file.unlink(missing_ok=True)
        if file.parent != self.folder and file.parent.exists() and not any(file.parent.iterdir()):
            file.parent.rmdir()

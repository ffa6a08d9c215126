"""What keeps backups? A store of whole files under names with slashes: a folder, or a bucket."""

from abc import ABC, abstractmethod
from pathlib import Path


class BackupError(Exception):
    """Why there is no backup, or none can be brought back: one sentence for whoever asked."""


class NotKeptError(BackupError):
    """Nothing is kept under the name; which the store said, so that it is known."""


class Store(ABC):
    """What is put there is there as a whole, and to stay, or not at all.

    Its text is where it is, without any secret. All that it does raises BackupError if it is away or refuses, and a
    folder OSError.
    """

    @abstractmethod
    def put(self, name: str, file: Path) -> None:
        """Keep the file under that name, in place of what was there."""

    @abstractmethod
    def add(self, name: str, file: Path) -> bool:
        """Keep the file under that name if nothing is there; return whether nothing was."""

    @abstractmethod
    def get(self, name: str, to: Path) -> None:
        """Copy what is kept under the name. Raise NotKeptError if nothing is."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """Return the sorted names of what is kept below the folder: ["base/20261127T201500Z/label.json", …]."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Keep it no longer; it may be gone already."""

"""What was erased? A line each in a file that is no part of any backup, so that none can bring it back.

{"at", "account", "subject", "id", "by"}: ids, and nothing of what was erased.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from erasure.models import Subject


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """Something that was erased: when that was confirmed, and by whom."""

    at: datetime
    account: UUID
    subject: str
    id: UUID
    by: UUID


def keep(file: Path, tombstone: Tombstone) -> None:
    """Add it to the file, and have it on the disk before this returns."""
    said = {name: str(value) for name, value in vars(tombstone).items()}
    file.touch(mode=0o600)
    with file.open("a") as kept:
        kept.write(f"{json.dumps(said)}\n")
        kept.flush()
        os.fsync(kept.fileno())


def read(*files: Path) -> list[Tombstone]:
    """Return what the files keep, each once, the oldest first. Raise ValueError for a line that is no tombstone."""
    kept = {tombstone for file in files if file.exists() for tombstone in _lines(file)}
    return sorted(kept, key=lambda tombstone: (tombstone.at, tombstone.id))


def _lines(file: Path) -> Iterator[Tombstone]:
    for number, line in enumerate(_whole(file.read_text()), start=1):
        try:
            said = json.loads(line)
            ids = {name: UUID(said[name]) for name in ("account", "id", "by")}
            yield Tombstone(at=datetime.fromisoformat(said["at"]), subject=Subject(said["subject"]).value, **ids)
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"Line {number} of {file} is no tombstone.") from None


def _whole(text: str) -> Iterable[str]:
    """Return the lines that were written to their end: whoever was killed before tries again."""
    return text[: text.rfind("\n") + 1].splitlines()

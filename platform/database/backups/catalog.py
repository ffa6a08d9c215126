"""Which backups are there, which one leads to a moment, and which are kept no longer? Told from their labels alone."""

import gzip
import json
import re
import tempfile
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from database.backups.store import BackupError, Store

LABEL = "label.json"
SEGMENT = re.compile(r"wal/([0-9A-F]{8})([0-9A-F]{16})(\.partial)?\.gz")
HISTORY = re.compile(r"wal/([0-9A-F]{8})\.history\.gz")


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A base backup that is whole: its name in the store, when it ended, and where in which timeline."""

    name: str  # base/20261127T201500Z
    ended_at: datetime
    timeline: int
    start: int  # the position in the write-ahead log from which it has to be read
    first_segment: str  # 000000010000000000000003
    major: int  # of PostgreSQL
    files: dict[str, str]  # the SHA-256 of each
    bytes: int

    @property
    def label(self) -> str:
        """The text of its label."""
        return json.dumps(asdict(self) | {"ended_at": self.ended_at.isoformat()}, indent=1) + "\n"


def backups(store: Store) -> list[Backup]:
    """Return those that are whole, oldest first. Raise BackupError for a label that is none."""
    labels = [name for name in store.names("base") if name.endswith(f"/{LABEL}")]
    return sorted((_read(store, label) for label in labels), key=lambda backup: backup.ended_at)


def choose(store: Store, at: datetime | None) -> Backup:
    """Return the latest backup that leads to that moment, or to the newest that is kept. Raise BackupError if none."""
    there, history = backups(store), newest_history(store)
    leading = [each for each in there if (at is None or each.ended_at <= at) and _is_on_the_way(each, history)]
    if not leading:
        since = f"; the oldest is of {there[0].ended_at:%Y-%m-%d %H:%M:%S}Z" if there else ""
        raise BackupError(f"There is no backup in {store} from before that{since}.")
    return leading[-1]


def newest_history(store: Store) -> dict[int, int]:
    """Return until where each earlier timeline is a part of the newest: {1: 50331648}; {} if there was only one.

    A database that was brought back to an earlier moment goes on in a new timeline; what the old one had after that
    moment leads nowhere any more.
    """
    names = [name for name in store.names("wal") if HISTORY.fullmatch(name)]
    if not names:
        return {}
    lines = unpacked(store, names[-1]).decode().splitlines()
    return {int(said[0]): position(said[1]) for line in lines if len(said := line.split()) > 1}


def unpacked(store: Store, name: str) -> bytes:
    """Return what a file of the log holds. Raise BackupError if it is damaged: gzip has a checksum of it."""
    with tempfile.NamedTemporaryFile() as file:
        store.get(name, Path(file.name))
        try:
            return gzip.decompress(Path(file.name).read_bytes())
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise BackupError(f"{name} in {store} is damaged.") from None


def position(said: str) -> int:
    """0/3000028 -> 50331688."""
    high, low = said.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def prune(store: Store, *, kept: timedelta) -> int:
    """Delete what is not needed to go back to any moment within that time; return how many base backups that were."""
    there, oldest = backups(store), datetime.now(UTC) - kept
    needed = [backup for backup in there if backup.ended_at >= oldest]
    needed = [*[backup for backup in there if backup.ended_at < oldest][-1:], *needed]
    gone = [backup for backup in there if backup not in needed]
    for backup in gone:
        # The label first: what has none is no backup.
        for name in (LABEL, *backup.files):
            store.delete(f"{backup.name}/{name}")
    _prune_broken_off(store, there, oldest)
    if gone:
        _prune_log(store, min(backup.first_segment[8:] for backup in needed))
    return len(gone)


def name_of(ended_at: datetime) -> str:
    """Return what a backup of that moment is called: base/20261127T201500123456Z."""
    return f"base/{ended_at:%Y%m%dT%H%M%S%fZ}"


def _prune_broken_off(store: Store, there: list[Backup], oldest: datetime) -> None:
    """Delete what never became a backup, or is no longer one in part."""
    whole = {backup.name for backup in there}
    for name in store.names("base"):
        folder = name.rpartition("/")[0]
        if folder not in whole and folder < name_of(oldest):
            store.delete(name)


def _prune_log(store: Store, oldest: str) -> None:
    found = ((name, SEGMENT.fullmatch(name)) for name in store.names("wal"))
    for name in [name for name, segment in found if segment and segment[2] < oldest]:
        store.delete(name)


def _read(store: Store, label: str) -> Backup:
    with tempfile.NamedTemporaryFile() as file:
        store.get(label, Path(file.name))
        text = Path(file.name).read_text()
    try:
        said = json.loads(text)
        return Backup(**said | {"ended_at": datetime.fromisoformat(said["ended_at"])})
    except (KeyError, TypeError, ValueError):
        raise BackupError(f"{label} in {store} is no label of a backup.") from None


def _is_on_the_way(backup: Backup, history: dict[int, int]) -> bool:
    """Whether the newest timeline has it: it is the newest's own, or from before the newest went another way."""
    is_newest = not history or backup.timeline > max(history)
    return is_newest or backup.start < history.get(backup.timeline, 0)

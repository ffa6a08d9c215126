"""`steward restore`: is the database had again? From its backups, as of any moment; nobody serves meanwhile."""

import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backing_up import TOMBSTONES, refuse_others
from database.backups.restoring import restore
from database.backups.store import BackupError, Store
from database.system_user import EmbeddedError
from erasure.tombstones import keep, read


class Command(BaseCommand):
    """The command."""

    help = "Bring the database back from its backups; what was erased since is erased again before it is served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare from where, as of when, and whether to set aside what is there."""
        parser.add_argument("--from", dest="store", type=Path, default=settings.BACKUPS, metavar="DIR", help="folder")
        parser.add_argument(
            "--at", type=_moment, metavar="TIME", help="2026-11-27T20:15:00+00:00; else as late as can be"
        )
        parser.add_argument("--replace", action="store_true", help="set aside the database that is there")

    def handle(self, *, store: Path | None, at: datetime | None, replace: bool, **_: Any) -> None:
        """Do it; raise CommandError if it cannot be done, and then nothing is changed."""
        if store is None:
            raise CommandError("Say where from: --from DIR, or STEWARD_BACKUPS.")
        try:
            refuse_others()
            kept = Store(store.resolve())
            restored = restore(settings.STEWARD_DATA, kept, at=at, replace=replace, finish=partial(_erase_again, kept))
        except (BackupError, EmbeddedError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        _keep_tombstones(kept)
        until = restored.until or restored.backup.ended_at
        self.stdout.write(f"The database is as of {until:%Y-%m-%d %H:%M:%S}Z, from {restored.backup.name}.")
        if restored.before:
            self.stdout.write(f"What was there before is in {restored.before}; delete it once you do not need it.")


def _erase_again(store: Store, data: Path) -> None:
    """Have a process erase again, in the database of that folder, what was erased; raise BackupError if it cannot."""
    files = (settings.TOMBSTONES, store.folder / TOMBSTONES)
    named = [part for file in files for part in ("--tombstones", str(file))]
    command = [sys.executable, "-m", "config.manage", "erase-again", "--data", str(data), *named]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if done.returncode:
        raise BackupError(f"What was erased could not be erased again: {done.stderr.strip().rpartition(chr(10))[2]}")


def _keep_tombstones(store: Store) -> None:
    """Keep those of the store here too: what is kept here goes there again."""
    here = set(read(settings.TOMBSTONES))
    for tombstone in read(store.folder / TOMBSTONES):
        if tombstone not in here:
            keep(settings.TOMBSTONES, tombstone)


def _moment(said: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        if moment.tzinfo:
            return moment
    raise ArgumentTypeError("a moment has a date, a time and a zone, as 2026-11-27T20:15:00+00:00 has")

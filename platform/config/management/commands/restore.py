"""`steward restore`: is the database had again? From its backups, as of any moment; nobody serves meanwhile."""

import subprocess
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backing_up import TOMBSTONES, refuse_others
from database.backups.address import store_at
from database.backups.restoring import restore
from database.backups.store import BackupError, NotKeptError, Store
from database.system_user import EmbeddedError
from erasure.tombstones import Tombstone, keep, read


class Command(BaseCommand):
    """The command."""

    help = "Bring the database back from its backups; what was erased since is erased again before it is served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare from where, as of when, and whether to set aside what is there."""
        parser.add_argument(
            "--from", dest="store", default=settings.BACKUPS, metavar="STORE", help="folder, or s3://bucket/prefix"
        )
        parser.add_argument(
            "--at", type=_moment, metavar="TIME", help="2026-11-27T20:15:00+00:00; else as late as can be"
        )
        parser.add_argument("--replace", action="store_true", help="set aside the database that is there")

    def handle(self, *, store: str | None, at: datetime | None, replace: bool, **_: Any) -> None:
        """Do it; raise CommandError if it cannot be done, and then nothing is changed."""
        if store is None:
            raise CommandError("Say where from: --from STORE, or STEWARD_BACKUPS.")
        try:
            refuse_others()
            kept = store_at(store)
            restored = restore(settings.STEWARD_DATA, kept, at=at, replace=replace, finish=partial(_erase_again, kept))
        except (BackupError, EmbeddedError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        until = restored.until or restored.backup.ended_at
        self.stdout.write(f"The database is as of {until:%Y-%m-%d %H:%M:%S}Z, from {restored.backup.name}.")
        if restored.before:
            self.stdout.write(f"What was there before is in {restored.before}; delete it once you do not need it.")


def _erase_again(store: Store, data: Path) -> None:
    """Have a process erase again, in the database of that folder, what was erased; raise BackupError if it cannot."""
    with tempfile.NamedTemporaryFile() as kept:
        with suppress(NotKeptError):  # nothing was erased yet
            store.get(TOMBSTONES, Path(kept.name))
        named = [part for file in (settings.TOMBSTONES, kept.name) for part in ("--tombstones", str(file))]
        command = [sys.executable, "-m", "config.manage", "erase-again", "--data", str(data), *named]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # ours
        if done.returncode:
            why = done.stderr.strip().rpartition("\n")[2]
            raise BackupError(f"What was erased could not be erased again: {why}")
        _keep(read(Path(kept.name)))


def _keep(tombstones: list[Tombstone]) -> None:
    """Keep those of the store here too: what is kept here goes there again."""
    here = set(read(settings.TOMBSTONES))
    for tombstone in tombstones:
        if tombstone not in here:
            keep(settings.TOMBSTONES, tombstone)


def _moment(said: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        if moment.tzinfo:
            return moment
    raise ArgumentTypeError("a moment has a date, a time and a zone, as 2026-11-27T20:15:00+00:00 has")

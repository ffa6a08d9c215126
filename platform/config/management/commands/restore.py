"""`steward restore`: is the database had again? From its backups, as of any moment; nobody serves meanwhile."""

from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backing_up import refuse_others
from database.backups.restoring import restore
from database.backups.store import BackupError, Store
from database.system_user import EmbeddedError


class Command(BaseCommand):
    """The command."""

    help = "Bring the database back from its backups."

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
            restored = restore(settings.STEWARD_DATA, kept, at=at, replace=replace)
        except (BackupError, EmbeddedError, OSError) as error:
            raise CommandError(str(error)) from error
        until = restored.until or restored.backup.ended_at
        self.stdout.write(f"The database is as of {until:%Y-%m-%d %H:%M:%S}Z, from {restored.backup.name}.")
        if restored.before:
            self.stdout.write(f"What was there before is in {restored.before}; delete it once you do not need it.")


def _moment(said: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(said)
        if moment.tzinfo:
            return moment
    raise ArgumentTypeError("a moment has a date, a time and a zone, as 2026-11-27T20:15:00+00:00 has")

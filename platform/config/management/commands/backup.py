"""`steward backup`: is there a copy of the database elsewhere? Takes one now, or lists those there are."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backing_up import refuse_others
from database.backups.address import store_at
from database.backups.catalog import Backup, backups
from database.backups.store import BackupError
from database.backups.taking import take
from database.place import place
from database.system_user import EmbeddedError


class Command(BaseCommand):
    """The command."""

    help = "Take a base backup of the running database now, or list the backups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to, and whether to list."""
        parser.add_argument(
            "--to", default=settings.BACKUPS, metavar="STORE", help="folder, or s3://bucket/prefix (STEWARD_BACKUPS)"
        )
        parser.add_argument("--list", dest="lists", action="store_true", help="list the backups that there are")

    def handle(self, *, to: str | None, lists: bool, **_: Any) -> None:
        """Do it; raise CommandError if it cannot be done."""
        if to is None:
            raise CommandError("Say where to: --to STORE, or STEWARD_BACKUPS.")
        try:
            refuse_others()
            store = store_at(to)
            told = backups(store) if lists else [take(place(settings.STEWARD_DATA), store)]
        except (BackupError, EmbeddedError, OSError) as error:
            raise CommandError(str(error)) from error
        for backup in told:
            self.stdout.write(_line(backup))


def _line(backup: Backup) -> str:
    return f"{backup.ended_at:%Y-%m-%d %H:%M:%S}Z  {backup.bytes / 1e6:9.1f} MB  {backup.name}"

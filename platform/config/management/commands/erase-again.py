"""`steward erase-again`: did anything come back that was erased? `steward restore` runs it before anybody is served."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.preparing import bring_up_to_date
from erasure.again import erase_again
from erasure.tombstones import read


class Command(BaseCommand):
    """The command."""

    help = "Erase again what was erased before, in a database that was brought back from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where the tombstones are."""
        parser.add_argument("--tombstones", type=Path, action="append", metavar="FILE", help="STEWARD_TOMBSTONES")

    def handle(self, *, tombstones: list[Path] | None, **_: Any) -> None:
        """Do it; raise CommandError if a file cannot be read: nothing may be served then."""
        try:
            kept = read(*(tombstones or [settings.TOMBSTONES]))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        bring_up_to_date()
        self.stdout.write(f"{erase_again(kept)} of {len(kept)} erasures were done again.")

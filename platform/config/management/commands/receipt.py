"""`steward receipt verify FILE`: is a receipt of an erasure as it was signed? Asks no database and no server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from erasure.receipts import verify
from exports.layout import Fault


class Command(BaseCommand):
    """The command."""

    help = "Verify the receipt of an erasure: a file of its two lines, or of the whole mail."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which, and who must have signed it."""
        parser.add_argument("do", choices=("verify",))
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", help="in base64, as the server shows it at /.well-known/steward-archive-key")

    def handle(self, *, file: Path, key: str | None, **_: Any) -> None:
        """Tell what was erased; raise CommandError if it cannot be read, or is not as it was signed."""
        try:
            said, signed_by = verify(file.read_text(errors="replace"))
        except (Fault, OSError) as error:
            raise CommandError(str(error)) from error
        if key and key != signed_by:
            raise CommandError("Somebody else has signed it.")
        gone = ", ".join(f"{count} {kind}" for kind, count in said["gone"].items())
        self.stdout.write(f"{said['erased']} of {said['account']} was erased at {said['erasedAt']}: {gone}.")
        self.stdout.write(f"Signed by {signed_by}.")

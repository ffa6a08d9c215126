"""`steward archive verify FILE`: is an archive whole, and as it was signed? Asks no database and no server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exports.layout import Fault
from exports.verifying import Verified, verify


class Command(BaseCommand):
    """The command."""

    help = "Verify an archive of what somebody owns."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which, and who must have signed it."""
        parser.add_argument("do", choices=("verify",))
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", help="in base64, as the server shows it at /.well-known/steward-archive-key")

    def handle(self, *, file: Path, key: str | None, **_: Any) -> None:
        """Tell what it holds; raise CommandError for the first thing that is wrong."""
        try:
            verified = verify(file, keys=[key] if key else ())
        except Fault as fault:
            raise CommandError(f"{file.name}: {fault}") from fault
        self.stdout.write("\n".join(_told(verified, is_key_known=key is not None)))


def _told(verified: Verified, *, is_key_known: bool) -> list[str]:
    manifest = verified.manifest
    width = max(len(file.name) for file in manifest.files)
    files = [f"  {file.name:<{width}}  {file.records:>9} records  {file.bytes:>12} octets" for file in manifest.files]
    compared = "as it should be" if is_key_known else "compare it with /.well-known/steward-archive-key of the server"
    return [
        f"The archive {manifest.archive} is whole: what {manifest.owner} owned on {manifest.created}.",
        *files,
        f"SHA-256 of the data: {manifest.data_sha256}",
        f"Signed by {verified.key}: {compared}.",
    ]

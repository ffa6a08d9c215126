"""`steward audit verify`: was anything altered of what was done? `steward audit anchor`: keep the heads of today."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import anchoring
from accounts.models import Account
from audit import anchors, chain
from database.ids import decode, encode


class Command(BaseCommand):
    """The command."""

    help = "Verify the chain of what was done in each account, or keep its head outside the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do, of which account, and where heads are kept."""
        parser.add_argument("do", choices=("verify", "anchor"))
        parser.add_argument("--account", type=_account, metavar="acc_…", help="verify this one alone")
        parser.add_argument("--anchors", dest="file", type=Path, default=settings.AUDIT_ANCHORS, help="file")

    def handle(self, *, do: str, account: UUID | None, file: Path, **_: Any) -> None:
        """Do it; raise CommandError if a chain is not whole, or the file cannot be read or written."""
        try:
            if do == "anchor":
                self.stdout.write(f"{anchoring.anchor(file)} heads are kept in {file}.")
            else:
                self._verify(file, account)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _verify(self, file: Path, only: UUID | None) -> None:
        kept, altered = anchors.read(file), 0
        accounts = [only] if only else list(Account.objects.order_by("pk").values_list("pk", flat=True))
        for account_id in accounts:
            for fault in chain.faults(account_id, kept.get(account_id, ())):
                altered += 1
                self.stdout.write(f"{encode(Account.ID_PREFIX, account_id)}: {fault}")
        if altered:
            raise CommandError(f"{altered} faults: what was done is not as it was written down.")
        heads = sum(len(kept.get(account_id, ())) for account_id in accounts)
        self.stdout.write(f"The chains of {len(accounts)} accounts are whole, and as {heads} heads say that were kept.")


def _account(said: str) -> UUID:
    prefix, key = decode(said)
    if prefix != Account.ID_PREFIX:
        raise ValueError("That is no account.")
    return key

"""`steward demo`: what is there to look at, or to measure with?"""

import os
import secrets
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connections
from psycopg import sql

from accounts.models import Account, Membership, Team, User
from config import demo
from config.demo import bulk

CONTACTS_MAX = 100_000_000


class Command(BaseCommand):
    """The small demo, for an empty database; or any number of contacts, for any."""

    help = (
        "Create the demo that serve creates on its first start. With --contacts, make many more to measure with: "
        "accounts of 25 users and 25,000 contacts, who sign in with STEWARD_DEMO_PASSWORD if that is set."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contacts", type=int, metavar="N", help=f"make N contacts, 1 to {CONTACTS_MAX:,}")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same contacts (1)")

    def handle(self, *, contacts: int | None, seed: int, **options: Any) -> None:
        if contacts is not None and not 1 <= contacts <= CONTACTS_MAX:
            raise CommandError(f"--contacts takes a number from 1 to {CONTACTS_MAX:,}.")
        try:
            empty = not Account.objects.exists()
        except ProgrammingError:
            raise CommandError("The database has no tables yet; steward serve makes them when it starts.") from None
        if contacts is not None:
            self._load(contacts, seed)
        elif empty:
            self._create()
        else:
            raise CommandError("There are accounts already; the demo is for an empty database. See --contacts.")

    def _create(self) -> None:
        password = os.environ.get("STEWARD_DEMO_PASSWORD") or secrets.token_urlsafe(9)
        names = demo.create_demo(password)
        self._say(f"Created a demo account: sign in as {' or '.join(names)} with the password {password}")

    def _load(self, contacts: int, seed: int) -> None:
        began, rows = time.monotonic(), Counter[str]()
        password = os.environ.get("STEWARD_DEMO_PASSWORD") or None
        accounts = len(bulk.shares(contacts))
        names: list[str] = []
        for number, loaded in enumerate(bulk.load(contacts, seed=seed, password=make_password(password)), start=1):
            count = sum(loaded.rows.values())
            self._say(f"{loaded.name} ({number} of {accounts}): {count:,} rows in {loaded.seconds:.1f} s")
            rows.update(loaded.rows)
            names.append(loaded.first_user)
        self._say("Vacuuming and gathering statistics …")
        _vacuum([*rows, *(model._meta.db_table for model in (Account, User, Team, Membership))])
        self._say("\n".join(f"{count:>13,} {table}" for table, count in rows.items()))
        self._say(f"{sum(rows.values()):>13,} rows in {time.monotonic() - began:.0f} s")
        can = "sign in with STEWARD_DEMO_PASSWORD" if password else "cannot sign in: STEWARD_DEMO_PASSWORD is not set"
        self._say(f"The first users of the accounts, {names[0]} … {names[-1]}, own most. They {can}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _vacuum(tables: list[str]) -> None:
    """Tell the planner what there is, and leave nothing for autovacuum to do while somebody measures.

    Only who owns the tables may; it needs no row to be visible.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))

"""`steward serve`: what happens between the command and the first answer?"""

import os
import secrets
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from accounts.models import Account
from config import backing_up, demo, serving, simulating, working
from config.preparing import bring_up_to_date
from database import roles
from database.backups.store import BackupError
from graph.manifest import configured

PREPARATION_LOCK = 0x57E3A2D  # any number, the same in every version: a key of pg_advisory_lock
POLL_SECONDS = 0.1


class Command(BaseCommand):
    """Migrate, grant, create the demo, serve; each step says so."""

    help = "Serve the API. The first start creates the database, and a demo account to look around in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000); 0 takes a free one")
        parser.add_argument("--workers", type=int, default=1, help="how many processes answer (1)")
        # For the help alone: config.manage has taken it before Django's settings were read.
        parser.add_argument("--data", metavar="DIR", help="the folder that holds everything (STEWARD_DATA, or var/)")
        parser.add_argument("--no-worker", dest="worker", action="store_false", help="leave the jobs to steward worker")
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="create no demo account")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        configured()  # which each worker does too, but would tell less well
        try:
            listener = serving.listen(host, port)
            roles.refuse_to_bypass(connection)
            with _one_at_a_time():
                self._prepare(with_demo=options["demo"])
            has_mailbox = settings.MAILBOX and demo.is_loaded()
            connections.close_all()
            port = listener.getsockname()[1]
            address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
            if "STEWARD_URL" not in os.environ:  # where links in mails lead to; workers read it anew
                settings.STEWARD_URL = os.environ["STEWARD_URL"] = address
            with (
                simulating.beside(port) as processor,
                backing_up.beside(),
                working.beside() if options["worker"] else nullcontext(),
            ):
                welcome = partial(self._welcome, address, has_mailbox=has_mailbox, processor=processor)
                serving.serve(listener, workers=workers, ready=welcome)
        except (BackupError, roles.RoleError, serving.ServingError) as error:
            raise CommandError(str(error)) from None

    def _prepare(self, *, with_demo: bool) -> None:
        self._say("Bringing the tables up to date …")
        bring_up_to_date()
        if with_demo and not Account.objects.exists():
            password = os.environ.get("STEWARD_DEMO_PASSWORD") or secrets.token_urlsafe(9)
            names = demo.create_demo(password)
            self._say(f"Created a demo account: sign in as {' or '.join(names)} with the password {password}")

    def _welcome(self, address: str, *, has_mailbox: bool, processor: str | None) -> None:
        self._say(f"Steward is ready on {address}")
        self._say(f"  {address}/graphql  the API\n  {address}/         sign in")
        if has_mailbox:
            self._say(f"  {address}/mailbox  the mails of the demo")
        if processor:
            self._say(f"  {processor}  a simulator of Stripe, which charges nobody: pay with 4242 4242 4242 4242")
        self._say(f"  {address}/healthz  is it up?")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the database's lock on preparing it. The end of the session gives it back, however that comes about."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        # Asked again and again: a statement that waits holds a snapshot, for which CREATE INDEX CONCURRENTLY waits.
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARATION_LOCK])
        while cursor.fetchone() != (True,):
            time.sleep(POLL_SECONDS)
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARATION_LOCK])
    try:
        yield
    finally:
        owner.close()

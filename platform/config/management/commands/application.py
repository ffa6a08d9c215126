"""`steward application`: which applications are the operator's own, and which of others are open to all?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from database.refusals import Refused
from tokens.applications import ApplicationValues, open_to_all, register_application
from tokens.models import Application
from tokens.oauth_models import ClientType


class Command(BaseCommand):
    """Register an application of the operator's own, or open one that somebody registered to people of all accounts."""

    help = "Register a public application of your own (--name, --redirect-uri, --scope), or --open or --close one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="what people are asked about")
        parser.add_argument("--client-id", help="instead of a random one")
        parser.add_argument("--redirect-uri", action="append", default=[], metavar="URI", help="may be repeated")
        parser.add_argument("--scope", action="append", default=[], help="may be repeated")
        parser.add_argument("--open", metavar="CLIENT_ID", help="let it ask people of all accounts")
        parser.add_argument("--close", metavar="CLIENT_ID", help="let it ask people of its own account alone")

    def handle(self, *, name: str | None, **options: Any) -> None:
        if client_id := options["open"] or options["close"]:
            application = Application.objects.filter(client_id=client_id).first()
            if application is None:
                raise CommandError("There is no application of that client id.")
            open_to_all(application, is_open=bool(options["open"]))
            return
        values = ApplicationValues(name=name or "", redirect_uris=options["redirect_uri"], scopes=options["scope"])
        try:
            made, _ = register_application(
                values, client_type=ClientType.PUBLIC, actor=None, client_id=options["client_id"]
            )
        except Refused as refused:
            raise CommandError("\n".join(f"{each.field}: {each.message}" for each in refused.refusals)) from None
        self.stdout.write(made.client_id)

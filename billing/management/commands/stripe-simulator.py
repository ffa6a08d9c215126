"""`steward stripe-simulator`: how is billing tried without keys?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.simulator.errors import ApiError
from billing.simulator.server import Place, Server


class Command(BaseCommand):
    """Serve Stripe's API on loopback until told to stop."""

    help = "A small server that speaks Stripe's HTTP API on 127.0.0.1. billing/simulator/README.md says what it has."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=0, help="the port to listen on; 0 (the default) takes a free one"
        )
        parser.add_argument(
            "--state", metavar="FILE", help="where everything is kept; else it is gone with the process"
        )
        parser.add_argument("--webhook", metavar="URL", help="whom to tell of events; on loopback")
        parser.add_argument("--webhook-secret", metavar="SECRET", help="what to sign events with, like whsec_…")

    def handle(self, *, port: int, state: str | None, **options: Any) -> None:
        if bool(options["webhook"]) != bool(options["webhook_secret"]):
            raise CommandError("--webhook and --webhook-secret go together.")
        place = Place(state=state, webhook=options["webhook"], webhook_secret=options["webhook_secret"])
        try:
            server = Server(place, port, ready=lambda: self._say(server.url))
        except (ApiError, OSError, OverflowError) as error:
            raise CommandError(str(error)) from None
        server.run()

    def _say(self, url: str) -> None:
        self.stdout.write(f"The Stripe simulator is ready on {url}")
        self.stdout.flush()

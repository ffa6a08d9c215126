"""`steward agent`: who works for the operator? Invite somebody, list them, remove one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import agents
from database.refusals import Refused


class Command(BaseCommand):
    """The command."""

    help = "Invite an agent of the operator's own by mail (--email, --username), list them, or remove one (--username)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do, and with whom."""
        parser.add_argument("do", choices=("invite", "list", "remove"))
        parser.add_argument("--email", default="", help="where the link to set a password goes")
        parser.add_argument("--username", default="", help="what they sign in with")

    def handle(self, *, do: str, email: str, username: str, **_: Any) -> None:
        """Do it; raise CommandError for what is refused."""
        try:
            match do:
                case "invite":
                    self.stdout.write(f"{agents.invite(email, username).username} was sent a link.")
                case "remove":
                    self.stdout.write(f"{agents.remove(username).username} can sign in no more.")
                case _:
                    self.stdout.write("\n".join(agent.username for agent in agents.agents()))
        except Refused as refused:
            raise CommandError("\n".join(f"{each.field}: {each.message}" for each in refused.refusals)) from None

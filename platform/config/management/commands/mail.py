"""`steward mail receive`: who asks for no more mail? `steward mail send`: mail to everybody who wants such mail."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts import campaigns
from accounts.campaigns import AnotherOfThatNameError, Letter
from config.receiving import receive
from mail.classes import OPTIONAL
from mail.inbound import OCTETS_MAX

CLASSES = {str(one).lower().replace("_", "-"): one for one in OPTIONAL}


class Command(BaseCommand):
    """The command."""

    help = "Take a mail to the support address from standard input, or send one to everybody who wants such mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do, and of a letter what it is."""
        what = parser.add_subparsers(dest="do", required=True)
        what.add_parser("receive", help="take a mail from standard input: it may ask for no more mail")
        letter = what.add_parser("send", help="write a letter to everybody who wants such mail; goes on if it is there")
        letter.add_argument("--name", required=True, help="by which it is known again: nobody gets it twice")
        letter.add_argument("--class", dest="mail_class", required=True, choices=CLASSES)
        letter.add_argument("--subject", required=True)
        letter.add_argument("file", type=Path, metavar="FILE", help="plain text in UTF-8")

    def handle(self, *, do: str, **options: Any) -> None:
        """Do it."""
        if do == "receive":
            _receive()
        else:
            self._send(**options)

    def _send(self, *, name: str, mail_class: str, subject: str, file: Path, **_: Any) -> None:
        """Tell how many it was written to; raise CommandError if it cannot be, or is another letter than before."""
        try:
            letter = Letter(name=name, mail_class=CLASSES[mail_class], subject=subject, text=file.read_text().strip())
            count = sum(campaigns.send(letter))
        except AnotherOfThatNameError:
            raise CommandError("There is another letter of that name.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The letter cannot be read: {type(error).__name__}.") from error
        self.stdout.write(f"{count} mails are on their way; {campaigns.count_opted_out(letter.mail_class)} opted out.")


def _receive() -> None:
    """Take what is there to the end. Whoever hands it on tries again later, and sends no answer, if that fails.

    EX_TEMPFAIL of sysexits.h, as mail servers have it; of all else they would tell the sender, with what was printed.
    """
    octets = sys.stdin.buffer.read(OCTETS_MAX)
    while sys.stdin.buffer.read(OCTETS_MAX):
        pass
    try:
        receive(octets)
    except DatabaseError:
        raise CommandError("The database is away.", returncode=os.EX_TEMPFAIL) from None

"""`steward worker`: who does what is to be done after the answers?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from config import working
from database import roles


class Command(BaseCommand):
    """The worker that `steward serve` starts beside itself, alone: for another machine, or one more of them."""

    help = "Do jobs until told to end, as the worker does that serve starts. Serve has made the tables before."

    def handle(self, **options: Any) -> None:
        try:
            roles.refuse_to_bypass(connection)
            ProcrastinateJob.objects.exists()
        except roles.RoleError as error:
            raise CommandError(str(error)) from None
        except ProgrammingError:
            raise CommandError("The database has no tables yet; steward serve makes them when it starts.") from None
        connection.close()
        working.work()

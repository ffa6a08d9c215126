"""`steward reseal`: how can a key of before be forgotten? What is kept sealed is sealed again, under the newest."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.second_factors import reseal
from mail import opting_out


class Command(BaseCommand):
    """Seal it under STEWARD_SECRET_KEY; what is in STEWARD_SECRET_KEY_FALLBACKS opens it."""

    help = "Seal what is kept under the newest secret key."

    def handle(self, **options: Any) -> None:
        opting_out.reseal()
        self.stdout.write(f"Sealed {reseal()} second factors, and the key of opt-outs.")

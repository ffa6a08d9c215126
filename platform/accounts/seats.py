"""How many people work in an account? Counted here, and told on whenever it changes: it is what is paid for (P1)."""

from uuid import UUID

from django.db.models import F

from accounts.models import Account, User
from database import jobs

DELAY_SECONDS = 2  # several people who come or go at once are one change


def active(account_id: UUID) -> int:
    """Return how many people there are who can sign in; who acts for an application is nobody."""
    return User.objects.filter(account_id=account_id, is_active=True, is_service=False).count()


def changed(account_id: UUID) -> None:
    """Note that somebody has come or gone, in the transaction in which they do; the processor is told soon.

    The version is written first: the job waits for this row, and so sees who came or went (database/jobs.py).
    """
    Account.objects.filter(pk=account_id).update(people_version=F("people_version") + 1)
    jobs.defer_once("billing.settle", lock=f"billing:{account_id.hex}", delay_seconds=DELAY_SECONDS, account=account_id)

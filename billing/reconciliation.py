"""What did we miss? Asked now and then: the processor's events since the last, and each subscription that differs."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Account
from billing import events
from billing.models import Customer, Reconciliation, Subscription
from billing.stripe_api import subscriptions
from billing.stripe_api.events import events_since
from billing.stripe_api.subscriptions import OVER, Present
from billing.wishes import settle_soon
from database.context import account_context

KEPT = timedelta(days=29)  # Stripe lists events of the last thirty
OVERLAP = timedelta(hours=1)  # an event may be listed after a later one

logger = logging.getLogger("steward.billing")


def reconcile() -> int:
    """Return how many accounts were not as the processor has them, or not as they wished; they are settled soon.

    Raise ProcessorError.
    """
    customers = dict(Customer.objects.values_list("pk", "account_id"))
    if not customers:
        return 0  # nobody to ask about
    missed = _note_missed(timezone.now())
    there = {present.id: present for present in subscriptions.all_subscriptions(customers)}
    differing = [account_id for account_id in customers.values() if _differs(account_id, there)]
    if missed or differing:
        logger.warning("%s events of the processor were missed; %s accounts differed.", missed, len(differing))
    return len(differing)


def _note_missed(now: datetime) -> int:
    """Return how many events were missed since this was last asked, however many have come after them."""
    last = Reconciliation.objects.values_list("asked_at", flat=True).first()
    since = max(last - OVERLAP, now - KEPT) if last else now - KEPT
    missed = events.note(events_since(since, events.TYPES))
    Reconciliation.objects.update_or_create(pk=1, defaults={"asked_at": now})
    return missed


def _differs(account_id: UUID, there: dict[str, Present]) -> bool:
    """Whether what is written down is not what there is, or not what was wished; then it is settled soon."""
    with account_context(account_id):
        people_version = Account.objects.values_list("people_version", flat=True).get(pk=account_id)
        row = Subscription.objects.filter(account_id=account_id).first()
        if row is None:
            return False
        is_settled = (row.version, people_version) == (row.settled_version, row.settled_people)
        if is_settled and _is_as(row, there.get(row.processor_id or "")):
            return False
        settle_soon(account_id)
    return True


def _is_as(row: Subscription, present: Present | None) -> bool:
    if present is None:
        return row.processor_status in (None, *OVER)
    seen = (row.processor_status, row.quantity, row.period_end, row.cancel_at)
    return seen == (present.status, present.quantity, present.period_end, present.cancel_at)

"""What has happened at the processor? Each event is noted once, and has the account of its customer settled."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from billing import customer
from billing.models import Customer
from billing.stripe_api.events import Arrived
from billing.wishes import settle_soon

CREATED = "customer.created"
# What moves something here.
TYPES = [
    "checkout.session.completed",
    CREATED,
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "customer.updated",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "payment_intent.payment_failed",
    "payment_method.attached",
    "payment_method.detached",
    "setup_intent.succeeded",
]
NOTE = """
INSERT INTO billing_event (id, type, created_at, customer_id, object_id, received_at, handled_at)
VALUES (%s, %s, %s, %s, %s, now(), %s) ON CONFLICT (id) DO NOTHING
"""


def note(arrived: Iterable[Arrived]) -> int:
    """Return how many of these were new; the accounts that they are about are settled soon.

    An event about nobody we know is kept as handled: of a customer who was deleted, or of another service's.
    """
    return sum(map(_note, arrived))


# Each by itself: two who note several, in different orders, would wait for each other.
@transaction.atomic
def _note(event: Arrived) -> bool:
    if event.type == CREATED and event.customer and event.key:
        customer.adopt(event.customer, event.key)
    account_id = Customer.objects.filter(pk=event.customer).values_list("account_id", flat=True).first()
    is_for_us = account_id is not None and event.type in TYPES
    handled_at = None if is_for_us else timezone.now()
    row = (event.id, event.type, event.created, event.customer, event.object_id, handled_at)
    with connection.cursor() as cursor:
        cursor.execute(NOTE, row)
        is_new: bool = cursor.rowcount == 1
    if is_new and is_for_us and account_id:
        settle_soon(account_id)
    return is_new

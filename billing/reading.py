"""What does an account wish, and how is it? Read before, and written down after, each question to the processor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from accounts import seats as people
from accounts.models import Account
from billing import notices
from billing.models import Customer, Event, Subscription
from billing.seats import wanted
from billing.stripe_api.subscriptions import Present
from database.context import account_context

TRIAL = timedelta(days=14)  # as the view billing_accountsubscription has it
SETUP = "setup_intent.succeeded"
NOTHING = {
    "processor_id": None,
    "processor_status": None,
    "needs_confirmation": False,
    "has_payment_method": False,
    "quantity": 0,
    "paid_seats": 0,
    "unit_amount": None,
    "currency": None,
    "period_start": None,
    "period_end": None,
    "trial_end": None,
    "cancel_at": None,
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an account is to have at the processor, and the versions that this was read at."""

    subscription: Subscription
    customer: str | None
    quantity: int
    trial_end: datetime
    people_version: int
    events: list[str]
    setups: list[str]  # of means of payment that the customer gave to the processor

    @property
    def is_end_settled(self) -> bool:
        """Whether the processor was made equal to the last wish that said whether the subscription is to end."""
        return self.subscription.canceling_version <= self.subscription.settled_version

    def key(self, job: str) -> str:
        """Return what keys of idempotency begin with: another wish is another change, also within one job."""
        return f"{job}-{self.subscription.version}-{self.people_version}"


def read(account_id: UUID) -> Wish | None:
    """Return what is wished; None if nothing ever was. Waits for who is changing it, and sees what they wrote."""
    with account_context(account_id):
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        subscription = Subscription.objects.select_for_update().first()
        if subscription is None:
            return None
        customer = Customer.objects.filter(account=account).values_list("pk", flat=True).first()
        events = Event.objects.filter(customer_id=customer, handled_at=None) if customer else Event.objects.none()
        return Wish(
            subscription=subscription,
            customer=customer,
            quantity=wanted(people.active(account_id), subscription.seat_floor),
            trial_end=account.created_at + TRIAL,
            people_version=account.people_version,
            events=[event.pk for event in events],
            setups=[str(event.object_id) for event in events.order_by("created_at") if event.type == SETUP],
        )


def write_down(wish: Wish, present: Present | None, *, can_charge: bool) -> None:
    """Keep how the subscription is, and tell people if it has come to that."""
    subscription = wish.subscription
    before = subscription.processor_status
    columns = {"has_payment_method": can_charge} | (_columns(subscription, present) if present else {})
    for name, value in columns.items():
        setattr(subscription, name, value)
    with account_context(subscription.account_id):
        subscription.save(update_fields=columns)
        if before != subscription.processor_status:
            notices.tell(subscription)


def wish_to_cancel(wish: Wish, *, is_canceling: bool) -> None:
    """Keep that somebody canceled, or came back, on the processor's pages; unless that was wished anew meanwhile."""
    subscription = wish.subscription
    subscription.is_canceling = is_canceling
    with account_context(subscription.account_id):
        rows = Subscription.objects.filter(pk=subscription.pk, canceling_version=subscription.canceling_version)
        rows.update(is_canceling=is_canceling)


def settled(wish: Wish) -> None:
    """Note that what was read has been done."""
    subscription = wish.subscription
    with account_context(subscription.account_id):
        rows = Subscription.objects.filter(pk=subscription.pk)
        rows.update(settled_version=subscription.version, settled_people=wish.people_version)
        rows.filter(version=subscription.version).update(is_retrying=False)
    Event.objects.filter(pk__in=wish.events).update(handled_at=timezone.now())


def forget(wish: Wish) -> None:
    """Note that the processor has forgotten the customer: there is nothing of it here either."""
    with account_context(wish.subscription.account_id):
        Customer.objects.filter(pk=wish.customer).delete()
        rows = Subscription.objects.filter(pk=wish.subscription.pk)
        rows.update(**NOTHING, plan=None, seat_floor=None, is_canceling=False, is_leaving=False, left=F("left") + 1)
    Event.objects.filter(customer_id=wish.customer).delete()


def _columns(subscription: Subscription, present: Present) -> dict[str, object]:
    is_same_period = subscription.processor_id == present.id and subscription.period_start == present.period_start
    paid = max(subscription.paid_seats, present.quantity) if is_same_period else present.quantity
    return {
        "processor_id": present.id,
        "processor_status": present.status,
        "needs_confirmation": present.needs_confirmation,
        "quantity": present.quantity,
        "paid_seats": paid,
        "unit_amount": present.price.unit_amount,
        "currency": present.price.currency,
        "period_start": present.period_start,
        "period_end": present.period_end,
        "trial_end": present.trial_end,
        "cancel_at": present.cancel_at,
    }

"""What is asked of the processor, without any billing information? Verbs: each writes a wish down, and has it settled.

They answer at once, whether or not the processor can be reached: `billing.settling` sees to it.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import seats as people
from accounts.models import Account, User
from audit.recording import record
from billing.models import AccountSubscription, Customer, Plan, Subscription
from billing.refusals import (
    LEAVING,
    NO_PLAN,
    PAYMENT_METHOD_NEEDED,
    SEATS_BELOW_PEOPLE,
    SEATS_INVALID,
)
from billing.stripe_api.subscriptions import OVER
from database import jobs
from database.refusals import Invalid

SEATS_MAX = 10_000
TASK = "billing.settle"
# What is known of a subscription that is over, and not of the one that takes its place.
ANEW = {
    "processor_id": None,
    "processor_status": None,
    "needs_confirmation": False,
    "paid_seats": 0,
    "cancel_at": None,
}


def of_account(actor: User) -> Subscription:
    """Return the actor's account's row, locked; it begins with its first wish. Raise Invalid while it is being left."""
    # In the order in which the settling locks them.
    Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    Subscription.objects.get_or_create(account_id=actor.account_id)
    subscription = Subscription.objects.select_for_update().get()
    if subscription.is_leaving:
        raise Invalid(LEAVING)
    return subscription


@transaction.atomic(savepoint=False)
def change_plan(plan: Plan, *, actor: User) -> Subscription:
    """Begin to pay, change how often, or come back. Raise Invalid if there is nothing that could be charged."""
    subscription = of_account(actor)
    is_on_trial = AccountSubscription.objects.get(pk=actor.account_id).status == "TRIALING"
    if not subscription.has_payment_method and not is_on_trial:
        raise Invalid(PAYMENT_METHOD_NEEDED)
    record("billing:change_plan", actor.account_id, actor_id=actor.pk)
    wish = {"plan": plan, "closed_at": None, "is_canceling": False, "canceling_version": subscription.version + 1}
    return ask(subscription, **wish, **(ANEW if subscription.processor_status in OVER else {}))


@transaction.atomic(savepoint=False)
def set_seats(seats: int, *, actor: User) -> Subscription:
    """Pay for so many seats, however few people there are. Raise Invalid for fewer than there are people."""
    subscription = of_account(actor)
    if not 1 <= seats <= SEATS_MAX:
        raise Invalid(SEATS_INVALID)
    if seats < people.active(actor.account_id):
        raise Invalid(SEATS_BELOW_PEOPLE)
    record("billing:set_seats", actor.account_id, actor_id=actor.pk)
    return ask(subscription, seat_floor=seats)


@transaction.atomic(savepoint=False)
def cancel(*, actor: User) -> Subscription:
    """Pay until the end of the period, and no more. Raise Invalid if nothing is being paid for."""
    subscription = of_account(actor)
    if not subscription.plan:
        raise Invalid(NO_PLAN)
    record("billing:cancel", actor.account_id, actor_id=actor.pk)
    return ask(subscription, is_canceling=True, canceling_version=subscription.version + 1)


@transaction.atomic(savepoint=False)
def leave(*, actor: User) -> Subscription:
    """Have the processor forget all of the account (P14): what is being paid for ends at once."""
    return _leave("billing:leave", actor)


@transaction.atomic(savepoint=False)
def close(*, actor: User) -> Subscription:
    """Close the account: the processor forgets it, its Data can only be read and erased; a plan opens it again."""
    return _leave("account:close", actor, closed_at=timezone.now())


def _leave(action: str, actor: User, **columns: Any) -> Subscription:
    subscription = of_account(actor)
    record(action, actor.account_id, actor_id=actor.pk)
    is_known = Customer.objects.filter(account_id=actor.account_id).exists()
    return ask(subscription, is_leaving=is_known, plan=None, seat_floor=None, **columns)


def ask(subscription: Subscription, **columns: Any) -> Subscription:
    """Return the row with another wish, and the next version; it is settled soon."""
    columns |= {"version": subscription.version + 1}
    for name, value in columns.items():
        setattr(subscription, name, value)
    subscription.save(update_fields=columns)
    settle_soon(subscription.account_id)
    return subscription


def settle_soon(account_id: UUID) -> None:
    """Have the account settled once this transaction is through.

    Its row is locked first, so that a job which waits already sees what this transaction wrote (database/jobs.py).
    """
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    jobs.defer_once(TASK, lock=f"billing:{account_id.hex}", account=account_id)

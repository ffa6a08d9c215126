"""How do we and the processor come to agree? One verb, run after whatever happened, until there is nothing left to do.

It asks what is there, writes it down, and makes one change at a time towards what was wished; so it can be killed
anywhere and begun anew. No transaction is open while the processor is asked. Only one runs for an account at a time:
its job holds the account's lock (billing/jobs.py).
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from billing import reading
from billing.customer import customer_of
from billing.models import Subscription
from billing.plans import plan_of, price_of
from billing.reading import Wish
from billing.seats import steps
from billing.stripe_api import customers, payment_methods, subscriptions
from billing.stripe_api.client import Declined, Gone, Refused
from billing.stripe_api.subscriptions import BEHIND, Present

# Stripe refuses an end of a trial that is past when it reads it.
MOMENT = timedelta(minutes=1)
INCOMPLETE = "incomplete"  # the first bill was not paid: until it is, Stripe lets nothing be changed


def settle(account_id: UUID, *, job: str) -> None:
    """Make the processor equal to what the account wishes, and write down how it is. Raise ProcessorError.

    `job` is the row of the outbox that asks for it: with its id each change is made once, however often it is tried.
    """
    wish = reading.read(account_id)
    if wish is None:
        return
    if wish.customer is None and _is_to_begin(wish.subscription):
        wish = replace(wish, customer=customer_of(wish.subscription))
    if wish.customer and wish.subscription.is_leaving:
        customers.delete_customer(wish.customer)
        reading.forget(wish)
    elif wish.customer:
        _agree_or_forget(wish, wish.customer, wish.key(job))
    reading.settled(wish)


def _agree_or_forget(wish: Wish, customer: str, key: str) -> None:
    try:
        _agree(wish, customer, key)
    except Gone:
        if customers.exists(customer):
            raise
        reading.forget(wish)  # somebody deleted it at the processor


def _agree(wish: Wish, customer: str, key: str) -> None:
    is_new = _adopt_setups(wish, customer)
    can_charge = payment_methods.has_payment_method(customer)
    present = _present(customer, wish.subscription)
    reading.write_down(wish, present, can_charge=can_charge)
    if present is None and (can_charge or _trial_end(wish)) and _is_to_begin(wish.subscription):
        present = _begin(wish, customer, key)
        reading.write_down(wish, present, can_charge=can_charge)
    if present and not present.is_over:
        present = _charge(wish, customer, present, key) if is_new or wish.subscription.is_retrying else present
        present = _change(wish, present, key)
        reading.write_down(wish, present, can_charge=can_charge)


def _adopt_setups(wish: Wish, customer: str) -> bool:
    """Charge from now on what the customer gave on the processor's pages; return whether there was anything."""
    given = [payment_methods.payment_method_of(customer, setup) for setup in wish.setups]
    for payment_method in filter(None, given):
        with suppress(Refused):  # detached again meanwhile
            payment_methods.use_payment_method(customer, payment_method)
    return any(given)


def _present(customer: str, subscription: Subscription) -> Present | None:
    """Return the customer's subscription: the one that lasts, else the one that we knew; None if there is none."""
    found = subscriptions.subscriptions(customer)
    known = [each for each in found if each.id == subscription.processor_id]
    lasting = [each for each in (*known, *found) if not each.is_over]
    return next(iter([*lasting, *known]), None)


def _is_to_begin(subscription: Subscription) -> bool:
    return bool(subscription.plan) and not subscription.is_canceling


def _begin(wish: Wish, customer: str, key: str) -> Present:
    price = price_of(str(wish.subscription.plan))
    return subscriptions.subscribe(
        customer, price, wish.quantity, trial_end=_trial_end(wish), key=f"{key}-subscribe-{wish.quantity}"
    )


def _trial_end(wish: Wish) -> datetime | None:
    """Return when the account's trial ends, if that is to come."""
    return wish.trial_end if wish.trial_end > timezone.now() + MOMENT else None


def _change(wish: Wish, present: Present, key: str) -> Present:
    """Return the subscription as it is wished: plan, then seats, then whether it ends."""
    subscription = wish.subscription
    if present.status == INCOMPLETE or present.is_over:
        return present
    _adopt_cancellation(wish, present)
    if subscription.plan and plan_of(present.price) != subscription.plan:
        price = price_of(subscription.plan)
        present = subscriptions.change(present, key=f"{key}-plan", is_prorated=True, price=price)
        reading.write_down(wish, present, can_charge=subscription.has_payment_method)
    for step in steps(present.quantity, subscription.paid_seats, wish.quantity):
        seats = f"{key}-seats-{present.quantity}-{step.quantity}"
        present = subscriptions.change(present, key=seats, is_prorated=step.is_prorated, quantity=step.quantity)
    if present.is_canceling != subscription.is_canceling:
        is_canceling = subscription.is_canceling
        present = subscriptions.change(present, key=f"{key}-canceling", is_prorated=False, is_canceling=is_canceling)
    return present


def _adopt_cancellation(wish: Wish, present: Present) -> None:
    """Take it for a wish if somebody canceled, or came back, on the processor's pages: no wish about it is newer."""
    if wish.is_end_settled and present.is_canceling != wish.subscription.is_canceling:
        reading.wish_to_cancel(wish, is_canceling=present.is_canceling)


def _charge(wish: Wish, customer: str, present: Present, key: str) -> Present:
    """Return the subscription after what is open was charged to a means of payment that is new."""
    if present.status not in BEHIND:
        return present
    with suppress(Declined):  # the status tells
        subscriptions.pay_what_is_open(present, key=key)
    present = _present(customer, wish.subscription) or present
    reading.write_down(wish, present, can_charge=wish.subscription.has_payment_method)
    return present

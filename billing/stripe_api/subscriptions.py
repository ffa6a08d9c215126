"""What is paid, for how long, for how many? Subscriptions, their prices and their open invoices."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from billing.stripe_api.client import asking, keyed
from billing.stripe_api.times import time, time_or_none

OVER = ("canceled", "incomplete_expired")  # what a subscription does not come back from
BEHIND = ("incomplete", "past_due", "unpaid")  # its newest bill is not paid


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one seat costs for one period, in the currency's smallest unit."""

    id: str
    unit_amount: int
    currency: str
    interval: str  # "month" or "year"


@dataclass(frozen=True, kw_only=True)
class Present:
    """A subscription as it is at the processor."""

    id: str
    item_id: str
    status: str
    needs_confirmation: bool  # the bank asks its customer about the newest bill (3-D Secure)
    quantity: int
    price: Price
    period_start: datetime
    period_end: datetime
    trial_end: datetime | None
    cancel_at: datetime | None
    is_canceling: bool

    @property
    def is_over(self) -> bool:
        """Whether it has ended for good."""
        return self.status in OVER


def price_of(plan_key: str, *, interval: str, amount: int) -> Price:
    """Return the price with a lookup key; made, with its product, if Stripe has none yet."""
    with asking() as client:
        found = client.prices.list({"lookup_keys": [plan_key], "active": True}).data
        return _price(found[0] if found else _make_price(client, plan_key, interval, amount))


def subscriptions(customer: str) -> list[Present]:
    """Return all of a customer's, newest first."""
    with asking() as client:
        listed = client.subscriptions.list({"customer": customer, "status": "all"}).auto_paging_iter()
        return [_present(client, subscription) for subscription in listed]


def subscribe(customer: str, price: Price, quantity: int, *, trial_end: datetime | None, key: str) -> Present:
    """Return a new subscription. What cannot be charged leaves it incomplete, or past due after a trial."""
    params: dict[str, Any] = {
        "customer": customer,
        "items": [{"price": price.id, "quantity": quantity}],
        "payment_behavior": "allow_incomplete",
        "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
    }
    if trial_end:
        params["trial_end"] = int(trial_end.timestamp())
    with asking() as client:
        return _present(client, client.subscriptions.create(params, keyed(key)))  # type: ignore[arg-type]  # a TypedDict


def change(present: Present, *, key: str, is_prorated: bool, **changes: Any) -> Present:
    """Return it with another `quantity`, `price` or `is_canceling`; `is_prorated` charges the difference."""
    item = {"id": present.item_id, "quantity": changes.get("quantity", present.quantity)}
    if "price" in changes:
        item["price"] = changes["price"].id
    params: dict[str, Any] = {
        "items": [item],
        "proration_behavior": "create_prorations" if is_prorated else "none",
        "payment_behavior": "allow_incomplete",
    }
    if "is_canceling" in changes:
        params["cancel_at_period_end"] = changes["is_canceling"]
    with asking() as client:
        return _present(client, client.subscriptions.update(present.id, params, keyed(key)))  # type: ignore[arg-type]  # a TypedDict


def pay_what_is_open(present: Present, *, key: str) -> None:
    """Charge the open invoices of a subscription again; raise Declined if the bank refuses."""
    with asking() as client:
        listed = client.invoices.list({"subscription": present.id, "status": "open"}).auto_paging_iter()
        for invoice in listed:
            client.invoices.pay(str(invoice.id), {}, keyed(f"{key}-{invoice.id}"))


def all_subscriptions(customers: Container[str]) -> Iterator[Present]:
    """Yield each subscription that is not canceled, of all these customers: others are another service's."""
    with asking() as client:
        for subscription in client.subscriptions.list({"limit": 100}).auto_paging_iter():
            if subscription.customer in customers:
                yield _present(client, subscription)


def _make_price(client: stripe.V1Services, plan_key: str, interval: str, amount: int) -> stripe.Price:
    # Without keys of ours, under which Stripe would remember for a day that it failed: whoever tries again looks first,
    # and of one lookup key there is one price.
    product = client.products.create({"name": "Steward, per seat"})
    return client.prices.create(
        {
            "product": product.id,
            "lookup_key": plan_key,
            "currency": settings.STRIPE_CURRENCY,
            "unit_amount": amount,
            "recurring": {"interval": interval},
        }
    )


def _present(client: stripe.V1Services, subscription: Any) -> Present:
    [item] = subscription["items"]["data"]
    return Present(
        id=subscription["id"],
        item_id=item["id"],
        status=subscription["status"],
        needs_confirmation=subscription["status"] in BEHIND and _is_asked(client, subscription["latest_invoice"]),
        quantity=item["quantity"],
        price=_price(item["price"]),
        period_start=time(item["current_period_start"]),
        period_end=time(item["current_period_end"]),
        trial_end=time_or_none(subscription["trial_end"]),
        cancel_at=time_or_none(subscription["cancel_at"] or subscription["ended_at"]),
        is_canceling=subscription["cancel_at_period_end"],
    )


def _is_asked(client: stripe.V1Services, invoice: str) -> bool:
    """Whether the bank asks its customer about a payment of an invoice."""
    payments = client.invoice_payments.list({"invoice": invoice, "status": "open"}).data
    intents = [str(payment.payment.payment_intent) for payment in payments if payment.payment.payment_intent]
    return any(client.payment_intents.retrieve(intent).status == "requires_action" for intent in intents)


def _price(price: Any) -> Price:
    return Price(
        id=price["id"],
        unit_amount=price["unit_amount"],
        currency=price["currency"],
        interval=price["recurring"]["interval"],
    )

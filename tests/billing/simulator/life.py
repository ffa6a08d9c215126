"""Who lives through the tests? A customer on a test clock, with a card that does what the test is about."""

import time
from typing import Any

import stripe

DAY = 86_400
START = 1_767_225_600  # 1 January 2026, midnight UTC
MONTHLY, YEARLY = 1200, 12_000  # cents for each seat


class Life:
    """A customer, and what they do. `pass_days` lets time go by, in steps that Stripe allows."""

    def __init__(self, client: stripe.StripeClient, *, card: str | None = "pm_card_visa") -> None:
        self.api = client.v1
        self.now = START
        self.clock = self.api.test_helpers.test_clocks.create({"frozen_time": START}).id
        self.customer = self.api.customers.create({"email": "ada@harbour.example", "test_clock": self.clock}).id
        product = self.api.products.create({"name": "Steward"}).id
        self.monthly = self._price(product, MONTHLY, "month")
        self.yearly = self._price(product, YEARLY, "year")
        self.subscription = ""
        if card:
            self.pay_with(card)

    def _price(self, product: str, amount: int, interval: Any) -> str:
        recurring: Any = {"interval": interval}
        return self.api.prices.create(
            {"currency": "usd", "product": product, "unit_amount": amount, "recurring": recurring}
        ).id

    def pay_with(self, card: str) -> str:
        """Attach a card and make it the default; return its id."""
        method = self.api.payment_methods.attach(card, {"customer": self.customer}).id
        self.api.customers.update(self.customer, {"invoice_settings": {"default_payment_method": method}})
        return method

    def subscribe(self, seats: int = 3, **params: Any) -> stripe.Subscription:
        """Subscribe, monthly."""
        given: Any = {"customer": self.customer, "items": [{"price": self.monthly, "quantity": seats}]} | params
        made = self.api.subscriptions.create(given)
        self.subscription = made.id
        return made

    def change(self, **params: Any) -> stripe.Subscription:
        """Change the subscription; `seats` and `price` are of its item."""
        item = {"quantity": params.pop("seats", None), "price": params.pop("price", None)}
        said = {name: value for name, value in item.items() if value is not None}
        if said:
            params["items"] = [{"id": self.item.id} | said]
        given: Any = params
        return self.api.subscriptions.update(self.subscription, given)

    def pass_days(self, days: float) -> None:
        """Let days go by, and wait until all that fell due is done."""
        until = self.now + int(days * DAY)
        while self.now < until:
            self.now = min(until, self.now + 50 * DAY)
            self.api.test_helpers.test_clocks.advance(self.clock, {"frozen_time": self.now})
            while self.api.test_helpers.test_clocks.retrieve(self.clock).status != "ready":
                time.sleep(0.05)

    @property
    def state(self) -> stripe.Subscription:
        """The subscription, as it is now."""
        return self.api.subscriptions.retrieve(self.subscription)

    @property
    def status(self) -> str:
        return self.state.status

    @property
    def item(self) -> stripe.SubscriptionItem:
        """The subscription's only item."""
        (item,) = self.state["items"].data
        return item

    @property
    def bills(self) -> list[tuple[str | None, str | None, int]]:
        """The invoices, oldest first: why, how they stand, and the total in cents."""
        kept = self.api.invoices.list({"customer": self.customer, "limit": 100}).data
        return [(bill.billing_reason, bill.status, bill.total) for bill in reversed(kept)]

    @property
    def lines(self) -> list[tuple[int, int | None]]:
        """What is on the newest invoice: amounts and quantities."""
        newest = self.api.invoices.list({"customer": self.customer, "limit": 1}).data[0]
        return [(line.amount, line.quantity) for line in newest.lines.data]

    @property
    def events(self) -> list[str]:
        """What has happened to the customer, oldest first."""
        kept = self.api.events.list({"limit": 100}).auto_paging_iter()
        return [event.type for event in kept if self._is_mine(event)][::-1]

    def _is_mine(self, event: stripe.Event) -> bool:
        about = event.data.object.to_dict()
        return self.customer in {about.get("customer"), about.get("id")}

    @property
    def taken(self) -> int:
        """What was charged, in cents."""
        charges = self.api.charges.list({"customer": self.customer, "limit": 100}).data
        return sum(charge.amount for charge in charges if charge.paid)

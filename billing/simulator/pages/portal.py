"""Where does a person see invoices and cards, cancel, and come back? In the portal."""

from html import escape

from billing.simulator import lifecycle, periods
from billing.simulator.errors import ApiError
from billing.simulator.events import tell
from billing.simulator.pages import layout
from billing.simulator.pages.cards import chosen, next_stop
from billing.simulator.pages.visits import Visit
from billing.simulator.processor import Processor
from billing.simulator.resources import setup_intents, subscriptions
from billing.simulator.store import Json

KINDS = {"billing_portal.session": "_secret"}


def show(visit: Visit, alert: str | None) -> str:
    """What the customer subscribes to, pays with, and has been billed."""
    processor, customer = visit.processor, visit.processor.get("customer", visit.item["customer"])
    return layout.page(
        "Billing",
        layout.alert(alert),
        "<h2>Subscriptions</h2>",
        *(_subscription(one) for one in _subscriptions(processor, customer)),
        "<h2>Cards</h2>",
        _cards(processor, customer),
        layout.card_form("Add and pay with it"),
        layout.button("Have the next payment fail", "fail"),
        "<h2>Invoices</h2>",
        _invoices(processor, customer),
        layout.link(visit.item["return_url"], "Go back"),
    )


def act(visit: Visit) -> str | None:
    """Do what a button says. Raise ApiError if it cannot be done."""
    processor, customer = visit.processor, visit.processor.get("customer", visit.item["customer"])
    match visit.do:
        case "card":
            return _add_card(visit, customer)
        case "default":
            _pay_with(processor, customer, visit.said.get("method", ""))
        case "fail":
            processor.store.put(customer | {"_next_payment_fails": True})
        case "cancel" | "resume":
            subscription = processor.get("subscription", visit.said.get("subscription", ""))
            if subscription["customer"] != customer["id"]:
                raise ApiError("This is somebody else's subscription.")
            subscriptions.change(processor, subscription, {"cancel_at_period_end": visit.do == "cancel"})
    return None


def _add_card(visit: Visit, customer: Json) -> str | None:
    processor = visit.processor
    intent = setup_intents.start(processor, {"customer": customer["id"]})
    intent = setup_intents.confirm_with(processor, intent, chosen(visit)["id"], visit.item["url"])
    if intent["status"] == "succeeded":
        _pay_with(processor, processor.get("customer", customer["id"]), intent["payment_method"])
    return next_stop(intent)


def _pay_with(processor: Processor, customer: Json, method_id: str) -> None:
    method = processor.get("payment_method", method_id)
    if method["customer"] != customer["id"]:
        raise ApiError("This is somebody else's card.")
    before = customer | {"invoice_settings": dict(customer["invoice_settings"])}
    customer["invoice_settings"]["default_payment_method"] = method_id
    processor.store.put(customer)
    tell(processor, "customer.updated", customer, before=before)


def _subscriptions(processor: Processor, customer: Json) -> list[Json]:
    kept = processor.store.all("subscription", customer=customer["id"])
    return [one for one in kept if one["status"] not in lifecycle.ENDED]


def _subscription(subscription: Json) -> str:
    (item, *_) = subscription["items"]["data"]
    text = f"{item['quantity']} × {layout.money(item['price'], 'unit_amount')}: {subscription['status']}"
    if subscription["cancel_at_period_end"]:
        label, do = "Do not cancel", "resume"
    else:
        label, do = "Cancel at the end of the period", "cancel"
    return layout.paragraph(f"{text}, until {periods.day(periods.end(subscription))}") + layout.button(
        label, do, subscription=subscription["id"]
    )


def _cards(processor: Processor, customer: Json) -> str:
    chosen_id = customer["invoice_settings"]["default_payment_method"]
    rows = [
        (
            escape(f"{method['card']['brand']} … {method['card']['last4']}"),
            "yes" if method["id"] == chosen_id else layout.button("Pay with it", "default", method=method["id"]),
        )
        for method in processor.store.all("payment_method", customer=customer["id"])
    ]
    return layout.table(("Card", "Pays"), rows)


def _invoices(processor: Processor, customer: Json) -> str:
    rows = [
        (
            f'<a href="{escape(bill["hosted_invoice_url"])}">{escape(bill["number"])}</a>',
            layout.money(bill, "amount_due"),
            escape(bill["status"]),
        )
        for bill in processor.store.all("invoice", customer=customer["id"])
        if bill["number"]
    ]
    return layout.table(("Number", "Amount", "Status"), rows)

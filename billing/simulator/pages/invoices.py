"""Where does a person pay a bill themselves? On the invoice's own page."""

from billing.simulator.errors import ApiError
from billing.simulator.pages import layout
from billing.simulator.pages.cards import chosen, next_stop
from billing.simulator.pages.visits import Visit
from billing.simulator.resources import invoices, payment_intents

KINDS = {"invoice": "_secret"}


def show(visit: Visit, alert: str | None) -> str:
    """What is owed, and the choice of a card if it is."""
    bill = visit.item
    rows = [(line["description"], layout.money(line, "amount")) for line in bill["lines"]["data"]]
    return layout.page(
        f"Invoice {bill['number']}",
        layout.alert(alert),
        layout.paragraph(f"{layout.money(bill, 'amount_due')}: {bill['status']}"),
        layout.table(("For", "Amount"), rows),
        layout.card_form("Pay") if bill["status"] == "open" else "",
    )


def act(visit: Visit) -> str | None:
    """Pay by the card that was chosen; it is saved with the customer as far as its bank lets it."""
    if visit.item["status"] != "open":
        raise ApiError("This invoice is not open.")
    method = chosen(visit)
    if intent := visit.processor.store.get("payment_intent", visit.item.get("_intent", "")):
        return next_stop(payment_intents.confirm_with(visit.processor, intent, method["id"]))
    invoices.pay_with(visit.processor, visit.item, {})
    return None

"""What is on an invoice? A line for each price and period; prorations wait as invoice items until they are billed."""

from collections.abc import Iterable

from billing.simulator import periods
from billing.simulator.events import tell
from billing.simulator.processor import Processor
from billing.simulator.shapes import new
from billing.simulator.store import Json


def of_period(processor: Processor, subscription: Json, *, is_trial: bool = False) -> list[Json]:
    """Return a line for each item of a subscription, for its present period; on trial they cost nothing."""
    return [_of_item(processor, subscription, item, is_trial=is_trial) for item in subscription["items"]["data"]]


def _of_item(processor: Processor, subscription: Json, item: Json, *, is_trial: bool) -> Json:
    price, quantity = item["price"], item["quantity"]
    amount = 0 if is_trial else price["unit_amount"] * quantity
    name = _name(processor, price)
    description = f"Trial period for {name}" if is_trial else f"{quantity} × {name} ({_rate(price)})"
    return _line(
        amount=amount,
        description=description,
        parent=_parent(subscription, item, is_proration=False),
        period={"start": item["current_period_start"], "end": item["current_period_end"]},
        price=price,
        quantity=quantity,
    )


def prorate(processor: Processor, subscription: Json, before: Json | None, after: Json | None, moment: int) -> None:
    """Credit what is left of an item's period, and charge for the item as it is afterwards; either may be none."""
    for item, sign in ((before, -1), (after, 1)):
        if item and item["quantity"]:
            waiting = processor.store.put(_proration(processor, subscription, item, moment, sign=sign))
            tell(processor, "invoiceitem.created", waiting)


def _proration(processor: Processor, subscription: Json, item: Json, moment: int, *, sign: int) -> Json:
    price, quantity = item["price"], item["quantity"]
    start, end = item["current_period_start"], item["current_period_end"]
    amount = sign * part(price["unit_amount"] * quantity, end - moment, end - start)
    return new(
        "invoiceitem",
        amount=amount,
        net_amount=amount,
        currency=price["currency"],
        customer=subscription["customer"],
        date=moment,
        description=_left(processor, item, moment, sign=sign),
        discountable=False,
        parent=_item_parent(subscription, item),
        period={"start": moment, "end": end},
        pricing=pricing(price),
        proration=True,
        quantity=quantity,
        quantity_decimal=str(quantity),
        test_clock=subscription["test_clock"],
        _subscription=subscription["id"],
        _item=item["id"],
        _price=price,
    )


def _left(processor: Processor, item: Json, moment: int, *, sign: int) -> str:
    """Unused time on 3 × Steward after 16 Jan 2026, or Remaining."""
    word = "Remaining" if sign > 0 else "Unused"
    times = "" if item["quantity"] == 1 else f"{item['quantity']} × "
    return f"{word} time on {times}{_name(processor, item['price'])} after {periods.day(moment)}"


def part(amount: int, left: int, whole: int) -> int:
    """Return what is left of an amount, rounded half up: of 1000, with 15 days of 30 left, 500."""
    return (2 * amount * left + whole) // (2 * whole)


def of_waiting(items: Iterable[Json]) -> list[Json]:
    """Return the lines of invoice items that wait."""
    return [
        _line(
            amount=item["amount"],
            description=item["description"],
            parent=_parent_of_waiting(item),
            period=item["period"],
            price=item["_price"],
            quantity=item["quantity"],
        )
        for item in items
    ]


def pricing(price: Json) -> Json:
    """Return what a line or an invoice item says of its price."""
    return {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": price["unit_amount_decimal"],
    }


def _line(*, amount: int, price: Json, quantity: int, **more: object) -> Json:
    return new(
        "line_item",
        amount=amount,
        subtotal=amount,
        currency=price["currency"],
        pricing=pricing(price),
        quantity=quantity,
        quantity_decimal=str(quantity),
        **more,
    )


def _parent(subscription: Json, item: Json, *, is_proration: bool, invoice_item: str | None = None) -> Json:
    details = {
        "invoice_item": invoice_item,
        "proration": is_proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    return {"invoice_item_details": None, "subscription_item_details": details, "type": "subscription_item_details"}


def _item_parent(subscription: Json, item: Json) -> Json:
    details = {"subscription": subscription["id"], "subscription_item": item["id"]}
    return {"subscription_details": details, "type": "subscription_details"}


def _parent_of_waiting(item: Json) -> Json:
    if item["_subscription"]:
        subscription, kept = {"id": item["_subscription"]}, {"id": item["_item"]}
        return _parent(subscription, kept, is_proration=item["proration"], invoice_item=item["id"])
    details = {
        "invoice_item": item["id"],
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    return {"invoice_item_details": details, "subscription_item_details": None, "type": "invoice_item_details"}


def _name(processor: Processor, price: Json) -> str:
    product = processor.store.get("product", price["product"])
    return str(product["name"] if product else price["product"])


def _rate(price: Json) -> str:
    amount, recurring = price["unit_amount"], price["recurring"]
    every = (
        recurring["interval"]
        if recurring["interval_count"] == 1
        else "{interval_count} {interval}s".format(**recurring)
    )
    return f"at {amount / 100:.2f} {price['currency'].upper()} / {every}"

"""How does a subscription begin and change? Items, trial and period are settled first, then what it costs is billed."""

from dataclasses import dataclass

from billing.simulator import invoicing, lifecycle, lines, periods
from billing.simulator.collection import Outcome, become, collect, default_method
from billing.simulator.errors import ApiError, invalid, missing
from billing.simulator.processor import Processor
from billing.simulator.shapes import new
from billing.simulator.store import Json

DAY_SECONDS = 86_400
TRIAL_DAYS_MAX = 730


@dataclass(frozen=True, kw_only=True)
class Behavior:
    """What a call says of money: `payment` of a payment that fails, `proration` of what is left of a period."""

    payment: str = "allow_incomplete"
    proration: str = "create_prorations"
    moment: int | None = None


def make(processor: Processor, customer: Json, given: Json) -> Json:
    """Return a new subscription with its items and its first period; nothing is billed yet."""
    now = processor.now(customer["id"])
    until = trial_end(given, now)
    subscription = new(
        "subscription",
        billing_cycle_anchor=until or now,
        created=now,
        customer=customer["id"],
        start_date=now,
        status="trialing" if until else "incomplete",
        test_clock=customer["test_clock"],
        trial_end=until,
        trial_start=now if until else None,
    )
    subscription["items"]["url"] = f"/v1/subscription_items?subscription={subscription['id']}"
    for place, said in enumerate(given["items"]):
        subscription["items"]["data"].append(make_item(processor, subscription, said, place))
    check_items(subscription)
    periods.put(subscription, now, until or lifecycle.next_end(subscription, now))
    subscription["currency"] = subscription["items"]["data"][0]["price"]["currency"]
    return subscription


def trial_end(given: Json, now: int) -> int | None:
    """Return when a trial ends that begins now; None if there is none."""
    if given.get("trial_period_days"):
        return now + min(int(given["trial_period_days"]), TRIAL_DAYS_MAX) * DAY_SECONDS
    until = given.get("trial_end")
    if until in (None, "now"):
        return None
    if int(until) <= now:
        raise invalid("trial_end", "Invalid timestamp: can't be in the past.")
    if int(until) > now + TRIAL_DAYS_MAX * DAY_SECONDS:
        raise invalid("trial_end", "Invalid trial_end: it is more than two years from now.")
    return int(until)


def make_item(processor: Processor, subscription: Json, said: Json, place: int) -> Json:
    """Return a new item of a subscription, from what a call says at `items[place]`."""
    item = new(
        "subscription_item",
        created=processor.now(subscription["customer"]),
        metadata=said.get("metadata") or {},
        quantity=said.get("quantity", 1),
        subscription=subscription["id"],
    )
    if not said.get("price"):
        raise invalid(f"items[{place}]", "Missing required param: a price.", code="parameter_missing")
    return with_price(processor, item, said["price"], place)


def with_price(processor: Processor, item: Json, price_id: str, place: int) -> Json:
    """Give an item a price, which must be a recurring one."""
    price = processor.get("price", price_id, param=f"items[{place}][price]")
    if price["type"] != "recurring":
        raise invalid(f"items[{place}][price]", "The price specified is set to `type=one_time`; it must be recurring.")
    if not price["active"]:
        raise invalid(f"items[{place}][price]", f"The price specified is inactive: {price_id}.")
    same = ("active", "billing_scheme", "created", "currency", "metadata", "nickname", "product", "tiers_mode")
    plan = new("plan", **{name: price[name] for name in same})
    plan |= {"id": price_id, "amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"]}
    plan |= {name: price["recurring"][name] for name in ("interval", "interval_count")}
    return item | {"price": price, "plan": plan}


def check_items(subscription: Json) -> None:
    """Raise ApiError if the items cannot be billed together."""
    items = subscription["items"]["data"]
    if not items:
        raise invalid("items", "A subscription must have at least one active item.")
    if len({item["price"]["id"] for item in items}) < len(items):
        raise invalid("items", "Cannot add multiple subscription items with the same price.")
    kinds = {
        (one["price"]["currency"], *(one["price"]["recurring"][n] for n in ("interval", "interval_count")))
        for one in items
    }
    if len(kinds) > 1:
        raise invalid("items", "Currency and interval fields must match across all prices on this subscription.")


def bill_first(processor: Processor, subscription: Json, behavior: Behavior) -> Json:
    """Bill a new subscription; return it as it stands then."""
    is_trial = subscription["status"] == "trialing"
    if not is_trial:
        _refuse_without_method(processor, subscription, behavior)
    data = lines.of_period(processor, subscription, is_trial=is_trial)
    bill = invoicing.draft(processor, subscription, "subscription_create", data)
    invoicing.finalize(processor, bill)
    settle(processor, bill, behavior)
    return processor.get("subscription", subscription["id"])


def settle(processor: Processor, bill: Json, behavior: Behavior) -> Outcome:
    """Have a bill paid at once, as the call wants it: by now, by the person later, or else not at all."""
    if bill["amount_remaining"] and behavior.payment == "default_incomplete":
        bill["auto_advance"] = False
        processor.store.put(bill)
        return Outcome(is_authentication_needed=True)  # it waits for the person
    outcome = collect(processor, bill)
    if not outcome.is_paid and behavior.payment == "error_if_incomplete":
        error = outcome.error(processor.store.get("payment_intent", bill["_intent"]))
        error.keeps = False
        raise error
    return outcome


def change_items(processor: Processor, subscription: Json, given: list[Json]) -> None:
    """Write what a call says of items: changed by id, added without, taken away with `deleted`."""
    items = subscription["items"]["data"]
    for place, said in enumerate(given):
        if "id" not in said:
            items.append(make_item(processor, subscription, said, place) | _period(subscription))
            continue
        at = next((at for at, item in enumerate(items) if item["id"] == said["id"]), None)
        if at is None:
            raise missing("subscription_item", said["id"], param=f"items[{place}][id]")
        if said.get("deleted"):
            items.pop(at)
            continue
        if said.get("price") and said["price"] != items[at]["price"]["id"]:
            items[at] = with_price(processor, items[at], said["price"], place)
        items[at] = items[at] | {name: said[name] for name in ("quantity", "metadata") if name in said}
    check_items(subscription)


def bill_change(processor: Processor, subscription: Json, before: Json, behavior: Behavior) -> None:
    """Bill what a change costs: with the next bill, at once, or never; with another interval a new period begins."""
    if subscription["status"] not in {"active", "past_due", "unpaid"}:
        return
    now = _moment(processor, before, behavior)
    is_new_period = periods.interval(subscription) != periods.interval(before) or before["status"] == "trialing"
    if behavior.proration != "none" and before["status"] != "trialing":
        _prorate(processor, subscription, before, now, is_new_period=is_new_period)
    if is_new_period:
        subscription["billing_cycle_anchor"] = now
        periods.put(subscription, now, lifecycle.next_end(subscription, now))
    processor.store.put(subscription)
    data = lines.of_period(processor, subscription) if is_new_period else []
    waits = processor.store.all("invoiceitem", _subscription=subscription["id"], invoice=None)
    if data or (waits and behavior.proration == "always_invoice"):
        bill = invoicing.draft(processor, subscription, "subscription_update", data)
        invoicing.finalize(processor, bill)
        if not settle(processor, bill, behavior).is_paid and before["status"] == "trialing":
            become(processor, processor.get("subscription", subscription["id"]), "past_due")


def _moment(processor: Processor, subscription: Json, behavior: Behavior) -> int:
    """Return from when on a change is billed. Raise ApiError if that is not in the present period."""
    moment = behavior.moment or processor.now(subscription["customer"])
    if behavior.moment and not periods.start(subscription) <= moment <= periods.end(subscription):
        raise invalid("proration_date", "Invalid proration_date: it is not within the current period.")
    return moment


def _prorate(processor: Processor, subscription: Json, before: Json, now: int, *, is_new_period: bool) -> None:
    old = {item["id"]: item for item in before["items"]["data"]}
    kept = {item["id"]: item for item in subscription["items"]["data"]}
    for id in {**old, **kept}:  # noqa: A001  # Stripe's word
        was, item = old.get(id), kept.get(id)
        if is_new_period or _cost(was) != _cost(item):
            lines.prorate(processor, subscription, was, None if is_new_period else item, now)


def _cost(item: Json | None) -> tuple[str, int] | None:
    return (item["price"]["id"], item["quantity"]) if item else None


def _period(subscription: Json) -> Json:
    return {"current_period_start": periods.start(subscription), "current_period_end": periods.end(subscription)}


def _refuse_without_method(processor: Processor, subscription: Json, behavior: Behavior) -> None:
    if behavior.payment != "default_incomplete" and not default_method(
        processor, subscription["customer"], subscription
    ):
        raise ApiError(
            "This customer has no attached payment source or default payment method. Please consider adding a default "
            "payment method.",
            code="resource_missing",
        )


def bill_waiting(processor: Processor, subscription: Json) -> None:
    """Bill what waits, if anything does."""
    if processor.store.all("invoiceitem", _subscription=subscription["id"], invoice=None):
        bill = invoicing.draft(processor, subscription, "subscription_update", [])
        invoicing.finalize(processor, bill)
        collect(processor, bill, is_retried=False)


def bill_period(processor: Processor, subscription: Json) -> Json:
    """Bill a period that begins now; return the subscription as it stands then."""
    bill = invoicing.draft(processor, subscription, "subscription_update", lines.of_period(processor, subscription))
    invoicing.finalize(processor, bill)
    collect(processor, bill)
    return processor.get("subscription", subscription["id"])

"""What does a customer pay for, again and again? Subscriptions, with a quantity for each price."""

import copy
import math

from billing.simulator import changes, lifecycle, lines, periods, subscribing
from billing.simulator.collection import default_method
from billing.simulator.errors import ApiError, invalid
from billing.simulator.events import tell
from billing.simulator.lists import listed, page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.resources import payment_methods, setup_intents
from billing.simulator.store import Json

BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
PRORATIONS = Text(("always_invoice", "create_prorations", "none"), can_clear=False)
ITEM = Fields(price=Text(can_clear=False), quantity=Number(least=0), metadata=Metadata())
CANCELLATION = Fields(
    comment=Text(),
    feedback=Text(
        (
            "customer_service",
            "low_quality",
            "missing_features",
            "other",
            "switched_service",
            "too_complex",
            "too_expensive",
            "unused",
        )
    ),
)
SHARED = Fields(
    cancel_at_period_end=Boolean(),
    collection_method=Text(("charge_automatically",), can_clear=False),
    default_payment_method=Text(),
    description=Text(),
    metadata=Metadata(),
    off_session=Boolean(),
    payment_behavior=Text(BEHAVIORS, can_clear=False),
    payment_settings=Fields(save_default_payment_method=Text(("off", "on_subscription"), can_clear=False)),
    proration_behavior=PRORATIONS,
    trial_end=Number(words=("now",)),
    trial_settings=Fields(
        required=("end_behavior",),
        end_behavior=Fields(
            required=("missing_payment_method",),
            missing_payment_method=Text(("cancel", "create_invoice", "pause"), can_clear=False),
        ),
    ),
)
CREATE = SHARED | Fields(
    required=("customer", "items"),
    cancel_at=Number(),
    customer=Text(can_clear=False),
    items=ListOf(ITEM),
    trial_period_days=Number(least=1),
)
UPDATE = SHARED | Fields(
    cancel_at=Number(words=("",)),
    cancellation_details=CANCELLATION,
    items=ListOf(ITEM | Fields(id=Text(can_clear=False), deleted=Boolean())),
    proration_date=Number(),
)
CANCEL = Fields(cancellation_details=CANCELLATION, invoice_now=Boolean(), prorate=Boolean())
STATUSES = (
    *("active", "all", "canceled", "ended", "incomplete", "incomplete_expired"),
    *("past_due", "paused", "trialing", "unpaid"),
)
LIST = PAGE | Fields(
    created=Times(),
    customer=Text(can_clear=False),
    price=Text(can_clear=False),
    status=Text(STATUSES, can_clear=False),
    test_clock=Text(can_clear=False),
)
AT = "/v1/subscriptions"
# What an update writes as it is; the rest has consequences.
PLAIN = (
    "cancellation_details",
    "default_payment_method",
    "description",
    "metadata",
    "payment_settings",
    "trial_settings",
)


def create(call: Call) -> Json:
    """Make a subscription, and have it paid for."""
    customer = call.processor.get("customer", call.given["customer"], param="customer")
    return begin(call.processor, customer, call.given)


def begin(processor: Processor, customer: Json, given: Json) -> Json:
    """Make a subscription from what `CREATE` takes."""
    subscription = subscribing.make(processor, customer, given)
    _check_method(processor, subscription, given)
    changes.apply(subscription, _plain(given))
    _plan_end(processor, subscription, given)
    _ask_for_card(processor, subscription, given)
    processor.store.put(subscription)
    tell(processor, "customer.subscription.created", subscription)
    if (subscription["trial_end"] or math.inf) - subscription["created"] <= lifecycle.TRIAL_NOTICE_SECONDS:
        lifecycle.tell_of_trial(processor, subscription)
    if customer["currency"] is None:
        processor.store.put(processor.get("customer", customer["id"]) | {"currency": subscription["currency"]})
    return subscribing.bill_first(processor, subscription, behavior(given))


def update(call: Call) -> Json:
    """Change a subscription; what the change costs is billed as the call says."""
    subscription = call.processor.get("subscription", call.path["subscription"])
    return change(call.processor, subscription, call.given)


def change(processor: Processor, subscription: Json, given: Json) -> Json:
    """Change a subscription by what `UPDATE` takes. Raise ApiError if it has ended."""
    if subscription["status"] in lifecycle.ENDED and set(given) - {"metadata", "cancellation_details"}:
        raise ApiError("A canceled subscription can only update its cancellation_details and metadata.")
    before = copy.deepcopy(subscription)
    _check_method(processor, subscription, given)
    changes.apply(subscription, _plain(given))
    _move_trial(processor, subscription, given)
    subscribing.change_items(processor, subscription, given.get("items") or [])
    _plan_end(processor, subscription, given)
    processor.store.put(subscription)
    is_trial_over = before["status"] == "trialing" and subscription["status"] == "active"
    if not (is_trial_over and lifecycle.stop_without_method(processor, subscription)):
        subscribing.bill_change(processor, subscription, before, behavior(given))
    after = processor.get("subscription", subscription["id"])
    tell(processor, "customer.subscription.updated", after, before=before)
    return after


def retrieve(call: Call) -> Json:
    """Return a subscription, also one that has ended."""
    return call.processor.get("subscription", call.path["subscription"])


def cancel(call: Call) -> Json:
    """End a subscription now; what is left of the period is credited if the call says so."""
    subscription = call.processor.get("subscription", call.path["subscription"])
    if subscription["status"] in lifecycle.ENDED:
        raise ApiError(f"No such subscription: '{subscription['id']}'", status=404, code="resource_missing", param="id")
    changes.apply(subscription, _plain(call.given))
    now = call.processor.now(subscription["customer"])
    if call.given.get("prorate") and subscription["status"] == "active":
        for item in subscription["items"]["data"]:
            lines.prorate(call.processor, subscription, item, None, now)
    lifecycle.end(call.processor, subscription)
    if call.given.get("invoice_now"):
        subscribing.bill_waiting(call.processor, subscription)
    return call.processor.get("subscription", subscription["id"])


def resume(call: Call) -> Json:
    """Go on with a subscription that was paused, with a period that begins now."""
    subscription = call.processor.get("subscription", call.path["subscription"])
    if subscription["status"] != "paused":
        raise ApiError("Only a paused subscription can be resumed.")
    now = call.processor.now(subscription["customer"])
    subscription |= {"status": "past_due", "billing_cycle_anchor": now}
    periods.put(subscription, now, lifecycle.next_end(subscription, now))
    call.processor.store.put(subscription)
    tell(call.processor, "customer.subscription.resumed", subscription)
    return subscribing.bill_period(call.processor, subscription)


def index(call: Call) -> Json:
    """Return a page of subscriptions; those that were canceled are there only if they are asked for."""
    equal = {name: call.given[name] for name in ("customer", "test_clock") if name in call.given}
    status, price = call.given.get("status"), call.given.get("price")
    chosen = [
        one
        for one in call.processor.store.all("subscription", **equal)
        if _has_status(one, status) and (not price or price in {item["price"]["id"] for item in one["items"]["data"]})
    ]
    return page(chosen, call.given, AT)


def of_customer(processor: Processor, customer: Json) -> Json:
    """Return the list that a customer has when it is asked for."""
    theirs = [one for one in processor.store.all("subscription", customer=customer["id"]) if _has_status(one, None)]
    return listed(theirs[::-1], f"/v1/customers/{customer['id']}/subscriptions")


def behavior(given: Json) -> subscribing.Behavior:
    """Return what a call says of money."""
    return subscribing.Behavior(
        payment=given.get("payment_behavior", "allow_incomplete"),
        proration=given.get("proration_behavior", "create_prorations"),
        moment=given.get("proration_date"),
    )


def _has_status(subscription: Json, status: str | None) -> bool:
    if status == "all":
        return True
    if status == "ended":
        return subscription["status"] in lifecycle.ENDED
    return bool(subscription["status"] == status if status else subscription["status"] != "canceled")


def _plain(given: Json) -> Json:
    return {name: given[name] for name in PLAIN if name in given}


def _check_method(processor: Processor, subscription: Json, given: Json) -> None:
    if chosen := given.get("default_payment_method"):
        payment_methods.of_customer(processor, chosen, subscription["customer"], "default_payment_method")


def _plan_end(processor: Processor, subscription: Json, given: Json) -> None:
    """Write when a subscription is to end: with its period, at a moment, or not at all."""
    if "cancel_at_period_end" not in given and "cancel_at" not in given:
        return
    now = processor.now(subscription["customer"])
    at = given.get("cancel_at")
    if given.get("cancel_at_period_end"):
        if at:
            raise invalid("cancel_at", "You may only specify one of cancel_at and cancel_at_period_end.")
        at = periods.end(subscription)
    if at and at <= now:
        raise invalid("cancel_at", "Invalid timestamp: can't be in the past.")
    subscription |= {"cancel_at": at, "cancel_at_period_end": bool(given.get("cancel_at_period_end"))}
    subscription["canceled_at"] = now if at else None
    subscription["cancellation_details"]["reason"] = "cancellation_requested" if at else None


def _move_trial(processor: Processor, subscription: Json, given: Json) -> None:
    """End the trial now, or have it end at another moment; without one, begin one."""
    if "trial_end" not in given:
        return
    now = processor.now(subscription["customer"])
    until = subscribing.trial_end(given, now)
    if until is None:
        if subscription["status"] == "trialing":
            subscription |= {"trial_end": now, "status": "active"}
        return
    periods.put(subscription, periods.start(subscription) if subscription["status"] == "trialing" else now, until)
    subscription |= {
        "billing_cycle_anchor": until,
        "status": "trialing",
        "trial_end": until,
        "trial_start": subscription["trial_start"] or now,
        "_has_told_of_trial": False,
    }


def _ask_for_card(processor: Processor, subscription: Json, given: Json) -> None:
    """On trial without a card, and with `default_incomplete`, a setup intent is there for the card."""
    if (
        given.get("payment_behavior") == "default_incomplete"
        and subscription["status"] == "trialing"
        and not default_method(processor, subscription["customer"], subscription)
    ):
        intent = setup_intents.start(processor, {"customer": subscription["customer"]})
        subscription["pending_setup_intent"] = intent["id"]


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{subscription}", Fields(), retrieve),
    Operation("POST", AT + "/{subscription}", UPDATE, update),
    Operation("DELETE", AT + "/{subscription}", CANCEL, cancel),
    Operation("POST", AT + "/{subscription}/resume", Fields(), resume),
)

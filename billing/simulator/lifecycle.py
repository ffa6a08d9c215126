"""What happens to a subscription as time goes by? It is renewed, its trial ends, its bills are retried, it ends."""

from billing.simulator import invoicing, lines, periods, settings
from billing.simulator.collection import become, collect, default_method
from billing.simulator.events import tell
from billing.simulator.processor import Processor
from billing.simulator.store import Json

ENDED = {"canceled", "incomplete_expired"}
TRIAL_NOTICE_SECONDS = 3 * 86_400


def renew(processor: Processor, subscription: Json) -> None:
    """Begin the next period, and draft its bill. Of one that is unpaid the bill stays a draft."""
    before = dict(subscription) | {"items": _copy(subscription)}
    start = periods.end(subscription)
    periods.put(subscription, start, next_end(subscription, start))
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
    is_collected = subscription["status"] != "unpaid"
    bill = invoicing.draft(
        processor, subscription, "subscription_cycle", lines.of_period(processor, subscription), hours=is_collected
    )
    if not is_collected:
        bill["auto_advance"] = False
        processor.store.put(bill)
    processor.store.put(subscription)
    tell(processor, "customer.subscription.updated", subscription, before=before)


def end_trial(processor: Processor, subscription: Json) -> None:
    """Begin to bill, or do what was asked for the case that nothing is there to pay with."""
    if not stop_without_method(processor, subscription):
        renew(processor, subscription)


def stop_without_method(processor: Processor, subscription: Json) -> bool:
    """Pause or end a subscription whose trial is over and that nothing pays for; return whether that was asked for."""
    behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if behavior == "create_invoice" or default_method(processor, subscription["customer"], subscription):
        return False
    if behavior == "cancel":
        end(processor, subscription)
    else:
        become(processor, subscription, "paused")
        tell(processor, "customer.subscription.paused", subscription)
    return True


def tell_of_trial(processor: Processor, subscription: Json) -> None:
    """Tell three days before, and only once, that a trial will end."""
    subscription["_has_told_of_trial"] = True
    processor.store.put(subscription)
    tell(processor, "customer.subscription.trial_will_end", subscription)


def advance_draft(processor: Processor, invoice: Json) -> None:
    """Finalize a renewal's bill, and have it paid."""
    invoicing.finalize(processor, invoice)
    retry(processor, invoice)


def retry(processor: Processor, invoice: Json) -> None:
    """Try to have a bill paid; when it was the last try, do what the settings say."""
    invoice["next_payment_attempt"] = None
    collect(processor, invoice)
    subscription = processor.store.get("subscription", invoice["_subscription"])
    if subscription and invoice.get("_is_given_up") and subscription["status"] == "past_due":
        invoice["auto_advance"] = False
        processor.store.put(invoice)
        if settings.current(processor)["after_retries"] == "canceled":
            end(processor, subscription, reason="payment_failed")
        else:
            become(processor, subscription, "unpaid")


def expire(processor: Processor, subscription: Json) -> None:
    """End a subscription whose first bill was not paid within 23 hours."""
    if bill := processor.store.get("invoice", subscription["latest_invoice"]):
        void(processor, bill)
    subscription["ended_at"] = processor.now(subscription["customer"])
    become(processor, subscription, "incomplete_expired")


def end(processor: Processor, subscription: Json, *, reason: str = "cancellation_requested") -> None:
    """Cancel a subscription now. What is open stays open, and is not collected by itself any more."""
    now = processor.now(subscription["customer"])
    subscription |= {"status": "canceled", "ended_at": now, "canceled_at": subscription["canceled_at"] or now}
    subscription["cancellation_details"]["reason"] = subscription["cancellation_details"]["reason"] or reason
    processor.store.put(subscription)
    for bill in processor.store.all("invoice", _subscription=subscription["id"]):
        if bill["status"] in {"draft", "open"}:
            bill |= {"auto_advance": False, "automatically_finalizes_at": None, "next_payment_attempt": None}
            processor.store.put(bill)
    tell(processor, "customer.subscription.deleted", subscription)


def void(processor: Processor, invoice: Json) -> None:
    """Take an open invoice back: nobody owes it any more."""
    now = processor.now(invoice["customer"])
    invoice |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
    invoice["status_transitions"]["voided_at"] = now
    processor.store.put(invoice)
    for payment in processor.store.all("invoice_payment", invoice=invoice["id"], status="open"):
        payment["status"] = "canceled"
        payment["status_transitions"]["canceled_at"] = now
        processor.store.put(payment)
    if intent := processor.store.get("payment_intent", invoice.get("_intent", "")):
        intent |= {"status": "canceled", "canceled_at": now, "cancellation_reason": "void_invoice"}
        processor.store.put(intent)
        tell(processor, "payment_intent.canceled", intent)
    tell(processor, "invoice.voided", invoice)


def next_end(subscription: Json, start: int) -> int:
    """When a period that starts now ends."""
    return periods.end_after(start, subscription["billing_cycle_anchor"], periods.interval(subscription))


def _copy(subscription: Json) -> Json:
    data = [dict(item) for item in subscription["items"]["data"]]
    return {**subscription["items"], "data": data}

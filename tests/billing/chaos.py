"""What must hold, whatever went wrong? The processor has what was wished, we know it, and nobody was charged twice."""

from collections import Counter
from typing import Any

from accounts import seats as people
from accounts.models import Account
from billing import reconciliation
from billing.models import Subscription
from billing.seats import wanted
from billing.stripe_api.client import ProcessorError
from database.context import account_context
from tests.billing.payer import Payer

OVER = {"canceled", "incomplete_expired"}
TRIES_MAX = 10
NOTHING_WRONG = {"latency_milliseconds": 0}
MANY = 1000


def settle(payer: Payer, job: str) -> None:
    """Settle as a job is, which is tried again with the same id until it succeeds."""
    for _ in range(TRIES_MAX):
        try:
            payer.settle_now(job)
        except ProcessorError:
            continue
        return
    raise AssertionError("It does not settle, though nothing is wrong any more.")


def reconcile(payer: Payer) -> None:
    """Look once for what was missed, and settle it."""
    reconciliation.reconcile()
    payer.settle()


def fail_at(payer: Payer, call: int, **fault: Any) -> None:
    """Have the call of that number meet a fault, and all after it if `times` says so."""
    if call > 1:
        payer.control("faults", times=call - 1, **NOTHING_WRONG)
    payer.control("faults", **fault)


def calls(payer: Payer, job: str) -> int:
    """Return how many questions a settling asks."""
    payer.control("faults", times=MANY, **NOTHING_WRONG)
    settle(payer, job)
    [left] = payer.control("faults")["faults"]
    payer.clear()
    return MANY - int(left["times"])


def disagreements(payer: Payer) -> list[str]:
    """Return what is not as it must be; none, if all is well."""
    with account_context(payer.account.pk):
        row = Subscription.objects.first()
        seats = wanted(people.active(payer.account.pk), row.seat_floor if row else None)
        version = Account.objects.get(pk=payer.account.pk).people_version
    theirs = [one for one in payer.kept("subscription") if _is_of(payer, one)]
    live = [one for one in theirs if one["status"] not in OVER]
    if row is None:
        return ["a subscription of which nothing is known"] if live else []
    return [
        *(["unsettled"] if (row.version, version) != (row.settled_version, row.settled_people) else []),
        *([f"{len(live)} subscriptions are live"] if len(live) > 1 else []),
        *([f"{len(customers(payer))} customers"] if len(customers(payer)) > 1 else []),
        *([] if live else _of_none(row)),
        *(difference for one in live for difference in _differences(row, one, seats)),
        *_charged_twice(payer),
    ]


def customers(payer: Payer) -> list[str]:
    """Return the processor's customers who are the account and are not deleted."""
    kept = payer.kept("customer")
    return [one["id"] for one in kept if not one.get("deleted") and payer.is_of_account(one["metadata"])]


def trace(payer: Payer) -> dict[str, Any]:
    """Return all that an account has to do with money: the same life leaves the same, whatever went wrong in it."""
    mine = set(customers(payer))
    of_mine = {kind: [one for one in payer.kept(kind) if one["customer"] in mine] for kind in KINDS}
    return {
        "customers": len(mine),
        "subscriptions": [_seen(one) for one in of_mine["subscription"]],
        "bills": [(one["billing_reason"], one["status"], one["total"]) for one in of_mine["invoice"]],
        "waiting": sorted((one["amount"], one["quantity"]) for one in of_mine["invoiceitem"] if not one["invoice"]),
        "charges": [(one["amount"], one["status"]) for one in of_mine["charge"]],
        "standing": payer.standing("status", "reason", "plan", "seats", "is_pending"),
    }


KINDS = ("subscription", "invoice", "invoiceitem", "charge")


def _seen(subscription: dict[str, Any]) -> tuple[Any, ...]:
    [item] = subscription["items"]["data"]
    interval = item["price"]["recurring"]["interval"]
    return subscription["status"], item["quantity"], interval, subscription["cancel_at_period_end"]


def _is_of(payer: Payer, one: dict[str, Any]) -> bool:
    return one["customer"] in customers(payer)


def _of_none(row: Subscription) -> list[str]:
    return [f"{row.processor_status} of none"] if row.processor_status not in {None, *OVER} else []


def _differences(row: Subscription, live: dict[str, Any], seats: int) -> list[str]:
    [item] = live["items"]["data"]
    said = (row.processor_id, row.processor_status, row.quantity, row.period_end and int(row.period_end.timestamp()))
    there = (live["id"], live["status"], item["quantity"], item["current_period_end"])
    is_settable = live["status"] != "incomplete"
    return [
        *([f"{said} here, {there} there"] if said != there else []),
        *([f"{there[2]} seats for {seats}"] if is_settable and there[2] != seats else []),
        *(["canceling"] if is_settable and live["cancel_at_period_end"] != row.is_canceling else []),
    ]


def _charged_twice(payer: Payer) -> list[str]:
    taken = Counter(one["invoice"] for one in payer.control("ledger")["charges"] if one["status"] == "succeeded")
    return [f"{invoice} was charged {times} times" for invoice, times in taken.items() if times > 1]

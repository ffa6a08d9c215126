"""What falls due, and when? The earliest first, at its own moment: on each test clock, and in real time."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from billing.simulator import lifecycle, periods
from billing.simulator.events import tell
from billing.simulator.processor import CLOCK, Processor
from billing.simulator.store import Json

HOUR_SECONDS = 3600
TICK_SECONDS = 0.5
INCOMPLETE_SECONDS = 23 * HOUR_SECONDS


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something to be done to an object at a moment; of those of one moment the lower rank comes first."""

    at: int
    rank: int
    do: Callable[[Processor, Json], None]
    item: Json


async def tick_for_ever(processor: Processor) -> None:
    """Do what falls due in real time, and on clocks that nobody asks about, until cancelled."""
    while True:
        with processor.store.transaction():
            advance_clocks(processor)
            pass_real_time(processor)
        await asyncio.sleep(TICK_SECONDS)


def advance_clocks(processor: Processor) -> None:
    """Bring every clock that is advancing to its target."""
    for clock in processor.store.all(CLOCK, status="advancing"):
        _advance(processor, clock)


def _advance(processor: Processor, clock: Json) -> None:
    target = clock["status_details"]["advancing"]["target_frozen_time"]
    while (due := earliest(processor, clock["id"])) and due.at <= target:
        clock["frozen_time"] = max(clock["frozen_time"], due.at)
        processor.store.put(clock)
        due.do(processor, due.item)
    clock |= {"frozen_time": target, "status": "ready", "status_details": {}}
    processor.store.put(clock)
    tell(processor, "test_helpers.test_clock.ready", clock)


def pass_real_time(processor: Processor) -> None:
    """Do what has fallen due for those who live on no test clock."""
    now = int(time.time())
    try:
        while (due := earliest(processor, None)) and due.at <= now:
            processor.moment = due.at
            due.do(processor, due.item)
    finally:
        processor.moment = None


def earliest(processor: Processor, clock: str | None) -> Due | None:
    """Return what falls due first on a test clock, or in real time; None if nothing ever does."""
    return min(_all(processor, clock), key=lambda due: (due.at, due.rank), default=None)


def _all(processor: Processor, clock: str | None) -> Iterator[Due]:
    for subscription in processor.store.all("subscription", test_clock=clock):
        yield from of_subscription(subscription)
    for invoice in processor.store.all("invoice", test_clock=clock):
        yield from of_invoice(invoice)


def of_subscription(subscription: Json) -> Iterator[Due]:
    """Yield what falls due for a subscription."""
    status = subscription["status"]
    if status in lifecycle.ENDED or status == "paused":
        return
    if status == "incomplete":
        yield Due(at=subscription["created"] + INCOMPLETE_SECONDS, rank=0, do=lifecycle.expire, item=subscription)
        return
    if subscription["cancel_at"]:
        yield Due(at=subscription["cancel_at"], rank=1, do=lifecycle.end, item=subscription)
    if status != "trialing":
        yield Due(at=periods.end(subscription), rank=3, do=lifecycle.renew, item=subscription)
        return
    if not subscription.get("_has_told_of_trial"):
        notice = subscription["trial_end"] - lifecycle.TRIAL_NOTICE_SECONDS
        yield Due(at=notice, rank=0, do=lifecycle.tell_of_trial, item=subscription)
    yield Due(at=subscription["trial_end"], rank=3, do=lifecycle.end_trial, item=subscription)


def of_invoice(invoice: Json) -> Iterator[Due]:
    """Yield what falls due for an invoice."""
    if invoice["status"] == "draft" and invoice["automatically_finalizes_at"]:
        yield Due(at=invoice["automatically_finalizes_at"], rank=2, do=lifecycle.advance_draft, item=invoice)
    if invoice["status"] == "open" and invoice["next_payment_attempt"]:
        yield Due(at=invoice["next_payment_attempt"], rank=2, do=lifecycle.retry, item=invoice)

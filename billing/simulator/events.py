"""Who is told of what? Every change is an event, kept for good, and sent to each webhook endpoint that listens."""

import time

from billing.simulator import settings
from billing.simulator.changes import differences
from billing.simulator.processor import API_VERSION, CLOCK, Processor
from billing.simulator.rendering import shown
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

DELIVERY = "_delivery"
REVERSAL_SECONDS = 0.5  # how long events are held so that there is something to reverse


def tell(processor: Processor, type: str, item: Json, *, before: Json | None = None) -> None:  # noqa: A002  # Stripe's name
    """Record an event; `before` is the object as it was. Nothing is told of an update that changed nothing."""
    data = {"object": shown(item)}
    if before is not None:
        data["previous_attributes"] = shown(differences(before, item))
        if not data["previous_attributes"]:
            return
    endpoints = _listening(processor, type)
    event = new(
        "event",
        type=type,
        api_version=API_VERSION,
        created=_moment(processor, item),
        data=data,
        pending_webhooks=len(endpoints),
        request={"id": processor.origin.request, "idempotency_key": processor.origin.key},
    )
    processor.store.put(event)
    for endpoint in endpoints:
        send(processor, event, endpoint)


def send(processor: Processor, event: Json, endpoint: Json) -> None:
    """Have an event delivered to an endpoint: once, or as often as the settings say."""
    said = settings.current(processor)["webhooks"]
    wait = said["delay_milliseconds"] / 1000 + (REVERSAL_SECONDS if said["is_reversed"] else 0)
    for _ in range(said["copies"]):
        processor.store.put(
            {
                "object": DELIVERY,
                "id": new_id("delivery"),
                "event": event["id"],
                "endpoint": endpoint["id"],
                "status": "waiting",
                "attempts": 0,
                "due": time.time() + wait,
            }
        )


def _listening(processor: Processor, type: str) -> list[Json]:  # noqa: A002  # Stripe's name
    endpoints = processor.store.all("webhook_endpoint", status="enabled")
    return [one for one in endpoints if {type, "*"} & set(one["enabled_events"])]


def _moment(processor: Processor, item: Json) -> int:
    if item["object"] == CLOCK:
        return int(item["frozen_time"])
    return processor.now(item["id"] if item["object"] == "customer" else item.get("customer"))

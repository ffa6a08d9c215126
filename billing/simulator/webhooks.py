"""How do events leave? One after the other, signed, and again with growing patience until they are taken."""

import asyncio
import hashlib
import hmac
import http.client
import json
import time
from urllib.parse import urlsplit

from billing.simulator import settings
from billing.simulator.events import DELIVERY
from billing.simulator.processor import Processor
from billing.simulator.store import Json

TIMEOUT_SECONDS = 10
POLL_SECONDS = 0.05


async def deliver_for_ever(processor: Processor) -> None:
    """Deliver what is due, until cancelled."""
    while True:
        for delivery in due(processor):
            await _deliver(processor, delivery)
        await asyncio.sleep(POLL_SECONDS)


def due(processor: Processor) -> list[Json]:
    """Return the deliveries to be made now, in order."""
    waiting = processor.store.all(DELIVERY, status="waiting")
    ready = [delivery for delivery in waiting if delivery["due"] <= time.time()]
    if settings.current(processor)["webhooks"]["is_reversed"]:
        # The newest first, and not before the newest may go.
        fresh = [delivery for delivery in waiting if not delivery["attempts"]]
        return list(reversed(ready)) if all(delivery in ready for delivery in fresh) else []
    return ready


async def _deliver(processor: Processor, delivery: Json) -> None:
    event = processor.store.get("event", delivery["event"])
    endpoint = processor.store.get("webhook_endpoint", delivery["endpoint"])
    if event is None or endpoint is None:
        processor.store.drop(delivery)
        return
    status = await asyncio.to_thread(_post, endpoint["url"], endpoint["_secret"], json.dumps(event))
    delivery["attempts"] += 1
    delivery["answer"] = status
    if status is not None and 200 <= status < 300:  # noqa: PLR2004  # what counts as taken
        delivery["status"] = "delivered"
        _count_down(processor, event["id"])
    else:
        _try_again(delivery, settings.current(processor)["webhooks"]["retry_milliseconds"])
    processor.store.put(delivery)


def _try_again(delivery: Json, milliseconds: list[int]) -> None:
    if delivery["attempts"] > len(milliseconds):
        delivery["status"] = "failed"
    else:
        delivery["due"] = time.time() + milliseconds[delivery["attempts"] - 1] / 1000


def _count_down(processor: Processor, event_id: str) -> None:
    if event := processor.store.get("event", event_id):
        event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
        processor.store.put(event)


def _post(url: str, secret: str, body: str) -> int | None:
    """Return the status of the answer, or None if there was none. Redirects are not followed, as Stripe does not."""
    address = urlsplit(url)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature(secret, body)}
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", f"{address.path or '/'}{'?' if address.query else ''}{address.query}", body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def signature(secret: str, body: str) -> str:
    """Return the header: "t=1700000000,v1=…", an HMAC of moment and body as Stripe's webhook documentation has it."""
    moment = int(time.time())
    digest = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"

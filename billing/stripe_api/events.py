"""What has happened at Stripe? Events, by webhook or asked for, and whether it is Stripe who tells of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from billing.stripe_api.client import asking
from billing.stripe_api.times import time


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What is read of an event: nothing of its body but ids. `key` is of idempotency, of the request that made it."""

    id: str
    type: str
    created: datetime
    customer: str | None
    object_id: str | None
    key: str | None


def verified(body: bytes, signature: str, secrets: list[str], *, tolerance: int) -> bool:
    """Return whether one of the secrets made the signature, at most `tolerance` seconds ago."""

    def fits(secret: str) -> bool:
        try:
            return bool(stripe.WebhookSignature.verify_header(body, signature, secret, tolerance))
        except (stripe.SignatureVerificationError, ValueError):
            return False

    return any(fits(secret) for secret in secrets)


def events_since(moment: datetime, types: list[str]) -> Iterator[Arrived]:
    """Yield what happened since, newest first; Stripe keeps a month of it."""
    with asking() as client:
        listed = client.events.list({"created": {"gte": int(moment.timestamp())}, "types": types, "limit": 100})
        for event in listed.auto_paging_iter():
            yield arrived(event.to_dict())


def arrived(event: Mapping[str, Any]) -> Arrived:
    """Return what is read of an event; raise AttributeError, LookupError, TypeError or ValueError for what is none."""
    about = event["data"]["object"]
    customer = about["id"] if about["object"] == "customer" else about.get("customer")
    return Arrived(
        id=str(event["id"]),
        type=str(event["type"]),
        created=time(event["created"]),
        customer=str(customer) if customer else None,
        object_id=str(about["id"]) if about.get("id") and about["object"] != "payment_method" else None,
        key=(event.get("request") or {}).get("idempotency_key"),
    )

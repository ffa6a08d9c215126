"""What does each object look like when it is new? A JSON file for each, with every field that Stripe always sends."""

import json
import secrets
import string
from functools import cache
from pathlib import Path

from billing.simulator.store import Json

# The ids' beginnings, as Stripe documents them: programs tell objects apart by them.
PREFIXES = {
    "billing_portal.session": "bps",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "invoiceitem": "ii",
    "line_item": "il",
    "payment_intent": "pi",
    "payment_method": "pm",
    "plan": "price",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "setup_intent": "seti",
    "subscription": "sub",
    "subscription_item": "si",
    "tax_id": "txi",
    "test_helpers.test_clock": "clock",
    "webhook_endpoint": "we",
}
RANDOM_LENGTH = 24
ALPHABET = string.ascii_letters + string.digits


def new(kind: str, **values: object) -> Json:
    """Return a new object: {"id": "txi_…", "object": "tax_id", "value": "X1", …} of a value, all else empty.

    Raise KeyError for a field that the object has not. What begins with an underscore is ours, and never sent.
    """
    item: Json = json.loads(_text(kind))
    item["id"] = new_id(PREFIXES[kind])
    for name, value in values.items():
        if name not in item and not name.startswith("_"):
            raise KeyError(f"{kind} has no {name}")
        item[name] = value
    return item


def new_id(prefix: str) -> str:
    """Return a new id, like cus_ and 24 random letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))}"


@cache
def _text(kind: str) -> str:
    return (Path(__file__).parent / f"{kind}.json").read_text()

"""How does the simulator behave? What an account's owner sets at Stripe, and how webhooks are to misbehave."""

from billing.simulator.changes import apply
from billing.simulator.parameters import Boolean, Fields, ListOf, Number, Text
from billing.simulator.processor import Processor
from billing.simulator.store import Json

KIND = "_settings"
DEFAULTS: Json = {
    "object": KIND,
    "id": KIND,
    "retry_days": [3, 5, 7],  # from a failed payment to the next attempt
    "after_retries": "unpaid",  # or "canceled": what becomes of a subscription when all have failed
    "test_clock": None,  # on which customers live who name none
    "webhooks": {
        "copies": 1,  # 0 drops them
        "is_reversed": False,
        "delay_milliseconds": 0,
        "retry_milliseconds": [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000],  # after an answer that is not 2xx
    },
}
TAKES = Fields(
    retry_days=ListOf(Number(least=0)),
    after_retries=Text(("unpaid", "canceled"), can_clear=False),
    test_clock=Text(),
    webhooks=Fields(
        copies=Number(least=0),
        is_reversed=Boolean(),
        delay_milliseconds=Number(least=0),
        retry_milliseconds=ListOf(Number(least=0)),
    ),
)


def current(processor: Processor) -> Json:
    """Return the settings, as they are now."""
    return processor.store.get(KIND, KIND) or DEFAULTS


def change(processor: Processor, given: Json) -> Json:
    """Change some of them."""
    return processor.store.put(apply(dict(current(processor)), given))

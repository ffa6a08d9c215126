"""What goes wrong, on command? The next calls are slow, refused, cut off or answered with nonsense, before or after.

Before: nothing was done, and no idempotency key remembers it. After: it was done, and the answer is lost; a 500 is what
the key remembers from then on, as it is with Stripe.
"""

from fnmatch import fnmatch
from http import HTTPStatus

from billing.simulator.errors import ApiError
from billing.simulator.idempotency import Answer
from billing.simulator.parameters import Fields, Number, Text
from billing.simulator.processor import Processor
from billing.simulator.shapes import new_id
from billing.simulator.store import Json

KIND = "_fault"
TAKES = Fields(
    method=Text(("DELETE", "GET", "POST"), can_clear=False),
    path=Text(can_clear=False),
    times=Number(least=1),
    latency_milliseconds=Number(least=0),
    answer=Text(("429", "500", "503", "nonsense", "reset"), can_clear=False),
    when=Text(("after", "before"), can_clear=False),
)
DEFAULTS: Json = {"object": KIND, "method": "*", "path": "*", "times": 1, "latency_milliseconds": 0, "when": "before"}
MESSAGES = {
    429: "Request rate limit exceeded. You can learn more about rate limits at https://docs.stripe.com/rate-limits.",
    500: "An unknown error occurred",
    503: "The service is temporarily unavailable",
}


def add(processor: Processor, given: Json) -> Json:
    """Plan a fault: {"path": "/v1/subscriptions*", "answer": "500", "when": "after", "times": 2}."""
    planned = DEFAULTS | {"id": new_id("fault"), "answer": None} | given
    if planned["answer"] == "429" and planned["when"] == "after":
        raise ApiError("Nothing is done of a request that is one too many.", param="when")
    return processor.store.put(planned)


def take(processor: Processor, method: str, path: str) -> Json | None:
    """Return the fault that this call meets, and count it; None if there is none."""
    for fault in processor.store.all(KIND):
        if fnmatch(method, fault["method"]) and fnmatch(path, fault["path"]):
            fault["times"] -= 1
            if fault["times"]:
                processor.store.put(fault)
            else:
                processor.store.drop(fault)
            return fault
    return None


def clear(processor: Processor) -> None:
    """Have nothing go wrong any more."""
    for fault in processor.store.all(KIND):
        processor.store.drop(fault)


def answer(fault: Json | None) -> Answer | None:
    """Return the error that a fault answers with; None if it answers otherwise."""
    if fault is None or fault["answer"] not in {"429", "500", "503"}:
        return None
    status = int(fault["answer"])
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Answer(status, ApiError(MESSAGES[status], code="rate_limit").body)
    return Answer(status, ApiError(MESSAGES[status], type="api_error").body)

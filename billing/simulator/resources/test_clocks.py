"""What time is it for a customer? Test clocks stand still until they are advanced, and then everything falls due."""

from billing.simulator import lifecycle, periods
from billing.simulator.errors import ApiError, invalid
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Number, Text
from billing.simulator.processor import CLOCK, Processor
from billing.simulator.resources import customers
from billing.simulator.shapes import new
from billing.simulator.store import Json

CREATE = Fields(required=("frozen_time",), frozen_time=Number(least=0), name=Text(can_clear=False))
ADVANCE = Fields(required=("frozen_time",), frozen_time=Number(least=0))
KEPT_SECONDS = 30 * 86_400
INTERVALS_MAX = 2  # Stripe's bound on one advance, of the shortest subscription's intervals
YEARS_MAX = {"interval": "year", "interval_count": 1}  # and without subscriptions
AT = "/v1/test_helpers/test_clocks"


def create(call: Call) -> Json:
    """Make a clock that stands at a moment."""
    now = call.processor.now()
    clock = new(CLOCK, created=now, deletes_after=now + KEPT_SECONDS, frozen_time=call.given["frozen_time"])
    clock["name"] = call.given.get("name")
    call.processor.store.put(clock)
    tell(call.processor, "test_helpers.test_clock.created", clock)
    return clock


def advance(call: Call) -> Json:
    """Have a clock go forward. It is `advancing` now, and `ready` when all that falls due on the way is done."""
    clock, target = call.processor.get(CLOCK, call.path["test_clock"]), call.given["frozen_time"]
    if clock["status"] != "ready":
        raise ApiError("Test clock advancement underway - cannot perform modifications.", status=429)
    if target <= clock["frozen_time"]:
        raise invalid("frozen_time", "Test clocks can only be advanced to a time after their frozen time.")
    if target > _latest(call.processor, clock):
        raise invalid("frozen_time", "A test clock is advanced by two intervals of its shortest subscription at most.")
    clock |= {"status": "advancing", "status_details": {"advancing": {"target_frozen_time": target}}}
    call.processor.store.put(clock)
    tell(call.processor, "test_helpers.test_clock.advancing", clock)
    return clock


def retrieve(call: Call) -> Json:
    """Return a clock."""
    return call.processor.get(CLOCK, call.path["test_clock"])


def delete(call: Call) -> Json:
    """Delete a clock, and the customers that live on it."""
    clock = call.processor.get(CLOCK, call.path["test_clock"])
    for customer in call.processor.store.all("customer", test_clock=clock["id"]):
        if not customer.get("deleted"):
            customers.delete(Call(processor=call.processor, path={"customer": customer["id"]}, given={}))
    tell(call.processor, "test_helpers.test_clock.deleted", clock)
    call.processor.store.drop(clock)
    return customers.deleted(clock)


def index(call: Call) -> Json:
    """Return a page of clocks."""
    return page(call.processor.store.all(CLOCK), call.given, AT)


def _latest(processor: Processor, clock: Json) -> int:
    """Return how far one advance may go."""
    kept = processor.store.all("subscription", test_clock=clock["id"])
    intervals = [periods.interval(one) for one in kept if one["status"] not in lifecycle.ENDED] or [YEARS_MAX]
    return min(periods.later(clock["frozen_time"], one, INTERVALS_MAX) for one in intervals)


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, PAGE, index),
    Operation("GET", AT + "/{test_clock}", Fields(), retrieve),
    Operation("POST", AT + "/{test_clock}/advance", ADVANCE, advance),
    Operation("DELETE", AT + "/{test_clock}", Fields(), delete),
)

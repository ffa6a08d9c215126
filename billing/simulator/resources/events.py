"""What has happened? Events, for as long as the simulator is kept; Stripe keeps them for 30 days."""

from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Text, Times
from billing.simulator.store import Json

LIST = PAGE | Fields(
    created=Times(), delivery_success=Boolean(), type=Text(can_clear=False), types=ListOf(Text(can_clear=False))
)
AT = "/v1/events"


def retrieve(call: Call) -> Json:
    """Return an event."""
    return call.processor.get("event", call.path["event"])


def index(call: Call) -> Json:
    """Return a page of events; a type may end with `.*`."""
    types = [*(call.given.get("types") or []), *([call.given["type"]] if "type" in call.given else [])]
    chosen = [one for one in call.processor.store.all("event") if _is_of(one, types) and _is_delivered(one, call.given)]
    return page(chosen, call.given, AT)


def _is_of(event: Json, types: list[str]) -> bool:
    return not types or any(
        event["type"].startswith(one[:-1]) if one.endswith("*") else event["type"] == one for one in types
    )


def _is_delivered(event: Json, given: Json) -> bool:
    return "delivery_success" not in given or (event["pending_webhooks"] == 0) == given["delivery_success"]


OPERATIONS = (
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{event}", Fields(), retrieve),
)

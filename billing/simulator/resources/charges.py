"""What was taken from a card, and what was refused? Charges: one for each attempt that reached a bank."""

from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Text, Times
from billing.simulator.store import Json

LIST = PAGE | Fields(created=Times(), customer=Text(can_clear=False), payment_intent=Text(can_clear=False))
AT = "/v1/charges"


def retrieve(call: Call) -> Json:
    """Return a charge."""
    return call.processor.get("charge", call.path["charge"])


def index(call: Call) -> Json:
    """Return a page of charges."""
    equal = {name: call.given[name] for name in ("customer", "payment_intent") if name in call.given}
    return page(call.processor.store.all("charge", **equal), call.given, AT)


OPERATIONS = (
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{charge}", Fields(), retrieve),
)

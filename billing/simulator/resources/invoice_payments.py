"""By which payment was an invoice paid? Since 2025 it is invoice payments that tell."""

from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Text, Times
from billing.simulator.store import Json

STATUSES = Text(("canceled", "open", "paid"), can_clear=False)
LIST = PAGE | Fields(created=Times(), invoice=Text(can_clear=False), status=STATUSES)
AT = "/v1/invoice_payments"


def retrieve(call: Call) -> Json:
    """Return an invoice payment."""
    return call.processor.get("invoice_payment", call.path["invoice_payment"])


def index(call: Call) -> Json:
    """Return a page of invoice payments."""
    equal = {name: call.given[name] for name in ("invoice", "status") if name in call.given}
    return page(call.processor.store.all("invoice_payment", **equal), call.given, AT)


OPERATIONS = (
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{invoice_payment}", Fields(), retrieve),
)

"""What waits for the next invoice? Invoice items: prorations, and what somebody adds by hand."""

from billing.simulator import changes
from billing.simulator.errors import missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, Metadata, Number, Text, Times
from billing.simulator.shapes import new
from billing.simulator.store import Json

CREATE = Fields(
    required=("customer",),
    amount=Number(),
    currency=Text(can_clear=False),
    customer=Text(can_clear=False),
    description=Text(),
    invoice=Text(can_clear=False),
    metadata=Metadata(),
)
LIST = PAGE | Fields(created=Times(), customer=Text(can_clear=False), invoice=Text(can_clear=False), pending=Boolean())
AT = "/v1/invoiceitems"


def create(call: Call) -> Json:
    """Add an amount to be billed with the customer's next invoice, or with a draft."""
    customer = call.processor.get("customer", call.given["customer"], param="customer")
    if "amount" not in call.given:
        raise missing_parameter("amount")
    now, amount = call.processor.now(customer["id"]), call.given["amount"]
    item = new(
        "invoiceitem",
        date=now,
        net_amount=amount,
        period={"start": now, "end": now},
        test_clock=customer["test_clock"],
        currency="usd",
        _subscription=None,
        _item=None,
    )
    item["_price"] = {"id": None, "product": None, "currency": item["currency"], "unit_amount_decimal": str(amount)}
    call.processor.store.put(changes.apply(item, call.given))
    tell(call.processor, "invoiceitem.created", item)
    return item


def retrieve(call: Call) -> Json:
    """Return an invoice item."""
    return call.processor.get("invoiceitem", call.path["invoiceitem"])


def index(call: Call) -> Json:
    """Return a page of invoice items; with `pending` those that are on no invoice yet."""
    equal = {name: call.given[name] for name in ("customer", "invoice") if name in call.given}
    kept = call.processor.store.all("invoiceitem", **equal)
    if "pending" in call.given:
        kept = [item for item in kept if (item["invoice"] is None) == call.given["pending"]]
    return page([item | {"created": item["date"]} for item in kept], call.given, AT)


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{invoiceitem}", Fields(), retrieve),
)

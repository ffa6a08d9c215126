"""What waits for the next invoice? Invoice items: prorations, and what somebody adds by hand."""

from billing.simulator import changes, lines
from billing.simulator.errors import missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
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
    price = _price(call.processor, amount, call.given.get("currency") or customer["currency"] or "usd")
    item = new(
        "invoiceitem",
        date=now,
        net_amount=amount,
        period={"start": now, "end": now},
        pricing=lines.pricing(price),
        test_clock=customer["test_clock"],
        currency=price["currency"],
        _subscription=None,
        _item=None,
        _price=price,
    )
    call.processor.store.put(changes.apply(item, call.given))
    tell(call.processor, "invoiceitem.created", item)
    return item


def _price(processor: Processor, amount: int, currency: str) -> Json:
    """Return a price of this one amount, which Stripe makes too: nobody can use it again."""
    now = processor.now()
    product = processor.store.put(new("product", active=False, created=now, name="Invoice item", updated=now))
    price = new("price", active=False, created=now, currency=currency, product=product["id"], unit_amount=amount)
    return processor.store.put(price | {"unit_amount_decimal": str(amount)})


def retrieve(call: Call) -> Json:
    """Return an invoice item."""
    return call.processor.get("invoiceitem", call.path["invoiceitem"])


def index(call: Call) -> Json:
    """Return a page of invoice items; with `pending` those that are on no invoice yet."""
    equal = {name: call.given[name] for name in ("customer", "invoice") if name in call.given}
    kept = call.processor.store.all("invoiceitem", **equal)
    if "pending" in call.given:
        kept = [item for item in kept if (item["invoice"] is None) == call.given["pending"]]
    return page(kept, call.given, AT, moment="date")


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{invoiceitem}", Fields(), retrieve),
)

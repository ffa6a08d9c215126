"""What does it cost? Prices: an amount for each unit, once or every so often, found by lookup key."""

from billing.simulator import changes
from billing.simulator.errors import ApiError, invalid, missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.shapes import new
from billing.simulator.store import Json

INTERVALS = Text(("day", "week", "month", "year"), can_clear=False)
UPDATE = Fields(
    active=Boolean(),
    lookup_key=Text(),
    metadata=Metadata(),
    nickname=Text(),
    tax_behavior=Text(("exclusive", "inclusive", "unspecified"), can_clear=False),
    transfer_lookup_key=Boolean(),
)
CREATE = UPDATE | Fields(
    required=("currency",),
    billing_scheme=Text(("per_unit",), can_clear=False),
    currency=Text(can_clear=False),
    product=Text(can_clear=False),
    product_data=Fields(required=("name",), name=Text(can_clear=False), metadata=Metadata(), unit_label=Text()),
    recurring=Fields(
        required=("interval",),
        interval=INTERVALS,
        interval_count=Number(least=1),
        usage_type=Text(("licensed",), can_clear=False),
    ),
    unit_amount=Number(least=0),
)
LIST = PAGE | Fields(
    active=Boolean(),
    created=Times(),
    currency=Text(can_clear=False),
    lookup_keys=ListOf(Text(can_clear=False)),
    product=Text(can_clear=False),
    recurring=Fields(interval=INTERVALS),
    type=Text(("one_time", "recurring"), can_clear=False),
)
RECURRING = {
    "interval": "month",
    "interval_count": 1,
    "meter": None,
    "trial_period_days": None,
    "usage_type": "licensed",
}
AT = "/v1/prices"


def create(call: Call) -> Json:
    """Make a price of a product, which can be made along with it."""
    given = dict(call.given)
    if "unit_amount" not in given:
        raise missing_parameter("unit_amount")
    _give_product(call.processor, given)
    currency = given["currency"].lower()
    if len(currency) != 3:  # noqa: PLR2004  # ISO 4217
        raise invalid("currency", f"Invalid currency: {currency}.")
    if recurring := given.pop("recurring", None):
        given |= {"recurring": RECURRING | recurring, "type": "recurring"}
    price = new("price", created=call.processor.now(), unit_amount_decimal=str(given["unit_amount"]))
    _take_key(call.processor, price, given)
    call.processor.store.put(changes.apply(price, given | {"currency": currency}))
    tell(call.processor, "price.created", price)
    return price


def update(call: Call) -> Json:
    """Change a price, but not its amount: that takes a new one."""
    price, given = call.processor.get("price", call.path["price"]), dict(call.given)
    before = dict(price)
    _take_key(call.processor, price, given)
    call.processor.store.put(changes.apply(price, given))
    tell(call.processor, "price.updated", price, before=before)
    return price


def retrieve(call: Call) -> Json:
    """Return a price."""
    return call.processor.get("price", call.path["price"])


def index(call: Call) -> Json:
    """Return a page of prices."""
    equal = {name: call.given[name] for name in ("currency", "product", "type", "active") if name in call.given}
    keys, recurring = call.given.get("lookup_keys"), call.given.get("recurring") or {}
    chosen = [
        price
        for price in call.processor.store.all("price", **equal)
        if (not keys or price["lookup_key"] in keys)
        and all((price["recurring"] or {}).get(name) == value for name, value in recurring.items())
    ]
    return page(chosen, call.given, AT)


def _give_product(processor: Processor, given: Json) -> None:
    if said := given.pop("product_data", None):
        now = processor.now()
        product = changes.apply(new("product", created=now, updated=now), said)
        given["product"] = processor.store.put(product)["id"]
        tell(processor, "product.created", product)
    if not given.get("product"):
        raise missing_parameter("product")
    processor.get("product", given["product"], param="product")


def _take_key(processor: Processor, price: Json, given: Json) -> None:
    """See that no other price has the lookup key; with `transfer_lookup_key` it is taken from it."""
    is_moved, key = given.pop("transfer_lookup_key", False), given.get("lookup_key")
    for other in processor.store.all("price", lookup_key=key) if key else ():
        if other["id"] != price["id"]:
            if not is_moved:
                raise ApiError(f"A price (`{other['id']}`) already uses that lookup key.", param="lookup_key")
            processor.store.put(other | {"lookup_key": None})


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{price}", Fields(), retrieve),
    Operation("POST", AT + "/{price}", UPDATE, update),
)

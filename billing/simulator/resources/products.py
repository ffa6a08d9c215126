"""What is sold? Products."""

from billing.simulator import changes
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Metadata, Text, Times
from billing.simulator.resources.customers import deleted
from billing.simulator.shapes import new
from billing.simulator.store import Json

SHARED = Fields(
    active=Boolean(),
    description=Text(),
    images=ListOf(Text(can_clear=False)),
    metadata=Metadata(),
    name=Text(can_clear=False),
    statement_descriptor=Text(),
    tax_code=Text(),
    unit_label=Text(),
    url=Text(),
)
CREATE = SHARED | Fields(required=("name",), id=Text(can_clear=False))
UPDATE = SHARED | Fields(default_price=Text())
LIST = PAGE | Fields(active=Boolean(), created=Times(), ids=ListOf(Text(can_clear=False)))
AT = "/v1/products"


def create(call: Call) -> Json:
    """Make a product, under an id of the caller's own if they give one."""
    now = call.processor.now()
    product = changes.apply(new("product", created=now, updated=now), call.given)
    call.processor.store.put(product)
    tell(call.processor, "product.created", product)
    return product


def update(call: Call) -> Json:
    """Change a product."""
    product = call.processor.get("product", call.path["product"])
    before = dict(product)
    changes.apply(product, call.given)["updated"] = call.processor.now()
    call.processor.store.put(product)
    tell(call.processor, "product.updated", product, before=before)
    return product


def retrieve(call: Call) -> Json:
    """Return a product."""
    return call.processor.get("product", call.path["product"])


def delete(call: Call) -> Json:
    """Forget a product."""
    product = call.processor.get("product", call.path["product"])
    call.processor.store.drop(product)
    tell(call.processor, "product.deleted", product)
    return deleted(product)


def index(call: Call) -> Json:
    """Return a page of products."""
    kept, ids = call.processor.store.all("product"), call.given.get("ids")
    chosen = [one for one in kept if (not ids or one["id"] in ids) and _is_like(one, call.given)]
    return page(chosen, call.given, AT)


def _is_like(product: Json, given: Json) -> bool:
    return bool("active" not in given or product["active"] == given["active"])


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{product}", Fields(), retrieve),
    Operation("POST", AT + "/{product}", UPDATE, update),
    Operation("DELETE", AT + "/{product}", Fields(), delete),
)

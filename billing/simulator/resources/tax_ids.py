"""Under which number is a customer taxed? Tax ids, as a part of the customer."""

from pathlib import Path

from billing.simulator.errors import invalid, missing
from billing.simulator.events import tell
from billing.simulator.lists import listed, page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Text
from billing.simulator.processor import Processor
from billing.simulator.shapes import new
from billing.simulator.store import Json

# The country is the one that the type names; the European Union's is in the value.
TYPES = tuple((Path(__file__).parents[1] / "shapes" / "tax_id_types.txt").read_text().split())
CREATE = Fields(required=("type", "value"), type=Text(TYPES, can_clear=False), value=Text(can_clear=False))
AT = "/v1/customers/{customer}/tax_ids"


def create(call: Call) -> Json:
    """Add a tax id to a customer."""
    customer = call.processor.get("customer", call.path["customer"])
    return add(call.processor, customer["id"], call.given)


def add(processor: Processor, customer: str, given: Json) -> Json:
    """Add {"type": "eu_vat", "value": "DE123456789"} to a customer."""
    kind, value = given["type"], given["value"]
    if kind == "eu_vat" and not value[:2].isalpha():
        raise invalid("value", f"Invalid value for {kind}.", code="tax_id_invalid")
    made = new(
        "tax_id",
        country=value[:2].upper() if kind == "eu_vat" else kind[:2].upper(),
        created=processor.now(customer),
        customer=customer,
        owner={"customer": customer, "type": "customer"},
        type=kind,
        value=value,
    )
    processor.store.put(made)
    tell(processor, "customer.tax_id.created", made)
    return made


def retrieve(call: Call) -> Json:
    """Return a tax id of the customer."""
    call.processor.get("customer", call.path["customer"])
    return _theirs(call)


def delete(call: Call) -> Json:
    """Take a tax id from the customer."""
    call.processor.get("customer", call.path["customer"])
    kept = _theirs(call)
    call.processor.store.drop(kept)
    tell(call.processor, "customer.tax_id.deleted", kept)
    return {"id": kept["id"], "object": "tax_id", "deleted": True}


def index(call: Call) -> Json:
    """Return a page of the customer's tax ids."""
    customer = call.processor.get("customer", call.path["customer"])
    return page(call.processor.store.all("tax_id", customer=customer["id"]), call.given, _url(customer))


def of_customer(processor: Processor, customer: Json) -> Json:
    """Return the list that a customer has when it is asked for."""
    return listed(processor.store.all("tax_id", customer=customer["id"]), _url(customer))


def _theirs(call: Call) -> Json:
    kept = call.processor.get("tax_id", call.path["id"])
    if kept["customer"] != call.path["customer"]:
        raise missing("tax_id", call.path["id"])
    return kept


def _url(customer: Json) -> str:
    return AT.format(customer=customer["id"])


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, PAGE, index),
    Operation("GET", AT + "/{id}", Fields(), retrieve),
    Operation("DELETE", AT + "/{id}", Fields(), delete),
)

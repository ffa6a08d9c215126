"""Who pays? Customers: what is known of them is theirs, and is gone when they are deleted."""

import re
import secrets
import string

from billing.simulator import changes, lifecycle, settings
from billing.simulator.errors import invalid
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import ADDRESS, PAGE, Fields, ListOf, Metadata, Number, Text, Times
from billing.simulator.processor import CLOCK
from billing.simulator.resources import payment_methods, tax_ids
from billing.simulator.shapes import new
from billing.simulator.store import Json

UPDATE = Fields(
    address=ADDRESS,
    balance=Number(),
    business_name=Text(),
    description=Text(),
    email=Text(),
    individual_name=Text(),
    invoice_settings=Fields(default_payment_method=Text(), footer=Text()),
    metadata=Metadata(),
    name=Text(),
    phone=Text(),
    preferred_locales=ListOf(Text(can_clear=False)),
    shipping=Fields(address=ADDRESS, name=Text(), phone=Text()),
    tax_exempt=Text(("exempt", "none", "reverse")),
)
CREATE = UPDATE | Fields(
    payment_method=Text(can_clear=False),
    tax_id_data=ListOf(tax_ids.CREATE),
    test_clock=Text(can_clear=False),
)
LIST = PAGE | Fields(created=Times(), email=Text(can_clear=False), test_clock=Text(can_clear=False))
EMPTY_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
PREFIX_LENGTH = 8  # of the numbers of a customer's invoices
NAMES = ("business_name", "individual_name")  # there only if they were given


def create(call: Call) -> Json:
    """Make a customer; without a test clock they live on the settings' one, or in real time."""
    given = dict(call.given)
    clock = given.pop("test_clock", None) or settings.current(call.processor)["test_clock"]
    now = call.processor.get(CLOCK, clock, param="test_clock")["frozen_time"] if clock else call.processor.now()
    prefix = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(PREFIX_LENGTH))
    customer = new("customer", created=now, test_clock=clock, invoice_prefix=prefix)
    method, numbers = given.pop("payment_method", None), given.pop("tax_id_data", None)
    call.processor.store.put(customer)
    if method:
        attached = payment_methods.attach_to(call.processor, method, customer["id"])
        _point_at(given, method, attached["id"])
    _write(call, customer, given)
    tell(call.processor, "customer.created", customer)
    for number in numbers or ():
        tax_ids.add(call.processor, customer["id"], number)
    return customer


def update(call: Call) -> Json:
    """Change what is known of a customer."""
    customer = call.processor.get("customer", call.path["customer"])
    before = dict(customer)
    _write(call, customer, call.given)
    tell(call.processor, "customer.updated", customer, before=before)
    return customer


def retrieve(call: Call) -> Json:
    """Return a customer; of one that was deleted, that it was."""
    kept = call.processor.store.get("customer", call.path["customer"])
    if kept and kept.get("deleted"):
        return deleted(kept)
    return call.processor.get("customer", call.path["customer"])


def delete(call: Call) -> Json:
    """Cancel what they subscribe to, forget their cards and all that is known of them."""
    processor, customer = call.processor, call.processor.get("customer", call.path["customer"])
    for subscription in processor.store.all("subscription", customer=customer["id"]):
        if subscription["status"] not in lifecycle.ENDED:
            lifecycle.end(processor, subscription)
    for method in processor.store.all("payment_method", customer=customer["id"]):
        payment_methods.detach_from(processor, method)
    for number in processor.store.all("tax_id", customer=customer["id"]):
        processor.store.drop(number)
    tell(processor, "customer.deleted", customer)
    tombstone = {"id": customer["id"], "object": "customer", "deleted": True, "test_clock": customer["test_clock"]}
    return deleted(processor.store.put(tombstone))


def deleted(item: Json) -> Json:
    """What is said of an object that is no more."""
    return {"id": item["id"], "object": item["object"], "deleted": True}


def index(call: Call) -> Json:
    """Return a page of customers."""
    equal = {name: call.given[name] for name in ("email", "test_clock") if name in call.given}
    kept = [one for one in call.processor.store.all("customer", **equal) if not one.get("deleted")]
    return page(kept, call.given, "/v1/customers")


def _point_at(given: Json, name: str, id: str) -> None:  # noqa: A002  # Stripe's word
    """Where a new customer's default is the card that is attached in the same call, have it be that very one."""
    chosen = given.get("invoice_settings") or {}
    if chosen.get("default_payment_method") == name:
        given["invoice_settings"] = chosen | {"default_payment_method": id}


def _write(call: Call, customer: Json, given: Json) -> None:
    if (email := given.get("email")) and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        raise invalid("email", f"Invalid email address: {email}", code="email_invalid")
    chosen = (given.get("invoice_settings") or {}).get("default_payment_method")
    if chosen:
        payment_methods.of_customer(call.processor, chosen, customer["id"], "invoice_settings[default_payment_method]")
    if given.get("address"):
        customer["address"] = customer["address"] or dict(EMPTY_ADDRESS)
    changes.apply(customer, given)
    for name in NAMES:
        if customer.get(name) is None:
            customer.pop(name, None)
    call.processor.store.put(customer)


OPERATIONS = (
    Operation("POST", "/v1/customers", CREATE, create),
    Operation("GET", "/v1/customers", LIST, index),
    Operation("GET", "/v1/customers/{customer}", Fields(), retrieve),
    Operation("POST", "/v1/customers/{customer}", UPDATE, update),
    Operation("DELETE", "/v1/customers/{customer}", Fields(), delete),
)

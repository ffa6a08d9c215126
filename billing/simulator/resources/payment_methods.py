"""What is paid with? Cards: test cards only, made by number or by name, and attached to one customer for good."""

import hashlib

from billing.simulator import changes
from billing.simulator.cards import BY_NAME, BY_NUMBER, Card
from billing.simulator.errors import ApiError, declined, invalid, missing, missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import ADDRESS, PAGE, Fields, Metadata, Number, Text
from billing.simulator.processor import Processor
from billing.simulator.shapes import new
from billing.simulator.store import Json

BILLING_DETAILS = Fields(address=ADDRESS, email=Text(), name=Text(), phone=Text())
UPDATE = Fields(
    allow_redisplay=Text(("always", "limited", "unspecified"), can_clear=False),
    billing_details=BILLING_DETAILS,
    metadata=Metadata(),
)
CREATE = UPDATE | Fields(
    required=("type",),
    type=Text(("card",), can_clear=False),
    card=Fields(number=Text(), exp_month=Number(least=1), exp_year=Number(), cvc=Text(), token=Text()),
)
ATTACH = Fields(required=("customer",), customer=Text(can_clear=False))
LIST_OF_CUSTOMER = PAGE | Fields(type=Text(("card",), can_clear=False))
LIST = LIST_OF_CUSTOMER | Fields(customer=Text(can_clear=False))
AT = "/v1/payment_methods"


def create(call: Call) -> Json:
    """Make a payment method of a test card. It belongs to nobody until it is attached."""
    given = dict(call.given)
    said = given.pop("card", None)
    given.pop("type")
    if not said:
        raise missing_parameter("card")
    method = made_of(call.processor, _card(said))
    if "exp_month" in said and "exp_year" in said:
        method["card"] |= {"exp_month": said["exp_month"], "exp_year": said["exp_year"]}
    if said.get("cvc"):
        method["card"]["checks"]["cvc_check"] = "unchecked"
    return call.processor.store.put(changes.apply(method, given))


def made_of(processor: Processor, card: Card) -> Json:
    """Return a new payment method of a test card."""
    method = new("payment_method", created=processor.now(), _number=card.number, _is_set_up=False)
    method["card"] |= {
        "brand": card.brand,
        "display_brand": card.brand,
        "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
        "funding": card.funding,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
    }
    return processor.store.put(method)


def found(processor: Processor, id: str, *, param: str | None = None) -> Json:  # noqa: A002  # Stripe's word
    """Return a payment method; `pm_card_visa` and its like are a new one each time."""
    if card := BY_NAME.get(id):
        return made_of(processor, card)
    return processor.get("payment_method", id, param=param)


def of_customer(processor: Processor, id: str, customer: str, param: str) -> Json:  # noqa: A002  # Stripe's word
    """Return a payment method that is attached to the customer. Raise ApiError if it is not."""
    method = processor.get("payment_method", id, param=param)
    if method["customer"] != customer:
        raise invalid(
            param,
            f"The customer does not have a payment method with the ID {id}. "
            "The payment method must be attached to the customer.",
            code="resource_missing",
        )
    return method


def retrieve(call: Call) -> Json:
    """Return a payment method."""
    return found(call.processor, call.path["payment_method"])


def of_path(call: Call) -> Json:
    """Return a payment method of the customer in the address."""
    call.processor.get("customer", call.path["customer"])
    method = call.processor.get("payment_method", call.path["payment_method"])
    if method["customer"] != call.path["customer"]:
        raise missing("payment_method", method["id"])
    return method


def update(call: Call) -> Json:
    """Change what is noted with a payment method."""
    method = call.processor.get("payment_method", call.path["payment_method"])
    before = dict(method)
    call.processor.store.put(changes.apply(method, call.given))
    tell(call.processor, "payment_method.updated", method, before=before)
    return method


def attach(call: Call) -> Json:
    """Attach a payment method to a customer, if its bank lets it be saved."""
    return attach_to(call.processor, call.path["payment_method"], call.given["customer"])


def attach_to(processor: Processor, id: str, customer: str) -> Json:  # noqa: A002  # Stripe's word
    """Attach a payment method. Raise ApiError if the bank refuses, or it is, or was, somebody's."""
    method = found(processor, id)
    processor.get("customer", customer, param="customer")
    if method["customer"] == customer:
        return method
    if method["customer"]:
        raise ApiError("The payment method you provided has already been attached to a customer.")
    if method.get("_is_detached"):
        raise ApiError(
            "This PaymentMethod was previously used without being attached to a Customer or was detached from a "
            "Customer, and may not be used again."
        )
    if refusal := BY_NUMBER[method["_number"]].setup:
        raise declined(refusal.code, refusal.decline_code, refusal.message)
    method["customer"] = customer
    processor.store.put(method)
    tell(processor, "payment_method.attached", method)
    return method


def detach(call: Call) -> Json:
    """Take a payment method from its customer; nothing can be done with it any more."""
    method = call.processor.get("payment_method", call.path["payment_method"])
    if not method["customer"]:
        raise ApiError("The payment method you provided is not attached to a customer so detachment is impossible.")
    return detach_from(call.processor, method)


def detach_from(processor: Processor, method: Json) -> Json:
    """Detach a payment method, also where it was the default one."""
    before, customer = dict(method), processor.get("customer", method["customer"])
    method |= {"customer": None, "_is_detached": True}
    processor.store.put(method)
    if customer["invoice_settings"]["default_payment_method"] == method["id"]:
        customer["invoice_settings"]["default_payment_method"] = None
        processor.store.put(customer)
    for subscription in processor.store.all("subscription", default_payment_method=method["id"]):
        processor.store.put(subscription | {"default_payment_method": None})
    tell(processor, "payment_method.detached", method, before=before)
    return method


def index(call: Call) -> Json:
    """Return a page of payment methods: all, or a customer's."""
    customer = call.path.get("customer") or call.given.get("customer")
    if customer:
        call.processor.get("customer", customer, param=None if "customer" in call.path else "customer")
    theirs = call.processor.store.all("payment_method", **({"customer": customer} if customer else {}))
    attached = [method for method in theirs if method["customer"]]
    return page(attached, call.given, f"/v1/customers/{customer}/payment_methods" if "customer" in call.path else AT)


def _card(said: Json) -> Card:
    if token := said.get("token"):
        name = token.replace("tok_", "pm_card_", 1)
        if name not in BY_NAME:
            raise invalid("card[token]", f"No such token: '{token}'", code="resource_missing")
        return BY_NAME[name]
    number = (said.get("number") or "").replace(" ", "").replace("-", "")
    if number not in BY_NUMBER:
        # The number is not repeated, for it might be somebody's.
        raise declined("incorrect_number", None, "Your card number is incorrect: it is none of the test cards.")
    return BY_NUMBER[number]


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{payment_method}", Fields(), retrieve),
    Operation("POST", AT + "/{payment_method}", UPDATE, update),
    Operation("POST", AT + "/{payment_method}/attach", ATTACH, attach),
    Operation("POST", AT + "/{payment_method}/detach", Fields(), detach),
    Operation("GET", "/v1/customers/{customer}/payment_methods", LIST_OF_CUSTOMER, index),
    Operation("GET", "/v1/customers/{customer}/payment_methods/{payment_method}", Fields(), of_path),
)

"""What was given back? Refunds of charges, in full or in part."""

from billing.simulator.errors import ApiError, invalid, missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import listed, page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

CREATE = Fields(
    amount=Number(least=1),
    charge=Text(can_clear=False),
    metadata=Metadata(),
    payment_intent=Text(can_clear=False),
    reason=Text(("duplicate", "fraudulent", "requested_by_customer"), can_clear=False),
)
LIST = PAGE | Fields(created=Times(), charge=Text(can_clear=False), payment_intent=Text(can_clear=False))
AT = "/v1/refunds"


def create(call: Call) -> Json:
    """Give back what is left of a charge, or a part of it."""
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = call.given.get("amount", left)
    if not left:
        raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        raise invalid("amount", f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).")
    refund = call.processor.store.put(_refund(call, charge, amount))
    tell(call.processor, "refund.created", refund)
    before = dict(charge)
    charge |= {"amount_refunded": charge["amount_refunded"] + amount, "refunded": amount == left}
    call.processor.store.put(charge)
    tell(call.processor, "charge.refunded", charge, before=before)
    return refund


def _refund(call: Call, charge: Json, amount: int) -> Json:
    return new(
        "refund",
        amount=amount,
        balance_transaction=new_id("txn"),
        charge=charge["id"],
        created=call.processor.now(charge["customer"]),
        currency=charge["currency"],
        metadata=call.given.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=call.given.get("reason"),
    )


def retrieve(call: Call) -> Json:
    """Return a refund."""
    return call.processor.get("refund", call.path["refund"])


def index(call: Call) -> Json:
    """Return a page of refunds."""
    equal = {name: call.given[name] for name in ("charge", "payment_intent") if name in call.given}
    return page(call.processor.store.all("refund", **equal), call.given, AT)


def of_charge(processor: Processor, charge: Json) -> Json:
    """Return the list that a charge has when it is asked for."""
    return listed(processor.store.all("refund", charge=charge["id"])[::-1], f"/v1/charges/{charge['id']}/refunds")


def _charge(call: Call) -> Json:
    if charge := call.given.get("charge"):
        return call.processor.get("charge", charge, param="charge")
    if "payment_intent" not in call.given:
        raise missing_parameter("charge")
    intent = call.processor.get("payment_intent", call.given["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise invalid("payment_intent", "This PaymentIntent does not have a successful charge to refund.")
    return call.processor.get("charge", intent["latest_charge"])


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{refund}", Fields(), retrieve),
)

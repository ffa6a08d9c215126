"""How is a payment going? Payment intents: each invoice has one, and a person may confirm it."""

from billing.simulator.collection import NOT_AUTHENTICATED, charge, refuse, settle_paid
from billing.simulator.errors import ApiError, declined
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Fields, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.rendering import shown
from billing.simulator.resources import payment_methods
from billing.simulator.store import Json

CONFIRM = Fields(payment_method=Text(can_clear=False), return_url=Text())
LIST = PAGE | Fields(created=Times(), customer=Text(can_clear=False))
UNDECIDED = {"requires_payment_method", "requires_confirmation", "requires_action"}
AT = "/v1/payment_intents"


def retrieve(call: Call) -> Json:
    """Return a payment intent."""
    return call.processor.get("payment_intent", call.path["intent"])


def index(call: Call) -> Json:
    """Return a page of payment intents."""
    equal = {"customer": call.given["customer"]} if "customer" in call.given else {}
    return page(call.processor.store.all("payment_intent", **equal), call.given, AT)


def confirm(call: Call) -> Json:
    """Pay by a payment method, as a person's browser does. Raise ApiError if its bank refuses."""
    intent = call.processor.get("payment_intent", call.path["intent"])
    return confirm_with(call.processor, intent, call.given.get("payment_method"))


def confirm_with(processor: Processor, intent: Json, method_id: str | None) -> Json:
    """Confirm with a payment method, or the one it has; the invoice behind it is paid with it."""
    if intent["status"] not in UNDECIDED:
        raise ApiError(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    chosen = method_id or intent["payment_method"]
    if not chosen:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.", code="parameter_missing"
        )
    outcome = charge(processor, intent, payment_methods.found(processor, chosen, param="payment_method"))
    if outcome.refusal:
        why = outcome.refusal
        raise declined(why.code, why.decline_code, why.message, payment_intent=shown(intent))
    if outcome.is_paid:
        _settle(processor, intent)
    return intent


def authenticate(processor: Processor, intent: Json, *, is_proven: bool) -> None:
    """Write down how the person's 3-D Secure went: the payment is made, or refused."""
    method = processor.get("payment_method", intent["payment_method"])
    if not is_proven:
        refuse(processor, intent, NOT_AUTHENTICATED, method)
    elif charge(processor, intent, method, is_authenticated=True).is_paid:
        _settle(processor, intent)


def _settle(processor: Processor, intent: Json) -> None:
    """Save the card that a person has paid with, and write down that the invoice is paid."""
    method = processor.get("payment_method", intent["payment_method"])
    if method["customer"] is None:
        processor.store.put(method | {"_is_set_up": True})
        payment_methods.attach_to(processor, method["id"], intent["customer"])
    if invoice := processor.store.get("invoice", intent["_invoice"]):
        _save_default(processor, invoice, method)
        settle_paid(processor, invoice)


def _save_default(processor: Processor, invoice: Json, method: Json) -> None:
    subscription = processor.store.get("subscription", invoice["_subscription"] or "")
    if subscription and subscription["payment_settings"]["save_default_payment_method"] == "on_subscription":
        processor.store.put(subscription | {"default_payment_method": method["id"]})


OPERATIONS = (
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{intent}", Fields(client_secret=Text()), retrieve),
    Operation("POST", AT + "/{intent}/confirm", CONFIRM, confirm),
)

"""How is a card saved? By a setup intent: the person gives a card, and authenticates themselves if its bank asks."""

from billing.simulator import changes
from billing.simulator.cards import BY_NUMBER, Refusal
from billing.simulator.errors import ApiError, declined
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import PAGE, Boolean, Fields, ListOf, Metadata, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.rendering import shown
from billing.simulator.resources import payment_methods
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

AUTOMATIC = Fields(required=("enabled",), enabled=Boolean(), allow_redirects=Text(("always", "never"), can_clear=False))
TYPES = ListOf(Text(("card",), can_clear=False))
CREATE = Fields(
    automatic_payment_methods=AUTOMATIC,
    confirm=Boolean(),
    customer=Text(can_clear=False),
    description=Text(),
    metadata=Metadata(),
    payment_method=Text(can_clear=False),
    allowed_payment_method_types=TYPES,
    payment_method_types=TYPES,  # its name until 2026, which Stripe's command-line tool uses
    return_url=Text(),
    usage=Text(("off_session", "on_session"), can_clear=False),
)
CONFIRM = Fields(payment_method=Text(can_clear=False), return_url=Text())
LIST = PAGE | Fields(created=Times(), customer=Text(can_clear=False), payment_method=Text(can_clear=False))
CANCEL = Fields(cancellation_reason=Text(("abandoned", "duplicate", "requested_by_customer"), can_clear=False))
AT = "/v1/setup_intents"
UNDECIDED = {"requires_payment_method", "requires_confirmation", "requires_action"}
NOT_AUTHENTICATED = Refusal(
    "setup_intent_authentication_failure",
    None,
    "The latest attempt to set up the payment method has failed because authentication failed.",
)


def create(call: Call) -> Json:
    """Make a setup intent, and confirm it if that is asked for."""
    given = dict(call.given)
    is_confirmed, back = given.pop("confirm", False), given.get("return_url")
    for name in ("allowed_payment_method_types", "payment_method_types"):
        given.pop(name, None)
    if given.get("customer"):
        call.processor.get("customer", given["customer"], param="customer")
    if given.get("payment_method"):
        given["payment_method"] = payment_methods.found(
            call.processor, given["payment_method"], param="payment_method"
        )["id"]
    intent = start(call.processor, given)
    return confirm_with(call.processor, intent, None, back) if is_confirmed else intent


def start(processor: Processor, given: Json) -> Json:
    """Return a new setup intent."""
    intent = new("setup_intent", created=processor.now(given.get("customer")))
    intent["client_secret"] = f"{intent['id']}_{new_id('secret')}"
    intent["_return_url"] = given.pop("return_url", None)
    changes.apply(intent, given)
    if intent["payment_method"]:
        intent["status"] = "requires_confirmation"
    processor.store.put(intent)
    tell(processor, "setup_intent.created", intent)
    return intent


def confirm(call: Call) -> Json:
    """Save the card: done, or refused by its bank, or to be authenticated first."""
    intent = call.processor.get("setup_intent", call.path["intent"])
    return confirm_with(call.processor, intent, call.given.get("payment_method"), call.given.get("return_url"))


def confirm_with(processor: Processor, intent: Json, method_id: str | None, back: str | None) -> Json:
    """Confirm with a payment method, or the one it has. Raise ApiError if it is refused; the intent keeps why."""
    _refuse_decided(intent)
    chosen = method_id or intent["payment_method"]
    if not chosen:
        raise ApiError(
            "You cannot confirm this SetupIntent because it's missing a payment method.", code="parameter_missing"
        )
    method = payment_methods.found(processor, chosen, param="payment_method")
    intent |= {"payment_method": method["id"], "latest_attempt": new_id("setatt"), "last_setup_error": None}
    card = BY_NUMBER[method["_number"]]
    if card.setup:
        raise _refused(processor, intent, card.setup, method)
    if card.authentication != "never":
        url = f"{processor.url}/authenticate/{intent['id']}/{intent['client_secret']}"
        intent["status"] = "requires_action"
        intent["next_action"] = {"redirect_to_url": {"return_url": back, "url": url}, "type": "redirect_to_url"}
        processor.store.put(intent)
        tell(processor, "setup_intent.requires_action", intent)
        return intent
    return succeed(processor, intent)


def authenticate(processor: Processor, intent: Json, *, is_proven: bool) -> None:
    """Write down how the person's 3-D Secure went."""
    if is_proven:
        succeed(processor, intent)
    else:
        _refused(processor, intent, NOT_AUTHENTICATED, processor.get("payment_method", intent["payment_method"]))


def succeed(processor: Processor, intent: Json) -> Json:
    """Save the card with the customer."""
    method = processor.get("payment_method", intent["payment_method"])
    method["_is_set_up"] = True
    processor.store.put(method)
    if intent["customer"]:
        payment_methods.attach_to(processor, method["id"], intent["customer"])
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    processor.store.put(intent)
    tell(processor, "setup_intent.succeeded", intent)
    return intent


def retrieve(call: Call) -> Json:
    """Return a setup intent."""
    return call.processor.get("setup_intent", call.path["intent"])


def cancel(call: Call) -> Json:
    """Give a setup intent up."""
    intent = call.processor.get("setup_intent", call.path["intent"])
    _refuse_decided(intent)
    reason = call.given.get("cancellation_reason")
    intent |= {"status": "canceled", "cancellation_reason": reason, "next_action": None}
    call.processor.store.put(intent)
    tell(call.processor, "setup_intent.canceled", intent)
    return intent


def index(call: Call) -> Json:
    """Return a page of setup intents."""
    equal = {name: call.given[name] for name in ("customer", "payment_method") if name in call.given}
    return page(call.processor.store.all("setup_intent", **equal), call.given, AT)


def _refuse_decided(intent: Json) -> None:
    if intent["status"] not in UNDECIDED:
        raise ApiError(
            f"This SetupIntent has a status of {intent['status']} and cannot be confirmed or canceled.",
            code="setup_intent_unexpected_state",
        )


def _refused(processor: Processor, intent: Json, refusal: Refusal, method: Json) -> ApiError:
    error = declined(refusal.code, refusal.decline_code, refusal.message, payment_method=shown(method))
    intent |= {"status": "requires_payment_method", "payment_method": None, "next_action": None}
    intent["last_setup_error"] = dict(error.error)
    processor.store.put(intent)
    tell(processor, "setup_intent.setup_failed", intent)
    error.error["setup_intent"] = shown(intent)
    return error


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{intent}", Fields(client_secret=Text()), retrieve),
    Operation("POST", AT + "/{intent}/confirm", CONFIRM, confirm),
    Operation("POST", AT + "/{intent}/cancel", CANCEL, cancel),
)

"""Where does a person give a card? On the processor's own page: a checkout session is one visit to it."""

from billing.simulator.errors import ApiError, invalid, missing_parameter
from billing.simulator.events import tell
from billing.simulator.lists import page
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import LOCALE, PAGE, Fields, ListOf, Metadata, Number, Text, Times
from billing.simulator.processor import Processor
from billing.simulator.resources import setup_intents, subscriptions
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

CREATE = Fields(
    required=("mode",),
    cancel_url=Text(can_clear=False),
    client_reference_id=Text(can_clear=False),
    currency=Text(can_clear=False),
    customer=Text(can_clear=False),
    line_items=ListOf(Fields(required=("price",), price=Text(can_clear=False), quantity=Number(least=1))),
    locale=LOCALE,
    metadata=Metadata(),
    mode=Text(("setup", "subscription"), can_clear=False),
    payment_method_collection=Text(("always", "if_required"), can_clear=False),
    setup_intent_data=Fields(description=Text(), metadata=Metadata()),
    subscription_data=Fields(
        metadata=Metadata(),
        trial_end=Number(),
        trial_period_days=Number(least=1),
        trial_settings=subscriptions.SHARED.fields["trial_settings"],
    ),
    success_url=Text(can_clear=False),
    allowed_payment_method_types=setup_intents.TYPES,
)
LIST = PAGE | Fields(
    created=Times(), customer=Text(can_clear=False), status=Text(("complete", "expired", "open"), can_clear=False)
)
EXPIRY_SECONDS = 86_400
AT = "/v1/checkout/sessions"


def create(call: Call) -> Json:
    """Open a session: a page on which a card is saved, and in mode subscription paid with."""
    given, processor = dict(call.given), call.processor
    customer, mode = given.get("customer"), given["mode"]
    _check(processor, given)
    now = processor.now(customer)
    session = new(
        "checkout.session",
        created=now,
        expires_at=now + EXPIRY_SECONDS,
        ui_mode="hosted_page",
        payment_status="unpaid" if mode == "subscription" else "no_payment_required",
        _secret=new_id("secret"),
        _items=given.pop("line_items", None),
        _subscription_data=given.pop("subscription_data", None) or {},
    )
    setup, _ = given.pop("setup_intent_data", None) or {}, given.pop("allowed_payment_method_types", None)
    session |= given
    session["url"] = f"{processor.url}/checkout/{session['id']}/{session['_secret']}"
    if mode == "setup":
        session["setup_intent"] = setup_intents.start(processor, setup | {"customer": customer})["id"]
    return processor.store.put(session)


def retrieve(call: Call) -> Json:
    """Return a session."""
    return call.processor.get("checkout.session", call.path["session"])


def expire(call: Call) -> Json:
    """Close a session that nobody has come to."""
    session = call.processor.get("checkout.session", call.path["session"])
    if session["status"] != "open":
        raise ApiError('Only Checkout Sessions with a status in ["open"] can be expired.')
    session |= {"status": "expired", "url": None}
    call.processor.store.put(session)
    tell(call.processor, "checkout.session.expired", session)
    return session


def index(call: Call) -> Json:
    """Return a page of sessions."""
    equal = {name: call.given[name] for name in ("customer", "status") if name in call.given}
    return page(call.processor.store.all("checkout.session", **equal), call.given, AT)


def complete(processor: Processor, session: Json, method_id: str) -> Json:
    """Save the card that was given, and subscribe if that is what the session is for."""
    intent = processor.store.get("setup_intent", session["setup_intent"]) if session["setup_intent"] else None
    if intent is None:
        intent = setup_intents.start(processor, {"customer": session["customer"]})
        session["_intent"] = intent["id"]
        processor.store.put(session)
    if intent["status"] != "succeeded":
        intent = setup_intents.confirm_with(processor, intent, method_id, None)
    return intent if intent["status"] != "succeeded" else finish(processor, session, intent)


def finish(processor: Processor, session: Json, intent: Json) -> Json:
    """Close a session whose card was saved."""
    if session["mode"] == "subscription":
        customer = processor.get("customer", session["customer"])
        card = {"default_payment_method": intent["payment_method"]}
        given = session["_subscription_data"] | {"items": session["_items"]} | card
        subscription = subscriptions.begin(processor, customer, given)
        session |= {"subscription": subscription["id"], "invoice": subscription["latest_invoice"]}
        session["payment_status"] = "no_payment_required" if subscription["status"] == "trialing" else "paid"
    session |= {"status": "complete", "url": None}
    processor.store.put(session)
    tell(processor, "checkout.session.completed", session)
    return intent


def _check(processor: Processor, given: Json) -> None:
    if given.get("customer"):
        processor.get("customer", given["customer"], param="customer")
    elif given["mode"] == "subscription":
        raise missing_parameter("customer")
    if given["mode"] == "subscription" and not given.get("line_items"):
        raise missing_parameter("line_items")
    if given["mode"] == "setup" and not (given.get("currency") or given.get("allowed_payment_method_types")):
        raise missing_parameter("currency")
    if not given.get("success_url"):
        raise invalid("success_url", "You must provide a success_url for a hosted page.", code="parameter_missing")


OPERATIONS = (
    Operation("POST", AT, CREATE, create),
    Operation("GET", AT, LIST, index),
    Operation("GET", AT + "/{session}", Fields(), retrieve),
    Operation("POST", AT + "/{session}/expire", Fields(), expire),
)

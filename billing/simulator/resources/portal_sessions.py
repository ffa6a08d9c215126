"""Where does a person look after their billing? In the processor's own portal: a session is one visit to it."""

from billing.simulator.events import tell
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import LOCALE, Fields, Text
from billing.simulator.shapes import new, new_id
from billing.simulator.store import Json

CREATE = Fields(
    required=("customer",),
    customer=Text(can_clear=False),
    locale=LOCALE,
    return_url=Text(can_clear=False),
)


def create(call: Call) -> Json:
    """Open the portal for a customer, at an address that only whoever asked knows."""
    customer = call.processor.get("customer", call.given["customer"], param="customer")
    session = new("billing_portal.session", created=call.processor.now(customer["id"]), _secret=new_id("secret"))
    session |= call.given
    session["url"] = f"{call.processor.url}/portal/{session['id']}/{session['_secret']}"
    tell(call.processor, "billing_portal.session.created", session)
    return call.processor.store.put(session)


OPERATIONS = (Operation("POST", "/v1/billing_portal/sessions", CREATE, create),)

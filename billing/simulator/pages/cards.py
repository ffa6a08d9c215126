"""Where does a person save a card? On the page of a checkout session, or of a setup intent by itself."""

from billing.simulator.cards import BY_NUMBER
from billing.simulator.errors import invalid
from billing.simulator.pages import layout
from billing.simulator.pages.visits import Visit
from billing.simulator.processor import Processor
from billing.simulator.resources import checkout_sessions, payment_methods, setup_intents
from billing.simulator.store import Json

CHECKOUT = {"checkout.session": "_secret"}
SETUP = {"setup_intent": "client_secret"}


def chosen(visit: Visit) -> Json:
    """Return a new payment method of the card that the form names."""
    card = BY_NUMBER.get(visit.said.get("card", ""))
    if card is None:
        raise invalid("card", "Choose a card.")
    return payment_methods.made_of(visit.processor, card)


def show_checkout(visit: Visit, alert: str | None) -> str:
    """The page of a session: a card, or that it is over."""
    session = visit.item
    if session["status"] != "open":
        return layout.page(f"This session is {session['status']}")
    is_paid = session["mode"] == "subscription"
    return layout.page(
        "Subscribe" if is_paid else "Save a card",
        layout.alert(alert),
        layout.card_form("Subscribe" if is_paid else "Save"),
        layout.link(session["cancel_url"], "Go back"),
    )


def do_checkout(visit: Visit) -> str | None:
    """Save the card; the person goes on to authenticate themselves, or to the address of success."""
    session = visit.item
    if session["status"] != "open":
        return None
    intent = checkout_sessions.complete(visit.processor, session, chosen(visit)["id"])
    return next_stop(intent) or success(session)


def show_setup(visit: Visit, alert: str | None) -> str:
    """The page of a setup intent."""
    if visit.item["status"] in {"succeeded", "canceled"}:
        return layout.page(f"This setup has {visit.item['status']}")
    return layout.page("Save a card", layout.alert(alert), layout.card_form("Save"))


def do_setup(visit: Visit) -> str | None:
    """Save the card."""
    back = visit.item.get("_return_url")
    intent = setup_intents.confirm_with(visit.processor, visit.item, chosen(visit)["id"], back)
    return next_stop(intent) or back


def next_stop(intent: Json) -> str | None:
    """Where an intent sends the person: to 3-D Secure, or nowhere."""
    action: Json | None = intent["next_action"]
    return str(action["redirect_to_url"]["url"]) if action else None


def success(session: Json) -> str:
    """The address of success, with the session's id where its template stands."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def session_of(processor: Processor, intent: Json) -> Json | None:
    """Return the open session for which a setup intent was made, if there is one."""
    for field in ("setup_intent", "_intent"):
        for session in processor.store.all("checkout.session", status="open", **{field: intent["id"]}):
            return session
    return None

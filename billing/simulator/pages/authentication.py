"""Where does a person prove to their bank who they are? On the page of 3-D Secure, which asks nothing here."""

from billing.simulator.pages import layout
from billing.simulator.pages.cards import session_of, success
from billing.simulator.pages.visits import Visit
from billing.simulator.resources import checkout_sessions, payment_intents, setup_intents

KINDS = {"payment_intent": "client_secret", "setup_intent": "client_secret"}


def show(visit: Visit, alert: str | None) -> str:
    """Complete, or fail."""
    if visit.item["status"] != "requires_action":
        return layout.page("There is nothing to authenticate", layout.paragraph("You can close this page."))
    return layout.page(
        "3-D Secure",
        layout.alert(alert),
        layout.paragraph("The bank wants to know whether it is you."),
        layout.button("Complete", "complete"),
        layout.button("Fail", "fail"),
    )


def act(visit: Visit) -> str | None:
    """Write down how it went; the person goes back to where they came from."""
    if visit.item["status"] != "requires_action":
        return None
    is_proven = visit.do == "complete"
    if visit.item["object"] == "setup_intent":
        return _of_setup(visit, is_proven=is_proven)
    payment_intents.authenticate(visit.processor, visit.item, is_proven=is_proven)
    invoice = visit.processor.store.get("invoice", visit.item["_invoice"])
    return str(invoice["hosted_invoice_url"]) if invoice else None


def _of_setup(visit: Visit, *, is_proven: bool) -> str | None:
    back = visit.item["next_action"]["redirect_to_url"]["return_url"]
    session = session_of(visit.processor, visit.item)
    setup_intents.authenticate(visit.processor, visit.item, is_proven=is_proven)
    if session is None:
        return str(back) if back else None
    if not is_proven:
        return str(session["url"])
    checkout_sessions.finish(visit.processor, session, visit.item)
    return success(session)

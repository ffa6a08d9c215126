"""What is charged? Means of payment by their ids alone, and the pages where people hand Stripe theirs."""

from django.conf import settings

from billing.stripe_api.client import Gone, asking, is_deleted


def begin_setup(customer: str) -> str:
    """Return the client secret with which a page or app of the customer's hands Stripe a card."""
    with asking() as client:
        intent = client.setup_intents.create({"customer": customer, "usage": "off_session"})
        return str(intent.client_secret)


def begin_hosted_setup(customer: str, *, back: str) -> str:
    """Return the address of Stripe's own page where the customer types a card; it leads `back` to us."""
    with asking() as client:
        session = client.checkout.sessions.create(
            {
                "mode": "setup",
                "customer": customer,
                "currency": settings.STRIPE_CURRENCY,
                "success_url": back,
                "cancel_url": back,
            }
        )
        return str(session.url)


def payment_method_of(customer: str, given: str) -> str | None:
    """Return the payment method that an id stands for: itself, or what a setup ("seti_", "cs_") of the customer's gave.

    None if the setup is somebody else's, or has given none yet.
    """
    with asking() as client:
        if given.startswith("pm_"):
            return given
        if given.startswith("cs_"):
            session = client.checkout.sessions.retrieve(given)
            given = str(session.setup_intent) if session.customer == customer else ""
        if not given.startswith("seti_"):
            return None
        intent = client.setup_intents.retrieve(given)
        is_done = intent.customer == customer and intent.status == "succeeded"
        return str(intent.payment_method) if is_done else None


def use_payment_method(customer: str, payment_method: str) -> None:
    """Charge this one from now on; attach it first. Raise Refused for that of another customer."""
    with asking() as client:
        # Its id may be another from then on: those of test cards stand for a new one each time.
        attached = client.payment_methods.attach(payment_method, {"customer": customer}).id
        client.customers.update(customer, {"invoice_settings": {"default_payment_method": attached}})


def has_payment_method(customer: str) -> bool:
    """Return whether there is something to charge; raise Gone if the customer is deleted."""
    with asking() as client:
        found = client.customers.retrieve(customer)
        if is_deleted(found):
            raise Gone("resource_missing")
        return bool(found.invoice_settings and found.invoice_settings.default_payment_method)


def portal(customer: str, *, back: str) -> str:
    """Return the address, for a short while, of Stripe's own pages: invoices, cards; they lead `back` to us."""
    with asking() as client:
        return client.billing_portal.sessions.create({"customer": customer, "return_url": back}).url

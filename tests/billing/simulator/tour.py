"""Which calls are there to see? A tour makes each of them once, so that every kind of answer has been seen."""

from typing import Any

import stripe

from tests.billing.simulator.life import DAY, START, Life


def tour(client: stripe.StripeClient) -> None:
    """Make every call that the simulator has."""
    ada = Life(client)
    for visit in (_customers, _cards, _catalogue, _subscriptions, _invoices, _money, _sessions, _events, _clocks):
        visit(ada)


def _customers(ada: Life) -> None:
    api = ada.api
    address: Any = {"line1": "1 Quay", "city": "Bergen", "country": "NO"}
    api.customers.update(ada.customer, {"name": "Ada", "address": address, "phone": "+4755000000"})
    number = api.customers.tax_ids.create(ada.customer, {"type": "eu_vat", "value": "DE123456789"})
    api.customers.tax_ids.retrieve(ada.customer, number.id)
    api.customers.tax_ids.list(ada.customer)
    api.customers.retrieve(ada.customer, {"expand": ["tax_ids", "subscriptions", "test_clock"]})
    api.customers.list({"email": "ada@harbour.example", "expand": ["data.tax_ids"]})
    api.customers.tax_ids.delete(ada.customer, number.id)
    api.customers.delete(api.customers.create({"payment_method": "pm_card_visa"}).id)


def _cards(ada: Life) -> None:
    api = ada.api
    card = api.payment_methods.create({"type": "card", "card": {"token": "tok_amex"}}).id
    api.payment_methods.update(card, {"billing_details": {"name": "Ada"}})
    api.payment_methods.attach(card, {"customer": ada.customer})
    api.payment_methods.retrieve(card, {"expand": ["customer"]})
    api.payment_methods.list({"customer": ada.customer})
    api.customers.payment_methods.list(ada.customer)
    api.customers.payment_methods.retrieve(ada.customer, card)
    api.payment_methods.detach(card)
    intent = api.setup_intents.create({"customer": ada.customer, "automatic_payment_methods": {"enabled": True}}).id
    api.setup_intents.retrieve(intent)
    api.setup_intents.confirm(intent, {"payment_method": "pm_card_authenticationRequired"})
    api.setup_intents.list({"customer": ada.customer})
    api.setup_intents.cancel(intent, {"cancellation_reason": "abandoned"})


def _catalogue(ada: Life) -> None:
    api = ada.api
    product = api.products.create({"name": "Other", "unit_label": "seat"}).id
    api.products.update(product, {"description": "Another"})
    api.products.retrieve(product)
    api.products.list()
    api.products.delete(product)
    api.prices.update(ada.monthly, {"lookup_key": "monthly"})
    api.prices.retrieve(ada.monthly, {"expand": ["product"]})
    api.prices.list({"lookup_keys": ["monthly"]})


def _subscriptions(ada: Life) -> None:
    api = ada.api
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    card = ada.pay_with("pm_card_visa")
    ada.subscribe(trial_end=START + 5 * DAY, trial_settings=settings, default_payment_method=card)
    api.payment_methods.detach(card)
    ada.pass_days(6)
    ada.pay_with("pm_card_visa")
    api.subscriptions.resume(ada.subscription)
    ada.pass_days(10)
    ada.change(seats=5, cancel_at_period_end=True)
    expand = ["data.customer", "data.latest_invoice.payments", "data.default_payment_method"]
    api.subscriptions.list({"customer": ada.customer, "expand": expand})
    ada.change(cancel_at_period_end=False)
    api.subscription_items.retrieve(ada.item.id)
    api.subscription_items.update(ada.item.id, {"quantity": 4, "proration_behavior": "none"})
    api.subscription_items.list({"subscription": ada.subscription})


def _invoices(ada: Life) -> None:
    api = ada.api
    api.invoices.create_preview({"customer": ada.customer, "subscription": ada.subscription})
    item = api.invoice_items.create({"customer": ada.customer, "amount": 700, "currency": "usd"}).id
    api.invoice_items.retrieve(item)
    api.invoice_items.list({"customer": ada.customer})
    bill = api.invoices.create({"customer": ada.customer, "pending_invoice_items_behavior": "include"}).id
    api.invoices.finalize_invoice(bill)
    api.invoices.retrieve(bill, {"expand": ["payments.data.payment.payment_intent", "confirmation_secret"]})
    api.invoices.line_items.list(bill)
    api.invoices.void_invoice(bill)
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(32)
    newest = api.invoices.list({"customer": ada.customer}).data[0].id
    intent = api.payment_intents.list({"customer": ada.customer}).data[0].id
    api.payment_intents.retrieve(intent)
    api.payment_intents.confirm(intent, {"payment_method": "pm_card_authenticationRequired"})
    ada.pay_with("pm_card_visa")
    api.invoices.pay(newest)
    payment = api.invoice_payments.list({"invoice": newest}).data[0].id
    api.invoice_payments.retrieve(payment, {"expand": ["invoice"]})
    api.subscriptions.cancel(ada.subscription, {"prorate": True, "invoice_now": True})


def _money(ada: Life) -> None:
    api = ada.api
    charges = api.charges.list({"customer": ada.customer}).data
    taken = next(charge.id for charge in charges if charge.paid)
    refund = api.refunds.create({"charge": taken, "amount": 100}).id
    api.refunds.retrieve(refund, {"expand": ["charge"]})
    api.refunds.list({"charge": taken})
    api.charges.retrieve(taken, {"expand": ["refunds"]})


def _sessions(ada: Life) -> None:
    api = ada.api
    api.billing_portal.sessions.create({"customer": ada.customer, "return_url": "http://steward.example/"})
    session = api.checkout.sessions.create(
        {"mode": "setup", "currency": "usd", "customer": ada.customer, "success_url": "http://steward.example/"}
    )
    api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    api.checkout.sessions.list()
    api.checkout.sessions.expire(session.id)


def _events(ada: Life) -> None:
    api = ada.api
    api.events.retrieve(api.events.list({"limit": 100, "types": ["invoice.*", "charge.failed"]}).data[0].id)
    endpoint = api.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["charge.failed"]}).id
    api.webhook_endpoints.update(endpoint, {"description": "the tests'", "disabled": True})
    api.webhook_endpoints.retrieve(endpoint)
    api.webhook_endpoints.list()
    api.webhook_endpoints.delete(endpoint)


def _clocks(ada: Life) -> None:
    ada.api.test_helpers.test_clocks.list()
    ada.api.test_helpers.test_clocks.delete(ada.clock)

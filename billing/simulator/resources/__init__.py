"""Which calls are there? A module for each resource of Stripe's API says what it takes, and how it is done."""

from billing.simulator.operations import Operation
from billing.simulator.rendering import Include
from billing.simulator.resources import (
    charges,
    checkout_sessions,
    customers,
    events,
    invoice_items,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    portal_sessions,
    prices,
    products,
    refunds,
    setup_intents,
    subscription_items,
    subscriptions,
    tax_ids,
    test_clocks,
    webhook_endpoints,
)

OPERATIONS: tuple[Operation, ...] = (
    *charges.OPERATIONS,
    *checkout_sessions.OPERATIONS,
    *customers.OPERATIONS,
    *events.OPERATIONS,
    *invoice_items.OPERATIONS,
    *invoice_payments.OPERATIONS,
    *invoices.OPERATIONS,
    *payment_intents.OPERATIONS,
    *payment_methods.OPERATIONS,
    *portal_sessions.OPERATIONS,
    *prices.OPERATIONS,
    *products.OPERATIONS,
    *refunds.OPERATIONS,
    *setup_intents.OPERATIONS,
    *subscription_items.OPERATIONS,
    *subscriptions.OPERATIONS,
    *tax_ids.OPERATIONS,
    *test_clocks.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
)
# What is there only when `expand` asks for it.
INCLUDES: dict[tuple[str, str], Include] = {
    ("charge", "refunds"): refunds.of_charge,
    ("customer", "subscriptions"): subscriptions.of_customer,
    ("customer", "tax_ids"): tax_ids.of_customer,
    ("invoice", "confirmation_secret"): invoices.confirmation_secret,
    ("invoice", "payments"): invoices.payments,
}

"""Who is to pay? Customers and what their bills are made out to: it is sent, and never asked for."""

from collections.abc import Mapping
from typing import Any

import stripe
from django.conf import settings

from billing.stripe_api.client import Gone, asking, is_deleted, keyed


def create_customer(account: str, *, key: str) -> str:
    """Return the id of a new customer, of whom Stripe knows our opaque id of the account and no more (P14)."""
    params: dict[str, Any] = {"metadata": {"account": account}}
    if settings.STRIPE_TEST_CLOCK:
        params["test_clock"] = settings.STRIPE_TEST_CLOCK
    with asking() as client:
        return client.customers.create(params, keyed(key)).id  # type: ignore[arg-type]  # a TypedDict


def update_customer(customer: str, values: Mapping[str, Any]) -> None:
    """Set the name, e-mail address or postal address that bills are made out to; "" removes."""
    with asking() as client:
        client.customers.update(customer, dict(values))  # type: ignore[arg-type]  # a TypedDict


def delete_customer(customer: str) -> None:
    """Have Stripe forget a customer, and end its subscriptions at once. One that is gone already is no error."""
    try:
        with asking() as client:
            client.customers.delete(customer)
    except Gone:
        return


def tax_ids(customer: str) -> list[str]:
    """Return the ids, at Stripe, of the customer's tax ids."""
    with asking() as client:
        return [tax_id.id for tax_id in client.customers.tax_ids.list(customer).auto_paging_iter()]


def add_tax_id(customer: str, kind: str, value: str) -> str:
    """Return the id, at Stripe, of a tax id that the customer has from now on."""
    with asking() as client:
        return client.customers.tax_ids.create(customer, {"type": kind, "value": value}).id


def remove_tax_id(customer: str, tax_id: str) -> None:
    """Take a tax id from a customer; one that is gone already is no error."""
    try:
        with asking() as client:
            client.customers.tax_ids.delete(customer, tax_id)
    except Gone:
        return


def exists(customer: str) -> bool:
    """Return whether Stripe still knows a customer."""
    with asking() as client:
        try:
            return not is_deleted(client.customers.retrieve(customer))
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return False
            raise

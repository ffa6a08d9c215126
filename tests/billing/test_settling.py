"""Does the processor come to have what was wished, and we to know what it has? Over HTTP, on the simulator."""

from typing import Any

import pytest

import worlds
from accounts.models import Account, User
from api import Api
from billing import actions, wishes
from billing.details import BillingDetails, TaxId
from billing.models import Customer, Plan, Subscription
from database.context import account_context
from tests.billing.payer import Payer
from told import settle

DETAILS = BillingDetails(
    name="Zoë Ångström", email="bills@example.org", street="1 Quay", country="DE", tax_id=TaxId("eu_vat", "DE123456789")
)


@pytest.fixture
def payer(processor: str, api: Api) -> Payer:
    return Payer(processor, api)


def within(payer: Payer, verb: Any, *args: Any, **kwargs: Any) -> Any:
    with account_context(payer.account.pk):
        return verb(*args, actor=payer.user, **kwargs)


def test_a_trial_is_ours_alone(payer: Payer) -> None:
    payer.settle_now()
    assert payer.standing("status", "reason", "is_open", "plan", "is_pending") == ("TRIALING", None, True, None, False)
    assert payer.kept("customer") == []
    Account.objects.filter(pk=payer.account.pk).update(created_at="2026-01-01T00:00Z")
    assert payer.standing("status", "reason", "is_open") == ("UNPAID", "TRIAL_ENDED", False)


def test_a_plan_is_wished_and_settled(payer: Payer) -> None:
    within(payer, wishes.change_plan, Plan.MONTHLY)
    assert payer.standing("plan", "is_pending") == ("MONTHLY", True)
    payer.settle_now()
    assert payer.standing("status", "seats", "seat_price", "currency") == ("TRIALING", 1, 900, "USD")
    assert payer.standing("is_pending") == (False,)
    [customer] = payer.kept("customer")
    assert (customer["name"], customer["email"], customer["metadata"]) == (
        None,
        None,
        {"account": worlds.id_of(payer.account)},
    )


def test_settling_again_changes_nothing(payer: Payer) -> None:
    within(payer, wishes.change_plan, Plan.YEARLY)
    payer.settle_now("one")
    before = payer.kept("subscription")
    payer.settle_now("two")
    assert payer.kept("subscription") == before
    assert len(before) == 1


def test_what_bills_are_made_out_to_passes_through(payer: Payer) -> None:
    within(payer, actions.set_billing_details, DETAILS)
    [customer], [tax_id] = payer.kept("customer"), payer.kept("tax_id")
    assert (customer["name"], customer["email"]) == ("Zoë Ångström", "bills@example.org")
    assert (customer["address"]["line1"], customer["address"]["country"]) == ("1 Quay", "DE")
    assert (tax_id["type"], tax_id["value"]) == ("eu_vat", "DE123456789")
    within(payer, actions.set_billing_details, BillingDetails(name=None, tax_id=None))
    [customer] = payer.kept("customer")
    assert (customer["name"], customer["email"], payer.kept("tax_id")) == (None, "bills@example.org", [])


def test_what_the_processor_is_told_is_in_the_register_and_a_refusal_is_not(payer: Payer) -> None:
    read = "{ viewer { disclosures { nodes { recordId recipient recipientId fields times } } } }"
    assert payer.refused("setBillingDetails", email="nobody") != []
    assert payer.api.data(read)["viewer"]["disclosures"]["nodes"] == []
    payer.do("setBillingDetails", name="Zoë Ångström", address={"city": "Köln"})
    payer.do("setBillingDetails", taxId={"type": "eu_vat", "value": "DE123456789"})
    settle()
    assert payer.api.data(read)["viewer"]["disclosures"]["nodes"] == [
        {
            "recordId": worlds.id_of(payer.account),
            "recipient": "PROCESSOR",
            "recipientId": None,
            "fields": ["address.city", "name", "taxId"],
            "times": 2,
        }
    ]


def test_seats_follow_people_and_what_was_asked_for(payer: Payer) -> None:
    within(payer, wishes.change_plan, Plan.MONTHLY)
    within(payer, actions.set_payment_method, "pm_card_visa")
    worlds.user(payer.account)
    payer.settle_now("one")
    assert payer.standing("seats", "seats_used") == (2, 2)
    within(payer, wishes.set_seats, 5)
    payer.settle_now("two")
    assert payer.standing("seats", "seats_used") == (5, 2)
    User.objects.filter(account=payer.account).exclude(pk=payer.user.pk).update(is_active=False)
    within(payer, wishes.set_seats, 1)
    payer.settle_now("three")
    [subscription] = payer.kept("subscription")
    assert [item["quantity"] for item in subscription["items"]["data"]] == [1]
    assert payer.standing("seats", "seats_used") == (5, 1)


def test_who_leaves_is_forgotten_by_the_processor(payer: Payer) -> None:
    within(payer, actions.set_billing_details, DETAILS)
    within(payer, wishes.change_plan, Plan.MONTHLY)
    payer.settle_now("one")
    within(payer, wishes.leave)
    payer.settle_now("two")
    assert [customer for customer in payer.kept("customer") if not customer.get("deleted")] == []
    assert not Customer.objects.filter(account=payer.account).exists()
    with account_context(payer.account.pk):
        row = Subscription.objects.get()
    assert (row.processor_id, row.quantity, row.plan, row.left) == (None, 0, None, 1)
    assert payer.standing("status", "plan", "is_pending") == ("TRIALING", None, False)

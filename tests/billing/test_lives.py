"""What becomes of an account that pays, or does not? Whole lives on the processor's clock, over HTTP on both sides."""

import math
from fractions import Fraction
from unittest.mock import ANY

import pytest
from django.conf import settings
from django.core import mail

import worlds
from accounts import seats as people
from accounts.models import User
from api import Api
from billing.models import Customer
from database.context import account_context
from tests.billing.payer import MONTHLY, YEARLY, Payer, begin_clock
from tests.billing.simulator.visitor import CARDS, Visitor

STANDING = ("status", "reason", "is_open")
WELL = ("ACTIVE", None, True)
READ_ONLY_SUBJECT = "Your Steward account can be read, and not changed"
TOMBSTONE = {"object": "customer", "deleted": True}
CREATE = 'mutation { createContact(input: {firstName: "Ann"}) { userErrors { code field } } }'
DELETE = "mutation($id: ID!) { deleteContact(input: {id: $id}) { userErrors { code field } } }"
READ = "query($id: ID!) { node(id: $id) { id } }"


@pytest.fixture
def payer(processor: str, api: Api, monkeypatch: pytest.MonkeyPatch) -> Payer:
    """Somebody on trial since a moment ago, who lives on a clock."""
    clock = begin_clock(processor)
    monkeypatch.setattr(settings, "STRIPE_TEST_CLOCK", clock)
    mail.outbox.clear()
    return Payer(processor, api, clock)


def test_a_trial_with_a_card_becomes_paid(payer: Payer) -> None:
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (("TRIALING", None, True), 0)
    payer.pass_days(14.1)
    assert (payer.standing(*STANDING), payer.taken) == (WELL, MONTHLY)
    payer.pass_days(31)
    assert (payer.standing(*STANDING), payer.taken, payer.subjects) == (WELL, 2 * MONTHLY, [])


def test_a_trial_without_a_card_ends_read_only(payer: Payer) -> None:
    payer.do("changePlan", plan="MONTHLY")
    payer.pass_days(14.1)
    assert payer.standing(*STANDING) == ("CANCELED", "TRIAL_ENDED", False)


def test_without_a_plan_the_trial_ends_read_only_and_nobody_was_told(payer: Payer) -> None:
    payer.age(14.1)
    payer.settle()
    assert payer.standing(*STANDING) == ("UNPAID", "TRIAL_ENDED", False)
    assert payer.kept("customer") == []
    assert payer.refused("changePlan", plan="MONTHLY") == [("PAYMENT_METHOD_NEEDED", None)]


def test_what_is_declined_is_retried_then_read_only_and_recovers(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    contact = worlds.contact(payer.user)
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("PAST_DUE", "PAYMENT_FAILED", True)
    assert payer.subjects == ["A payment for Steward failed"]
    assert payer.api.refusals(CREATE) == []
    payer.pass_days(15.1)
    assert payer.standing(*STANDING) == ("UNPAID", "PAYMENT_FAILED", False)
    assert payer.subjects == ["A payment for Steward failed", READ_ONLY_SUBJECT]
    assert payer.api.refusals(CREATE) == [("READ_ONLY", None)]
    assert payer.api.data(READ, id=worlds.id_of(contact)) == {"node": {"id": worlds.id_of(contact)}}
    assert payer.api.refusals(DELETE, id=worlds.id_of(contact)) == []
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, 2 * MONTHLY)
    assert payer.api.refusals(CREATE) == []


def test_a_card_given_on_the_processors_page_pays_what_is_open(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("PAST_DUE", "PAYMENT_FAILED", True)
    url = payer.do("startPaymentSetup", hosted=True)["url"]
    Visitor(payer.url).visit(url).press("Save", card=CARDS["pays"])
    payer.settle()
    assert (payer.standing(*STANDING), payer.taken) == (WELL, 2 * MONTHLY)


def test_a_bank_that_asks_is_answered_on_the_processors_page(payer: Payer) -> None:
    payer.age(15)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_threeDSecure2Required")
    payer.do("changePlan", plan="MONTHLY")
    assert payer.standing(*STANDING) == ("UNPAID", "PAYMENT_NEEDS_CONFIRMATION", False)
    confirm(payer)
    assert (payer.standing(*STANDING), payer.taken) == (WELL, MONTHLY)


def test_a_first_bill_that_is_declined_is_paid_by_the_next_card(payer: Payer) -> None:
    payer.age(15)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing("status", "is_open"), payer.taken) == (("UNPAID", False), 0)
    payer.do("setSeats", seats=3)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    assert payer.standing(*STANDING, "seats", "is_pending") == (*WELL, 3, False)
    assert payer.taken == MONTHLY
    assert [one["status"] for one in payer.subscriptions] == ["active"]


def test_a_first_bill_that_nobody_pays_ends_and_a_plan_begins_anew(payer: Payer) -> None:
    payer.age(15)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    payer.do("changePlan", plan="MONTHLY")
    payer.pass_days(1)
    assert payer.standing(*STANDING) == ("UNPAID", "PAYMENT_FAILED", False)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, MONTHLY)
    assert [one["status"] for one in payer.subscriptions] == ["incomplete_expired", "active"]


def test_more_seats_are_charged_for_the_rest_of_the_period(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.pass_days(10.3)
    left = what_is_left(payer)
    payer.do("setSeats", seats=5)
    payer.pass_days(21)
    assert payer.lines == [(-share(MONTHLY, left), 1), (share(5 * MONTHLY, left), 5), (5 * MONTHLY, 5)]
    assert payer.taken == MONTHLY + 5 * MONTHLY + share(5 * MONTHLY, left) - share(MONTHLY, left)


def test_fewer_seats_are_fewer_on_the_next_bill(payer: Payer) -> None:
    begin_to_pay(payer, seats=5)
    payer.pass_days(10)
    payer.do("setSeats", seats=2)
    assert payer.standing("seats", "is_pending") == (5, False)
    payer.pass_days(21.1)
    assert (payer.lines, payer.standing("seats")) == ([(2 * MONTHLY, 2)], (2,))
    assert payer.taken == 7 * MONTHLY


def test_going_down_and_up_again_within_a_period_costs_nothing(payer: Payer) -> None:
    begin_to_pay(payer, seats=4)
    for seats in (2, 4, 1, 3):
        payer.pass_days(3)
        payer.do("setSeats", seats=seats)
    left = what_is_left(payer)
    payer.do("setSeats", seats=6)
    payer.pass_days(19.1)
    assert payer.lines == [(-share(4 * MONTHLY, left), 4), (share(6 * MONTHLY, left), 6), (6 * MONTHLY, 6)]


def test_seats_follow_who_comes_and_goes(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "DELAY_SECONDS", 0)
    begin_to_pay(payer)
    colleague = worlds.user(payer.account)
    tell_of_people(payer)
    assert payer.standing("seats", "seats_used", "is_pending") == (2, 2, False)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    tell_of_people(payer)
    assert payer.standing("seats", "seats_used", "is_pending") == (2, 1, False)
    assert payer.subscriptions[0]["items"]["data"][0]["quantity"] == 1


def test_from_months_to_years_and_back_what_is_left_is_credited(payer: Payer) -> None:
    begin_to_pay(payer, seats=2)
    payer.pass_days(10)
    left = what_is_left(payer)
    payer.do("changePlan", plan="YEARLY")
    assert payer.lines == [(-share(2 * MONTHLY, left), 2), (2 * YEARLY, 2)]
    assert payer.standing("plan", "seat_price", *STANDING) == ("YEARLY", YEARLY, *WELL)
    payer.pass_days(40)
    taken, left = payer.taken, what_is_left(payer)
    payer.do("changePlan", plan="MONTHLY")
    assert payer.lines == [(-share(2 * YEARLY, left), 2), (2 * MONTHLY, 2)]
    assert payer.standing("plan", "seat_price", *STANDING) == ("MONTHLY", MONTHLY, *WELL)
    assert payer.taken == taken  # the credit pays for it


def test_who_cancels_may_come_back_before_the_end(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.do("cancelSubscription")
    [end] = payer.standing("cancel_at")
    assert (end, payer.standing(*STANDING)) == (payer.standing("current_period_end")[0], WELL)
    payer.do("changePlan", plan="MONTHLY")
    payer.pass_days(31.1)
    assert payer.standing("cancel_at", *STANDING) == (None, *WELL)
    assert (payer.taken, len(payer.subscriptions)) == (2 * MONTHLY, 1)


def test_who_has_canceled_may_come_back_after_the_end(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.do("cancelSubscription")
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("CANCELED", "CANCELED", False)
    assert (payer.taken, payer.subjects) == (MONTHLY, [READ_ONLY_SUBJECT])
    payer.do("changePlan", plan="YEARLY")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, MONTHLY + YEARLY)
    assert [one["status"] for one in payer.subscriptions] == ["canceled", "active"]


def test_who_cancels_on_the_processors_page_has_canceled(payer: Payer) -> None:
    begin_to_pay(payer)
    portal = Visitor(payer.url).visit(payer.do("billingPortal")["url"])
    portal.press("Cancel at the end of the period")
    payer.settle()
    assert payer.standing("cancel_at") == payer.standing("current_period_end")
    portal.press("Do not cancel")
    payer.settle()
    assert payer.standing("cancel_at") == (None,)
    portal.press("Cancel at the end of the period")
    payer.settle()
    payer.do("setSeats", seats=2)
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("CANCELED", "CANCELED", False)


def test_who_removes_billing_details_is_forgotten_by_the_processor(payer: Payer) -> None:
    payer.do("setBillingDetails", name="Zoë Ångström")
    begin_to_pay(payer)
    payer.do("removeBillingDetails")
    assert payer.kept("customer") == [{**TOMBSTONE, "id": ANY, "test_clock": payer.clock}]
    assert [one["status"] for one in payer.kept("subscription")] == ["canceled"]
    assert payer.standing(*STANDING, "plan") == ("UNPAID", "TRIAL_ENDED", False, None)
    assert not Customer.objects.filter(account=payer.account).exists()


def test_an_account_is_closed_and_opened_again(payer: Payer) -> None:
    begin_to_pay(payer)
    payer.do("closeAccount")
    assert payer.standing(*STANDING) == ("CANCELED", "ACCOUNT_CLOSED", False)
    assert [one.get("deleted") for one in payer.kept("customer")] == [True]
    assert payer.api.refusals(CREATE) == [("READ_ONLY", None)]
    assert payer.refused("changePlan", plan="MONTHLY") == [("PAYMENT_METHOD_NEEDED", None)]
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, 2 * MONTHLY)
    assert [one.get("deleted") for one in payer.kept("customer")] == [True, None]


def test_who_closes_on_trial_has_no_trial_left_until_there_is_a_plan(payer: Payer) -> None:
    payer.do("closeAccount")
    assert payer.standing(*STANDING) == ("CANCELED", "ACCOUNT_CLOSED", False)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (("TRIALING", None, True), 0)


def begin_to_pay(payer: Payer, *, seats: int = 1) -> None:
    """Have the trial behind, and the first month paid."""
    payer.age(15)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    payer.do("setSeats", seats=seats)
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, seats * MONTHLY)


def confirm(payer: Payer) -> None:
    """Prove to the bank who pays, on the page of the newest invoice."""
    [bill] = payer.stripe("GET", "invoices", customer=payer.customer, limit=1)["data"]
    Visitor(payer.url).visit(bill["hosted_invoice_url"]).press("Pay", card=CARDS["3-D Secure"]).press("Complete")
    payer.settle()


def tell_of_people(payer: Payer) -> None:
    with account_context(payer.account.pk):
        people.changed(payer.account.pk)
    payer.settle()


def what_is_left(payer: Payer) -> Fraction:
    """How much of the period is to come."""
    [item] = payer.subscriptions[-1]["items"]["data"]
    start, end = item["current_period_start"], item["current_period_end"]
    return Fraction(end - payer.now, end - start)


def share(amount: int, left: Fraction) -> int:
    """Cents of an amount, rounded half up."""
    return math.floor(amount * left + Fraction(1, 2))

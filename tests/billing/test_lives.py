"""What becomes of an account that pays, or does not? Whole lives on the processor's clock, over HTTP on both sides."""

from unittest.mock import ANY

import worlds
from billing.models import Customer
from tests.billing.payer import MONTHLY, STANDING, WELL, YEARLY, Payer
from tests.billing.simulator.visitor import CARDS, Visitor

READ_ONLY_SUBJECT = "Your Steward account can be read, and not changed"
TOMBSTONE = {"object": "customer", "deleted": True}
CREATE = 'mutation { createContact(input: {firstName: "Ann"}) { userErrors { code field } } }'
DELETE = "mutation($id: ID!) { deleteContact(input: {id: $id}) { userErrors { code field } } }"
READ = "query($id: ID!) { node(id: $id) { id } }"


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
    payer.begin_to_pay()
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
    payer.begin_to_pay()
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


def test_a_bank_that_asks_about_a_later_bill_is_answered_too(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.do("setPaymentMethod", paymentMethodId="pm_card_threeDSecure2Required")
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("PAST_DUE", "PAYMENT_NEEDS_CONFIRMATION", True)
    assert payer.subjects == ["A payment for Steward failed"]
    confirm(payer, "Fail")
    assert payer.standing(*STANDING) == ("PAST_DUE", "PAYMENT_FAILED", True)
    confirm(payer)
    assert (payer.standing(*STANDING), payer.taken) == (WELL, 2 * MONTHLY)


def test_a_first_bill_that_is_declined_is_paid_by_the_next_card(payer: Payer) -> None:
    payer.age(15)
    payer.do("setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    payer.do("changePlan", plan="MONTHLY")
    assert (payer.standing(*STANDING), payer.taken) == (("UNPAID", "PAYMENT_FAILED", False), 0)
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


def test_who_cancels_may_come_back_before_the_end(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.do("cancelSubscription")
    [end] = payer.standing("cancel_at")
    assert (end, payer.standing(*STANDING)) == (payer.standing("current_period_end")[0], WELL)
    payer.do("changePlan", plan="MONTHLY")
    payer.pass_days(31.1)
    assert payer.standing("cancel_at", *STANDING) == (None, *WELL)
    assert (payer.taken, len(payer.subscriptions)) == (2 * MONTHLY, 1)


def test_who_has_canceled_may_come_back_after_the_end(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.do("cancelSubscription")
    payer.pass_days(31.1)
    assert payer.standing(*STANDING) == ("CANCELED", "CANCELED", False)
    assert (payer.taken, payer.subjects) == (MONTHLY, [READ_ONLY_SUBJECT])
    payer.do("changePlan", plan="YEARLY")
    assert (payer.standing(*STANDING), payer.taken) == (WELL, MONTHLY + YEARLY)
    assert [one["status"] for one in payer.subscriptions] == ["canceled", "active"]


def test_who_cancels_on_the_processors_page_has_canceled(payer: Payer) -> None:
    payer.begin_to_pay()
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


def test_a_wish_about_something_else_does_not_undo_a_cancellation_that_is_not_told_of_yet(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.control("settings", webhooks={"copies": 0})
    Visitor(payer.url).visit(payer.do("billingPortal")["url"]).press("Cancel at the end of the period")
    payer.do("setSeats", seats=2)
    assert payer.standing("cancel_at") == payer.standing("current_period_end")
    payer.do("changePlan", plan="MONTHLY")  # who chooses a plan comes back
    assert payer.standing("cancel_at", "seats") == (None, 2)


def test_p14_who_removes_billing_details_is_forgotten_by_the_processor(payer: Payer) -> None:
    payer.do("setBillingDetails", name="Zoë Ångström")
    payer.begin_to_pay()
    payer.do("removeBillingDetails")
    assert payer.kept("customer") == [{**TOMBSTONE, "id": ANY, "test_clock": payer.clock}]
    assert [one["status"] for one in payer.kept("subscription")] == ["canceled"]
    assert payer.standing(*STANDING, "plan") == ("UNPAID", "TRIAL_ENDED", False, None)
    assert not Customer.objects.filter(account=payer.account).exists()


def test_p14_an_account_is_closed_and_opened_again(payer: Payer) -> None:
    payer.begin_to_pay()
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


def confirm(payer: Payer, answer: str = "Complete") -> None:
    """Prove to the bank who pays, on the page of the newest invoice; or fail to."""
    [bill] = payer.stripe("GET", "invoices", customer=payer.customer, limit=1)["data"]
    Visitor(payer.url).visit(bill["hosted_invoice_url"]).press("Pay", card=CARDS["3-D Secure"]).press(answer)
    payer.settle()

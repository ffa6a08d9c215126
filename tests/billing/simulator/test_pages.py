"""Can a person do what only a person can? Save a card, prove who they are, pay a bill, look after their billing."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.billing.simulator.life import DAY, MONTHLY, START, Life
from tests.billing.simulator.visitor import CARDS, Visitor

Lives = Callable[..., Life]
BACK = "http://steward.example/billing"


@pytest.fixture
def visitor(simulator: str) -> Visitor:
    return Visitor(simulator)


def checkout(ada: Life, **more: Any) -> stripe.checkout.Session:
    given: Any = {
        "mode": "setup",
        "currency": "usd",
        "customer": ada.customer,
        "success_url": f"{BACK}?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{BACK}?<b>",
    } | more
    return ada.api.checkout.sessions.create(given)


def portal(ada: Life) -> str:
    return ada.api.billing_portal.sessions.create({"customer": ada.customer, "return_url": BACK}).url


def cards(ada: Life) -> list[str | None]:
    kept = ada.api.customers.payment_methods.list(ada.customer).data
    return [method.card.last4 if method.card else None for method in kept]


def test_a_card_is_saved_in_a_checkout_session(life: Lives, visitor: Visitor) -> None:
    ada = life(card=None)
    session = checkout(ada)
    visitor.visit(session.url).press("Save", card=CARDS["declined"])
    assert (visitor.status, cards(ada)) == (402, [])
    assert "Your card was declined." in visitor.text
    visitor.press("Save", card=CARDS["pays"])
    assert visitor.url == f"{BACK}?session={session.id}"
    done = ada.api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert (done.status, done.url, done.setup_intent.status, cards(ada)) == ("complete", None, "succeeded", ["4242"])
    assert {"setup_intent.setup_failed", "setup_intent.succeeded", "checkout.session.completed"} <= set(ada.events)


def test_a_session_is_visited_once(life: Lives, visitor: Visitor) -> None:
    ada = life(card=None)
    first, second = checkout(ada), checkout(ada)
    visitor.visit(first.url).press("Save", card=CARDS["pays"])
    assert visitor.visit(first.url).buttons == set()
    assert ada.api.checkout.sessions.expire(second.id).status == "expired"
    assert visitor.visit(second.url).buttons == set()
    assert "checkout.session.expired" in ada.events


def test_nothing_is_saved_for_a_customer_who_is_gone(life: Lives, visitor: Visitor) -> None:
    ada = life(card=None)
    session = checkout(ada)
    ada.api.customers.delete(ada.customer)
    visitor.visit(session.url).press("Save", card=CARDS["pays"])
    assert (visitor.status, "No such customer" in visitor.text) == (400, True)
    assert [one for one in ada.api.payment_methods.list().data if one.customer == ada.customer] == []


def test_a_page_is_for_whoever_has_its_address(life: Lives, visitor: Visitor) -> None:
    ada = life()
    ada.subscribe()
    bill = ada.api.invoices.list({"customer": ada.customer}).data[0].hosted_invoice_url
    for address in (checkout(ada).url, portal(ada), bill):
        assert address
        assert visitor.visit(address).status == 200
        assert visitor.visit(f"{address[:-1]}!").status == 404


def test_what_is_shown_is_escaped(life: Lives, visitor: Visitor) -> None:
    ada = life()
    visitor.visit(checkout(ada).url)
    assert "&lt;b&gt;" in visitor.text
    assert "<b>" not in visitor.text


@pytest.mark.parametrize(("answer", "kept"), [("Complete", ["3220"]), ("Fail", [])])
def test_a_person_proves_who_they_are_when_they_save_a_card(
    life: Lives, visitor: Visitor, answer: str, kept: list[str]
) -> None:
    ada = life(card=None)
    session = checkout(ada)
    visitor.visit(session.url).press("Save", card=CARDS["3-D Secure"])
    assert (visitor.buttons, cards(ada)) == ({"Complete", "Fail"}, [])
    visitor.press(answer)
    assert cards(ada) == kept
    status = ada.api.checkout.sessions.retrieve(session.id).status
    assert (status, visitor.url == session.url) == (("complete", False) if kept else ("open", True))


def test_a_setup_intent_has_a_page_too(life: Lives, visitor: Visitor, simulator: str) -> None:
    ada = life(card=None)
    intent = ada.api.setup_intents.create({"customer": ada.customer, "automatic_payment_methods": {"enabled": True}})
    address = f"{simulator}/setup/{intent.id}/{intent.client_secret}"
    visitor.visit(address).press("Save", card=CARDS["3-D Secure once"]).press("Complete")
    assert ada.api.setup_intents.retrieve(intent.id).status == "succeeded"
    assert visitor.visit(address).buttons == set()
    (method,) = ada.api.customers.payment_methods.list(ada.customer).data
    assert ada.subscribe(default_payment_method=method.id).status == "active"


def test_a_person_subscribes_in_a_checkout_session(life: Lives, visitor: Visitor) -> None:
    ada = life(card=None)
    items = [{"price": ada.monthly, "quantity": 2}]
    session = checkout(ada, mode="subscription", line_items=items, subscription_data={"trial_end": START + 20 * DAY})
    visitor.visit(session.url).press("Subscribe", card=CARDS["pays"])
    done = ada.api.checkout.sessions.retrieve(session.id)
    assert isinstance(done.subscription, str)
    ada.subscription = done.subscription
    assert (done.payment_status, ada.status, ada.item.quantity) == ("no_payment_required", "trialing", 2)
    ada.pass_days(20.1)
    assert (ada.status, ada.taken) == ("active", 2 * MONTHLY)


def test_a_person_pays_a_first_bill_by_themselves(life: Lives, visitor: Visitor) -> None:
    ada = life(card=None)
    settings = {"save_default_payment_method": "on_subscription"}
    expand = ["latest_invoice.confirmation_secret"]
    made = ada.subscribe(payment_behavior="default_incomplete", payment_settings=settings, expand=expand)
    bill = made.latest_invoice
    assert isinstance(bill, stripe.Invoice)
    assert (made.status, bill.status, bill.confirmation_secret is not None) == ("incomplete", "open", True)
    visitor.visit(bill.hosted_invoice_url).press("Pay", card=CARDS["declined"])
    assert (visitor.status, ada.status) == (402, "incomplete")
    visitor.press("Pay", card=CARDS["pays"])
    assert (ada.status, ada.taken, cards(ada)) == ("active", 3 * MONTHLY, ["4242"])
    assert ada.state.default_payment_method is not None
    ada.pass_days(31.1)
    assert ada.taken == 6 * MONTHLY


def test_a_renewal_waits_until_the_person_proves_who_they_are(life: Lives, visitor: Visitor) -> None:
    ada = life()
    ada.subscribe()
    ada.pay_with("pm_card_threeDSecure2Required")
    ada.pass_days(31.1)
    assert ada.status == "past_due"
    assert "invoice.payment_action_required" in ada.events
    bill = ada.api.invoices.list({"customer": ada.customer, "limit": 1}).data[0]
    with pytest.raises(stripe.CardError) as refused:
        ada.api.invoices.pay(bill.id)
    assert refused.value.code == "invoice_payment_intent_requires_action"
    visitor.visit(bill.hosted_invoice_url).press("Pay", card=CARDS["3-D Secure"]).press("Fail")
    assert ada.status == "past_due"
    visitor.press("Pay", card=CARDS["3-D Secure"]).press("Complete")
    assert (ada.status, ada.taken) == ("active", 6 * MONTHLY)
    visitor.visit(bill.hosted_invoice_url)
    assert visitor.buttons == set()


def test_a_person_looks_after_their_billing(life: Lives, visitor: Visitor) -> None:
    ada = life()
    ada.subscribe()
    visitor.visit(portal(ada)).press("Cancel at the end of the period")
    assert ada.state.cancel_at_period_end
    visitor.press("Do not cancel")
    assert not ada.state.cancel_at_period_end
    visitor.press("Add and pay with it", card=CARDS["fails later"])
    assert sorted(str(card) for card in cards(ada)) == ["0341", "4242"]
    visitor.press("Pay with it")
    ada.pass_days(31.1)
    assert (ada.status, ada.taken) == ("active", 6 * MONTHLY)


def test_the_next_payment_can_be_made_to_fail(life: Lives, visitor: Visitor) -> None:
    ada = life()
    ada.subscribe()
    visitor.visit(portal(ada)).press("Have the next payment fail")
    ada.pass_days(31.1)
    assert (ada.status, ada.taken) == ("past_due", 3 * MONTHLY)
    ada.pass_days(3.1)
    assert (ada.status, ada.taken) == ("active", 6 * MONTHLY)


def test_the_portal_is_of_one_customer(life: Lives, visitor: Visitor) -> None:
    ada, ben = life(), life()
    ada.subscribe()
    card = ben.pay_with("pm_card_visa")
    visitor.visit(portal(ada)).press("Have the next payment fail", do="default", method=card)
    assert visitor.status == 400
    visitor.visit(portal(ben)).press("Have the next payment fail", do="cancel", subscription=ada.subscription)
    assert (visitor.status, ada.state.cancel_at_period_end) == (400, False)

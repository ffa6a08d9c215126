"""Does each test card do what Stripe says it does?"""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from billing.simulator.cards import BY_NAME, CARDS
from tests.billing.simulator.life import Life

pytestmark = pytest.mark.usefixtures("simulator")  # it is new each time, and knows nobody

Lives = Callable[..., Life]
REFUSED = {
    "4000000000000002": ("card_declined", "generic_decline"),
    "4000000000009995": ("card_declined", "insufficient_funds"),
    "4000000000000069": ("expired_card", None),
    "4000000000000127": ("incorrect_cvc", None),
    "4000000000000119": ("processing_error", None),
}


def method(ada: Life, number: str) -> str:
    card: Any = {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    return ada.api.payment_methods.create({"type": "card", "card": card}).id


@pytest.mark.parametrize(("number", "why"), REFUSED.items())
def test_a_card_that_is_refused_cannot_be_saved(life: Lives, number: str, why: tuple[str, str | None]) -> None:
    ada = life(card=None)
    card = method(ada, number)
    with pytest.raises(stripe.CardError) as attaching:
        ada.api.payment_methods.attach(card, {"customer": ada.customer})
    intent = ada.api.setup_intents.create({"customer": ada.customer})
    with pytest.raises(stripe.CardError) as confirming:
        ada.api.setup_intents.confirm(intent.id, {"payment_method": card})
    for refused in (attaching, confirming):
        assert refused.value.error is not None
        assert (refused.value.code, refused.value.error.decline_code or None) == why
    kept = ada.api.setup_intents.retrieve(intent.id)
    assert kept.last_setup_error is not None
    assert (kept.status, kept.last_setup_error.code) == ("requires_payment_method", why[0])
    assert ada.api.customers.payment_methods.list(ada.customer).data == []


@pytest.mark.parametrize(
    ("number", "brand"),
    [("4242424242424242", "visa"), ("5555555555554444", "mastercard"), ("378282246310005", "amex")],
)
def test_a_card_that_is_good_pays(life: Lives, number: str, brand: str) -> None:
    ada = life(card=None)
    card = method(ada, number)
    kept = ada.api.payment_methods.retrieve(card).card
    assert kept is not None
    assert (kept.brand, kept.last4, kept.exp_year) == (brand, number[-4:], 2040)
    ada.pay_with(card)
    assert ada.subscribe().status == "active"


def test_a_card_that_fails_later_can_be_saved(life: Lives) -> None:
    ada = life(card=None)
    ada.pay_with(method(ada, "4000000000000341"))
    assert (ada.subscribe().status, ada.taken) == ("incomplete", 0)
    (charge,) = ada.api.charges.list({"customer": ada.customer}).data
    assert (charge.status, charge.failure_code, charge.paid) == ("failed", "card_declined", False)


def test_authentication_is_asked_for_each_time_or_once(life: Lives) -> None:
    always, once = life(card="pm_card_authenticationRequired"), life(card="pm_card_authenticationRequiredOnSetup")
    for ada in (always, once):
        made = ada.subscribe()
        (intent,) = ada.api.payment_intents.list({"customer": ada.customer}).data
        assert (made.status, intent.status, ada.taken) == ("incomplete", "requires_action", 0)
        assert intent.next_action is not None


def test_a_name_is_a_new_card_each_time(life: Lives) -> None:
    ada = life(card=None)
    first, second = ada.pay_with("pm_card_visa"), ada.pay_with("pm_card_visa")
    assert first != second
    assert len(ada.api.customers.payment_methods.list(ada.customer).data) == 2


def test_a_number_that_is_no_test_card_is_refused_and_not_repeated(life: Lives, simulator: str) -> None:
    ada = life(card=None)
    number = "4111111111111111"
    with pytest.raises(stripe.CardError) as refused:
        method(ada, number)
    assert refused.value.code == "incorrect_number"
    assert number not in str(refused.value.http_body)


def test_every_card_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == sum(len(card.names) for card in CARDS)
    assert {card.number for card in BY_NAME.values()} == {card.number for card in CARDS}

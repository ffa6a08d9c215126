"""What if what is given is wrong, or the processor fails? A typed refusal, nothing half done, and nothing charged."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import stripe
from django.conf import settings

import worlds
from api import Api
from billing import actions
from billing.stripe_api import client
from processes import eventually
from tests.billing.payer import Payer
from tests.billing.simulator.visitor import CARDS, Visitor

NO_METHOD = [("INVALID", "paymentMethodId")]
UNAVAILABLE = [("PROCESSOR_UNAVAILABLE", None)]
CARD = "4242 4242 4242 4242"
# What is asked of the processor within the request.
ASKING: dict[str, dict[str, Any]] = {
    "setBillingDetails": {"name": "Zoë Ångström", "taxId": {"type": "eu_vat", "value": "DE123456789"}},
    "setPaymentMethod": {"paymentMethodId": "pm_card_visa"},
    "startPaymentSetup": {"hosted": True},
    "billingPortal": {},
}
FAULTS = [
    *({"answer": answer} for answer in ("429", "500", "503", "nonsense", "reset")),
    *({"answer": answer, "when": "after"} for answer in ("500", "503", "nonsense")),
    {"latency_milliseconds": 700},
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, processor: str) -> Iterator[None]:
    """Have Stripe's library wait for nothing that a test could not."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.01)
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.5)
    client.reset()
    yield
    client.reset()


@pytest.fixture
def new_payer(processor: str, api: Api) -> Callable[[], Payer]:
    return lambda: Payer(processor, api)


@pytest.fixture
def payer(new_payer: Callable[[], Payer]) -> Payer:
    """Somebody who pays for one seat."""
    made = new_payer()
    assert made.refused("setPaymentMethod", paymentMethodId="pm_card_visa") == []
    assert made.refused("changePlan", plan="MONTHLY") == []
    made.settle_now()
    return made


def test_what_somebody_else_pays_with_is_theirs(payer: Payer, new_payer: Callable[[], Payer]) -> None:
    theirs = new_payer()
    theirs.do("setPaymentMethod", paymentMethodId="pm_card_visa")
    session = Visitor(theirs.url).visit(theirs.do("startPaymentSetup", hosted=True)["url"])
    session.press("Save", card=CARDS["pays"])
    theirs.settle()
    setups = [one["id"] for kind in ("setup_intent", "checkout.session") for one in payer.kept(kind)]
    methods = [one["id"] for one in theirs.stripe("GET", "payment_methods", customer=theirs.customer)["data"]]
    assert {given.partition("_")[0] for given in (*setups, *methods)} == {"seti", "cs", "pm"}
    before = worlds.rows(payer.user, theirs.user), payer.kept("customer")
    for given in (*setups, *methods):
        assert payer.refused("setPaymentMethod", paymentMethodId=given) == NO_METHOD
    assert (worlds.rows(payer.user, theirs.user), payer.kept("customer")) == before
    for given in (*setups, *methods):
        assert theirs.refused("setPaymentMethod", paymentMethodId=given) == []


def test_a_setup_that_gave_nothing_is_none(payer: Payer) -> None:
    payer.do("startPaymentSetup", hosted=False)
    payer.do("startPaymentSetup", hosted=True)
    before = payer.kept("customer")
    for kind in ("setup_intent", "checkout.session"):
        [begun] = [one["id"] for one in payer.kept(kind) if one["status"] != "succeeded"][-1:]
        assert payer.refused("setPaymentMethod", paymentMethodId=begun) == NO_METHOD
    assert payer.kept("customer") == before


@pytest.mark.parametrize(
    "given",
    [
        *("", "pm_", "pm_short", "tok_visa_12345678", "card_1234567890", "cus_1234567890", "PM_card_visa1"),
        *("pm_card_nobody_has", "seti_nobody_has_it", "cs_nobody_has_it", "pm_card_visa\n", " pm_card_visa"),
        *("pm_card_visa/../customers", "pm_card_vis\u00e4", f"pm_{'a' * 300}"),
    ],
)
def test_what_is_no_payment_method_is_refused(payer: Payer, given: str) -> None:
    before = worlds.rows(payer.user), payer.kept("customer"), payer.kept("payment_method")
    assert payer.refused("setPaymentMethod", paymentMethodId=given) == NO_METHOD
    assert (worlds.rows(payer.user), payer.kept("customer"), payer.kept("payment_method")) == before


def test_a_card_that_is_declined_leaves_the_one_there_was(payer: Payer) -> None:
    before = payer.kept("customer")[0]["invoice_settings"]
    assert payer.refused("setPaymentMethod", paymentMethodId="pm_card_chargeDeclined") == [
        ("PAYMENT_DECLINED", "paymentMethodId")
    ]
    assert payer.kept("customer")[0]["invoice_settings"] == before


@pytest.mark.parametrize("seats", [0, -1, -(2**31), 10_001, 2**31 - 1])
def test_seats_are_a_number_that_can_be_paid_for(payer: Payer, seats: int) -> None:
    before = worlds.rows(payer.user)
    assert payer.refused("setSeats", seats=seats) == [("INVALID", "seats")]
    assert worlds.rows(payer.user) == before


def test_seats_are_no_fewer_than_people(payer: Payer) -> None:
    worlds.user(payer.account)
    before = worlds.rows(payer.user)
    assert payer.refused("setSeats", seats=1) == [("INVALID", "seats")]
    assert worlds.rows(payer.user) == before
    assert payer.refused("setSeats", seats=2) == []


def test_who_has_no_plan_has_none_to_cancel(new_payer: Callable[[], Payer]) -> None:
    payer = new_payer()
    before = worlds.rows(payer.user)
    assert payer.refused("cancelSubscription") == [("INVALID", None)]
    assert worlds.rows(payer.user) == before


@pytest.mark.parametrize("plan", ["WEEKLY", "monthly", "", None, 1])
def test_a_plan_that_is_none_is_not_read(payer: Payer, plan: Any) -> None:
    before = worlds.rows(payer.user)
    query = "mutation($input: ChangePlanInput!) { changePlan(input: $input) { userErrors { code } } }"
    assert payer.api.code(query, input={"plan": plan}) == "BAD_VARIABLES"
    assert worlds.rows(payer.user) == before


@pytest.mark.parametrize(
    "given",
    [
        *({name: CARD} for name in ("name", "email")),
        *({"address": {name: CARD}} for name in ("street", "city", "region", "postalCode", "country")),
        *({"taxId": {"type": "eu_vat", "value": CARD}}, {"taxId": {"type": CARD, "value": "DE123456789"}}),
    ],
    ids=str,
)
def test_the_number_of_a_card_goes_nowhere(payer: Payer, given: dict[str, Any]) -> None:
    before = worlds.rows(payer.user), payer.kept("customer"), payer.kept("tax_id")
    query = "mutation($input: SetBillingDetailsInput!) { setBillingDetails(input: $input) { userErrors { code } } }"
    assert payer.api.code(query, input=given) == "CARD_NUMBER_REFUSED"
    assert (worlds.rows(payer.user), payer.kept("customer"), payer.kept("tax_id")) == before


@pytest.mark.parametrize("mutation", ASKING)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_processor_that_fails_leaves_nothing_behind(
    new_payer: Callable[[], Payer], mutation: str, fault: dict[str, Any]
) -> None:
    payer, given = new_payer(), ASKING[mutation]
    payer.control("faults", times=100, path="/v1/*", **fault)
    before = worlds.rows(payer.user)
    assert payer.refused(mutation, **given) == UNAVAILABLE
    assert worlds.rows(payer.user)["billing_subscription"] == before["billing_subscription"]
    payer.clear()
    payer.listen()
    eventually(lambda: payer.refused(mutation, **given) == [])  # what was too slow may still be at it
    assert len(payer.kept("customer")) == 1
    assert len(payer.kept("tax_id")) <= 1
    assert payer.control("ledger")["charges"] == []


@pytest.mark.parametrize("mutation", ASKING)
def test_an_answer_that_is_lost_is_asked_for_again(new_payer: Callable[[], Payer], mutation: str) -> None:
    payer = new_payer()
    payer.control("faults", times=1, path="/v1/*", answer="reset", when="after")
    assert payer.refused(mutation, **ASKING[mutation]) == []
    assert (len(payer.kept("customer")), payer.control("faults")) == (1, {"faults": []})


@pytest.mark.parametrize("mutation", ASKING)
def test_a_processor_that_is_not_there_is_told_of(
    new_payer: Callable[[], Payer], monkeypatch: pytest.MonkeyPatch, mutation: str
) -> None:
    payer, given = new_payer(), ASKING[mutation]
    before = worlds.rows(payer.user)
    with monkeypatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as deaf:
        patch.setattr(settings, "STRIPE_API_ADDRESS", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        deaf.close()
        client.reset()
        assert payer.refused(mutation, **given) == UNAVAILABLE
    assert worlds.rows(payer.user) == before
    client.reset()
    assert payer.refused(mutation, **given) == []


@pytest.mark.parametrize("mutation", ASKING)
def test_while_others_wait_for_a_slow_processor_nobody_more_does(
    payer: Payer, monkeypatch: pytest.MonkeyPatch, mutation: str
) -> None:
    monkeypatch.setattr(actions, "WAIT_SECONDS", 0.05)
    before = worlds.rows(payer.user), payer.kept("customer")
    with ExitStack() as others:
        for _ in range(actions.ASKED_AT_ONCE):
            others.enter_context(actions._asking())
        assert payer.refused(mutation, **ASKING[mutation]) == UNAVAILABLE
        assert (worlds.rows(payer.user), payer.kept("customer")) == before
        assert payer.refused("setSeats", seats=2) == []  # what asks nobody is done
    assert payer.refused(mutation, **ASKING[mutation]) == []


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_what_is_wished_waits_until_the_processor_is_there(payer: Payer, fault: dict[str, Any]) -> None:
    payer.control("faults", times=100, path="/v1/*", **fault)
    assert payer.refused("setSeats", seats=3) == []
    with pytest.raises(client.Unavailable):
        payer.settle_now()
    assert payer.standing("seats", "is_pending") == (1, True)
    payer.clear()
    payer.settle_now()
    assert payer.standing("seats", "is_pending") == (3, False)
    assert [one["items"]["data"][0]["quantity"] for one in payer.kept("subscription")] == [3]


def test_changes_at_once_come_one_after_the_other(new_payer: Callable[[], Payer]) -> None:
    payer = new_payer()
    payer.age(15)
    changes: list[tuple[str, dict[str, Any]]] = [("setPaymentMethod", {"paymentMethodId": "pm_card_visa"})] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: payer.refused(one[0], **one[1]), changes)) == [[]] * 4
    assert len(payer.kept("customer")) == 1
    changes = [("changePlan", {"plan": plan}) for plan in ("MONTHLY", "YEARLY")] * 2
    changes += [("setSeats", {"seats": seats}) for seats in (2, 3, 4, 5)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: payer.refused(one[0], **one[1]), changes)) == [[]] * 8
    payer.settle()
    [subscription] = payer.kept("subscription")
    [item] = subscription["items"]["data"]
    plan, seats, is_pending = payer.standing("plan", "seats", "is_pending")
    assert (item["quantity"], item["price"]["recurring"]["interval"]) == (seats, {"MONTHLY": "month"}.get(plan, "year"))
    assert (subscription["status"], is_pending) == ("active", False)
    assert payer.taken == seats * item["price"]["unit_amount"]

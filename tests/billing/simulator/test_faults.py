"""Does it go wrong as was asked, and no further? Each fault is met by Stripe's own client, which retries as it does."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from tests.billing.simulator.life import MONTHLY, START, Life

Controls = Callable[..., Any]
Clients = Callable[..., stripe.StripeClient]


@pytest.fixture
def patient(simulator: str, new_client: Clients, monkeypatch: pytest.MonkeyPatch) -> stripe.StripeClient:
    """A client that retries twice, without waiting."""
    monkeypatch.setattr(stripe.RequestsClient, "_sleep_time_seconds", lambda *_: 0)
    return new_client(simulator, retries=2)


def names(control: Controls) -> list[str]:
    return [one["name"] for one in control("GET", "state").get("customer", [])]


@pytest.mark.parametrize("answer", ["500", "503", "429", "reset", "nonsense"])
def test_a_call_fails_before_it_is_done(client: stripe.StripeClient, control: Controls, answer: str) -> None:
    control("POST", "faults", path="/v1/customers", answer=answer)
    with pytest.raises(stripe.StripeError):
        client.v1.customers.create({"name": "Ada"})
    assert names(control) == []
    client.v1.customers.create({"name": "Ada"})
    assert names(control) == ["Ada"]


@pytest.mark.parametrize("answer", ["500", "503", "reset", "nonsense"])
def test_a_call_fails_after_it_was_done(client: stripe.StripeClient, control: Controls, answer: str) -> None:
    control("POST", "faults", path="/v1/customers", answer=answer, when="after")
    with pytest.raises(stripe.StripeError):
        client.v1.customers.create({"name": "Ada"})
    assert names(control) == ["Ada"]


def test_errors_are_of_the_kind_that_the_client_knows(client: stripe.StripeClient, control: Controls) -> None:
    for answer, kind in (
        ("429", stripe.RateLimitError),
        ("500", stripe.APIError),
        ("reset", stripe.APIConnectionError),
    ):
        control("POST", "faults", answer=answer)
        with pytest.raises(kind):
            client.v1.customers.list()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_is_no_second_customer(
    patient: stripe.StripeClient, control: Controls, when: str
) -> None:
    control("POST", "faults", method="POST", answer="reset", when=when)
    assert patient.v1.customers.create({"name": "Ada"}).name == "Ada"
    assert names(control) == ["Ada"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_charges_nobody_twice(
    patient: stripe.StripeClient, control: Controls, when: str
) -> None:
    ada = Life(patient)
    control("POST", "faults", path="/v1/subscriptions", answer="reset", when=when)
    bill = ada.subscribe(seats=2).latest_invoice
    (charge,) = control("GET", "ledger")["charges"]
    assert (charge["customer"], charge["invoice"], charge["amount"]) == (ada.customer, bill, 2 * MONTHLY)
    assert (charge["currency"], charge["status"], charge["created"]) == ("usd", "succeeded", START)
    (made,) = [event for event in control("GET", "state")["event"] if event["type"] == "customer.subscription.created"]
    assert charge["idempotency_key"] == made["request"]["idempotency_key"] is not None


def test_the_ledger_keeps_what_was_refused_and_what_was_given_back(
    client: stripe.StripeClient, control: Controls
) -> None:
    ada = Life(client)
    ada.subscribe(seats=1)
    (charge,) = control("GET", "ledger")["charges"]
    client.v1.refunds.create({"charge": charge["id"], "amount": 200})
    ada.pay_with("pm_card_chargeCustomerFail")
    ada.pass_days(31.1)
    client.v1.customers.delete(ada.customer)
    kept = control("GET", "ledger")["charges"]
    assert [(one["status"], one["amount_refunded"]) for one in kept] == [("succeeded", 200), ("failed", 0)]
    assert kept[1]["idempotency_key"] is None  # it was time that charged


def test_a_server_that_recovers_is_asked_again(patient: stripe.StripeClient, control: Controls) -> None:
    control("POST", "faults", answer="503", times=2)
    assert patient.v1.customers.create({"name": "Ada"}).name == "Ada"
    assert names(control) == ["Ada"]
    control("POST", "faults", answer="503", times=3)
    with pytest.raises(stripe.APIError):
        patient.v1.customers.create({"name": "Ben"})
    assert names(control) == ["Ada"]


def test_a_fault_is_for_the_calls_that_it_names(client: stripe.StripeClient, control: Controls) -> None:
    control("POST", "faults", method="POST", path="/v1/customers/*", answer="500", times=2)
    ada = client.v1.customers.create({"name": "Ada"}).id
    assert client.v1.customers.retrieve(ada).name == "Ada"
    with pytest.raises(stripe.APIError):
        client.v1.customers.update(ada, {"name": "Ben"})
    assert [one["times"] for one in control("GET", "faults")["faults"]] == [1]
    assert control("DELETE", "faults")["faults"] == []
    assert client.v1.customers.update(ada, {"name": "Ben"}).name == "Ben"


def test_a_slow_call_is_done_all_the_same(simulator: str, control: Controls) -> None:
    control("POST", "faults", latency_milliseconds=500)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{simulator}/v1/customers", headers={"Authorization": "Bearer sk_test_x"}, timeout=0.1)
    while not (kept := names(control)):
        pass
    assert len(kept) == 1


def test_a_fault_that_cannot_be_is_refused(simulator: str, control: Controls) -> None:
    for said in ({"answer": "418"}, {"times": 0}, {"shoe_size": 38}, {"answer": "429", "when": "after"}):
        assert httpx.post(f"{simulator}/_simulator/faults", json=said).status_code == 400
    assert httpx.post(f"{simulator}/_simulator/faults", content=b"{").status_code == 400
    assert control("GET", "faults")["faults"] == []

"""Is a key worth one effect? The rules are those of Stripe's page on idempotent requests."""

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import stripe

from tests.billing.simulator.conftest import TIMEOUT_SECONDS
from tests.billing.simulator.life import MONTHLY, Life

pytestmark = pytest.mark.usefixtures("simulator")  # it is new each time, and knows nobody

KEY: Any = {"idempotency_key": "order-1"}


def customers(client: stripe.StripeClient) -> list[str | None]:
    return [one.name for one in client.v1.customers.list().data]


def test_the_same_request_is_done_once(client: stripe.StripeClient) -> None:
    first = client.v1.customers.create({"name": "Ada"}, KEY)
    again = client.v1.customers.create({"name": "Ada"}, KEY)
    assert (again.id, again.created) == (first.id, first.created)
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert customers(client) == ["Ada"]


def test_another_request_under_the_same_key_is_refused(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"name": "Ada"}, KEY)
    for other in (
        lambda: client.v1.customers.create({"name": "Ben"}, KEY),
        lambda: client.v1.products.create({"name": "Ada"}, KEY),
    ):
        with pytest.raises(stripe.IdempotencyError) as refused:
            other()
        assert refused.value.http_status == 400
    assert customers(client) == ["Ada"]


def test_a_refusal_is_remembered_too(life: Callable[..., Life]) -> None:
    ada = life(card="pm_card_chargeCustomerFail")
    bill = ada.subscribe().latest_invoice
    assert isinstance(bill, str)
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            ada.api.invoices.pay(bill, {}, KEY)
    ada.pay_with("pm_card_visa")
    with pytest.raises(stripe.CardError):
        ada.api.invoices.pay(bill, {}, KEY)
    assert ada.taken == 0
    ada.api.invoices.pay(bill, {}, {"idempotency_key": "order-2"})
    assert ada.taken == 3 * MONTHLY


def test_what_was_refused_before_it_began_is_not_remembered(client: stripe.StripeClient) -> None:
    wrong: Any = {"name": "Ada", "shoe_size": 38}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create(wrong, KEY)
    client.v1.customers.create({"name": "Ada"}, KEY)
    assert customers(client) == ["Ada"]


def test_a_key_that_is_in_use_is_refused(simulator: str, control: Callable[..., Any]) -> None:
    control("POST", "faults", path="/v1/customers", latency_milliseconds=400)
    statuses: list[int] = []
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "k"}

    def create() -> None:
        answer = httpx.post(f"{simulator}/v1/customers", data={"name": "Ada"}, headers=headers, timeout=TIMEOUT_SECONDS)
        statuses.append(answer.status_code)

    both = [threading.Thread(target=create) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(statuses) == [200, 409]
    assert len(control("GET", "state")["customer"]) == 1


def test_a_server_error_is_what_the_key_remembers(client: stripe.StripeClient, control: Callable[..., Any]) -> None:
    control("POST", "faults", method="POST", answer="500", when="after")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            client.v1.customers.create({"name": "Ada"}, KEY)
        assert failed.value.http_status == 500
    assert customers(client) == ["Ada"]


def test_keys_are_of_posts_alone(client: stripe.StripeClient) -> None:
    ada = client.v1.customers.create({"name": "Ada"})
    client.v1.customers.retrieve(ada.id, {}, KEY)
    client.v1.customers.update(ada.id, {"name": "Ben"}, KEY)
    assert client.v1.customers.retrieve(ada.id, {}, KEY).name == "Ben"


def test_a_key_has_a_length(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"name": "Ada"}, {"idempotency_key": "k" * 255})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create({"name": "Ben"}, {"idempotency_key": "k" * 256})
    assert customers(client) == ["Ada"]

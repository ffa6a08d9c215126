"""What do tests of the simulator share? Stripe's own client, on a simulator of each test's own.

With STRIPE_API_KEY=sk_test_… what becomes of a subscription (test_lives.py) is tried on Stripe itself; the other tests
steer the simulator, or need one that knows nobody yet.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import requests
import stripe

from billing.simulator.server import running
from tests.billing.simulator import annotations
from tests.billing.simulator.life import Life

KEY = os.environ.get("STRIPE_API_KEY")
TIMEOUT_SECONDS = 10


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)


@pytest.fixture
def simulator() -> Iterator[str]:
    """The address of a simulator."""
    if KEY:
        pytest.skip("This steers the simulator, and STRIPE_API_KEY names Stripe itself.")
    with running() as url:
        yield url


def _walk(answer: requests.Response, *args: object, **options: object) -> None:
    """Hold every answer of every test against the annotations of Stripe's library."""
    if answer.headers["Content-Type"] == "application/json":
        assert annotations.faults(answer.json()) == [], answer.text


@pytest.fixture
def new_client() -> Iterator[Callable[..., stripe.StripeClient]]:
    """`new_client(url)` is Stripe's client for a simulator; it does not retry unless told to."""
    with ExitStack() as sessions:

        def client(url: str, *, retries: int = 0) -> stripe.StripeClient:
            session = sessions.enter_context(requests.Session())
            session.hooks["response"].append(_walk)
            sender = stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=session)
            addresses: Any = {"api": url}
            return stripe.StripeClient(
                "sk_test_simulator", base_addresses=addresses, http_client=sender, max_network_retries=retries
            )

        yield client


@pytest.fixture
def client(request: pytest.FixtureRequest) -> stripe.StripeClient:
    """Stripe's client, for a new simulator or for Stripe itself."""
    if KEY:
        return stripe.StripeClient(KEY)
    return request.getfixturevalue("new_client")(request.getfixturevalue("simulator"))


@pytest.fixture
def control(simulator: str) -> Iterator[Callable[..., Any]]:
    """`control("POST", "faults", times=2)` steers the simulator, and returns its answer."""
    with httpx.Client(base_url=f"{simulator}/_simulator/", timeout=TIMEOUT_SECONDS) as http:

        def call(method: str, path: str, /, **said: Any) -> Any:
            answer = http.request(method, path, json=said or None)
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield call


@pytest.fixture
def life(client: stripe.StripeClient) -> Callable[..., Life]:
    """`life()` is a customer on a test clock of their own, with a card, who can subscribe."""
    return lambda **given: Life(client, **given)

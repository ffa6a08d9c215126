"""What do tests of billing share? The product as it is, and a simulator of Stripe of each test's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from billing.simulator.server import running

SECRET = "whsec_of_the_tests"


@pytest.fixture
def processor(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a simulator that tells our server of its events."""
    with running(webhook=f"{server}/stripe/webhook", webhook_secret=SECRET) as url:
        monkeypatch.setattr(settings, "STRIPE_API_KEY", "sk_test_simulator")
        monkeypatch.setattr(settings, "STRIPE_API_ADDRESS", url)
        monkeypatch.setattr(settings, "STRIPE_WEBHOOK_SECRETS", [SECRET])
        ask_anew()
        yield url
    ask_anew()
    _forget()


@pytest.fixture
def payer(processor: str, api: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody on trial since a moment ago, who lives on a clock."""
    from tests.billing.payer import Payer, begin_clock

    clock = begin_clock(processor)
    monkeypatch.setattr(settings, "STRIPE_TEST_CLOCK", clock)
    mail.outbox.clear()
    return Payer(processor, api, clock)


def ask_anew() -> None:
    """Have the product forget which processor it spoke to, and what that said of prices."""
    # Models are there once Django is, which is later than this file.
    from billing.plans import price_of
    from billing.stripe_api import client

    client.reset()
    price_of.cache_clear()


def _forget() -> None:
    """Have nobody settle, or reconcile, with a processor that is gone."""
    from billing.models import Customer, Event, Reconciliation
    from work import forget_jobs

    forget_jobs()
    Customer.objects.all().delete()
    Event.objects.all().delete()
    Reconciliation.objects.all().delete()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lives", type=int, help="random lives of billing; with this, each call dies in every way")
    parser.addoption("--chaos", type=int, default=0, help="what their random numbers begin with")

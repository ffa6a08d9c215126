"""What if all goes wrong at once? Calls that die, webhooks that do not come, processes that are killed, at each step.

Everything is on command, and a seed says in which order: `bin/test tests/billing/test_chaos.py --lives 300 --chaos 7`.
"""

import itertools
import os
import random
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
from django.conf import settings
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import seats as people
from api import Api, Client
from billing.models import Subscription
from billing.simulator.server import running
from billing.stripe_api.client import ProcessorError
from database import jobs
from processes import eventually, python
from tests.billing.chaos import calls, disagreements, fail_at, reconcile, settle, trace
from tests.billing.conftest import SECRET, ask_anew
from tests.billing.payer import MONTHLY, Payer, begin_clock
from tests.billing.random_life import DEATHS, RandomLife
from tests.billing.simulator.visitor import CARDS, Visitor
from tests.config.serving import serving
from work import do_jobs, forget_jobs

Life = Callable[[Payer], None]
NewPayer = Callable[..., Payer]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.001)
    monkeypatch.setattr(people, "DELAY_SECONDS", 0)


@pytest.fixture
def new_payer(server: str, processor: str, api: Api, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewPayer]:
    """`new_payer()` has a trial behind them, and a processor of their own, which tells of nothing unless it is to."""
    with ExitStack() as stack:

        def made(*, webhooks: bool = False) -> Payer:
            stack.close()
            hook = f"{server}/stripe/webhook" if webhooks else None
            url = stack.enter_context(running(webhook=hook, webhook_secret=SECRET))
            clock = begin_clock(url)
            monkeypatch.setattr(settings, "STRIPE_API_ADDRESS", url)
            monkeypatch.setattr(settings, "STRIPE_TEST_CLOCK", clock)
            ask_anew()
            payer = Payer(url, api, clock)
            payer.age(15)
            return payer

        yield made


def wish(payer: Payer, mutation: str, **given: Any) -> None:
    assert payer.refused(mutation, **given) == []


def begin(payer: Payer) -> None:
    """Wish for a first subscription."""
    wish(payer, "setPaymentMethod", paymentMethodId="pm_card_visa")
    wish(payer, "setSeats", seats=2)
    wish(payer, "changePlan", plan="MONTHLY")


def change(payer: Payer) -> None:
    """Wish for all that can be another of a subscription."""
    begin(payer)
    settle(payer, "before")
    wish(payer, "setSeats", seats=5)
    wish(payer, "changePlan", plan="YEARLY")
    wish(payer, "cancelSubscription")


def pay(payer: Payer) -> None:
    """Give a card for a first bill that another did not pay."""
    wish(payer, "setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    wish(payer, "changePlan", plan="MONTHLY")
    settle(payer, "before")
    wish(payer, "setPaymentMethod", paymentMethodId="pm_card_visa")
    wish(payer, "setSeats", seats=3)


def leave(payer: Payer) -> None:
    """Wish to be forgotten."""
    begin(payer)
    settle(payer, "before")
    wish(payer, "removeBillingDetails")


LIVES_IN_SHORT = 3
PLACES = ("STEWARD_DATA", "DATABASE_URL", "DATABASE_OWNER_URL")
LIVES = [begin, change, pay, leave]


@pytest.mark.parametrize("life", LIVES)
def test_a_processor_may_die_in_the_middle_of_each_call(
    new_payer: NewPayer, life: Life, pytestconfig: pytest.Config
) -> None:
    count, expected = undisturbed(new_payer(), life)
    deaths = itertools.cycle(DEATHS)
    for call in range(1, count + 1):
        for death in DEATHS if pytestconfig.getoption("lives") else [next(deaths)]:
            payer = new_payer()
            life(payer)
            fail_at(payer, call, times=20, **death)
            with suppress(ProcessorError):
                payer.settle_now("job")
            payer.clear()
            settle(payer, "job")
            assert (disagreements(payer), trace(payer)) == ([], expected), (call, death)


@pytest.mark.parametrize(
    "said",
    [{"copies": 0}, {"copies": 3}, {"copies": 2, "is_reversed": True}],
    ids=["dropped", "three times", "twice and reversed"],
)
def test_webhooks_may_be_dropped_repeated_and_reversed(new_payer: NewPayer, said: dict[str, Any]) -> None:
    payer = new_payer(webhooks=True)
    payer.control("settings", webhooks=said)
    begin(payer)
    payer.settle()
    wish(payer, "setPaymentMethod", paymentMethodId="pm_card_chargeCustomerFail")
    payer.settle()
    payer.let_pass(31.1)
    reconcile(payer)
    assert (payer.standing("status"), disagreements(payer)) == (("PAST_DUE",), [])
    Visitor(payer.url).visit(payer.ask("startPaymentSetup", hosted=True)["url"]).press("Save", card=CARDS["pays"])
    reconcile(payer)
    assert (payer.standing("status"), payer.taken, disagreements(payer)) == (("ACTIVE",), 4 * MONTHLY, [])


@pytest.mark.parametrize("life", [begin, change])
def test_a_worker_may_be_killed_in_the_middle_of_each_call(
    new_payer: NewPayer, life: Life, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "JOB_SILENCE_SECONDS", 0)  # a worker that is killed is missed at once
    count, expected = undisturbed(new_payer(), life)
    for call in range(1, count + 1) if pytestconfig.getoption("lives") else (count, count - 2):
        forget_jobs()
        payer = new_payer()
        life(payer)
        fail_at(payer, call, times=1, latency_milliseconds=500)
        kill_a_worker(payer)
        jobs.take_up(0)
        eventually(partial(are_done, payer))
        assert (disagreements(payer), trace(payer)) == ([], expected), call


def test_a_server_may_be_killed_in_the_middle_of_a_request(new_payer: NewPayer) -> None:
    _, expected = undisturbed(new_payer(), begin)
    payer = new_payer()
    path = "/v1/payment_methods/*"
    payer.control("faults", path=path, latency_milliseconds=500)
    data = Path(os.environ["STEWARD_DATA"])
    with serving(data, "--no-worker", **environment(payer)) as server, ThreadPoolExecutor(1) as pool:
        address = f"http://127.0.0.1:{server.port}"
        asked = pool.submit(ask_for_card, address, payer)
        eventually(lambda: payer.control("faults") == {"faults": []})
        for process in (server.process.pid, *server.others()):
            os.kill(process, signal.SIGKILL)
        assert isinstance(asked.exception(), httpx.TransportError)
    assert not Subscription.objects.filter(account=payer.account).exists()
    begin(payer)
    settle(payer, "job")
    assert (disagreements(payer), trace(payer)) == ([], expected)


def test_whatever_is_wished_and_whatever_fails_they_agree_in_the_end(
    new_payer: NewPayer, pytestconfig: pytest.Config
) -> None:
    first = pytestconfig.getoption("chaos")
    for seed in range(first, first + (pytestconfig.getoption("lives") or LIVES_IN_SHORT)):
        payer = new_payer(webhooks=True)
        steps = RandomLife(payer, random.Random(seed)).live()
        payer.clear()
        payer.control("settings", webhooks={"copies": 1, "is_reversed": False})
        settle(payer, "last")
        reconcile(payer)
        assert disagreements(payer) == [], (f"--chaos {seed} --lives 1", steps)


def undisturbed(payer: Payer, life: Life) -> tuple[int, dict[str, Any]]:
    """Return how many calls a life has settled with, and what it leaves behind, if nothing goes wrong."""
    life(payer)
    count = calls(payer, "job")
    assert disagreements(payer) == []
    return count, trace(payer)


def environment(payer: Payer) -> dict[str, str]:
    """Return the variables of a process of ours that has the tests' database, and the payer's processor."""
    places = {name: os.environ[name] for name in PLACES if name in os.environ}
    stripe_s = {"STRIPE_API_KEY": "sk_test_simulator", "STRIPE_API_ADDRESS": payer.url}
    return places | stripe_s | {"STRIPE_TEST_CLOCK": str(payer.clock), "STRIPE_WEBHOOK_SECRETS": SECRET}


def kill_a_worker(payer: Payer) -> None:
    """Have a worker begin, and kill it when it meets the fault."""
    with python("-m", "config.manage", "worker", **environment(payer)) as worker:
        eventually(lambda: payer.control("faults") == {"faults": []})
        worker.kill()
        worker.wait()


def ask_for_card(address: str, payer: Payer) -> None:
    query = "mutation($id: String!) { setPaymentMethod(input: {paymentMethodId: $id}) { userErrors { code } } }"
    with Client(address, payer.user) as client:
        client.data(query, id="pm_card_visa")


def are_done(payer: Payer) -> bool:
    """Do the account's jobs, also those that are to be tried again later; return whether none is left."""
    of_account = ProcrastinateJob.objects.filter(lock=f"billing:{payer.account.pk.hex}")
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    do_jobs()
    return not of_account.filter(status__in=["todo", "doing"]).exists()

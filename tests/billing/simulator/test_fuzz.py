"""Does any call break the simulator? Each is made with whatever its readers take, about whatever is there."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import stripe
from stripe._encode import _api_encode

from billing.simulator.operations import Operation
from billing.simulator.parameters import Boolean, Fields, ListOf, Metadata, Number, Text, Times
from billing.simulator.resources import OPERATIONS
from billing.simulator.server import running
from billing.simulator.shapes import PREFIXES
from tests.billing.simulator.annotations import faults
from tests.billing.simulator.life import DAY, START, Life

KEY = {"Authorization": "Bearer sk_test_x"}
WORDS = ["", "x", "usd", "ada@harbour.example", "http://127.0.0.1:9/", "pm_card_visa", "pm_card_chargeCustomerFail"]
NUMBERS = [0, 1, 2, 30, 1200, START, START + DAY, START + 40 * DAY, 10**15 - 1, -5]

NAMED = {
    "charge": "ch_",
    "customer": "cus_",
    "default_payment_method": "pm_",
    "id": "si_",
    "invoice": "in_",
    "payment_intent": "pi_",
    "payment_method": "pm_",
    "price": "price_",
    "product": "prod_",
    "subscription": "sub_",
    "test_clock": "clock_",
}
LIKELY = 0.9  # how often a parameter is what its name says
SHARE = 0.4  # of the parameters that may be left out
CALLS = 6


class World:
    """A simulator in which somebody lives: what there is, by id."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, headers=KEY, timeout=20)
        addresses: Any = {"api": url}
        for card in ("pm_card_visa", "pm_card_authenticationRequired", None):
            ada = Life(stripe.StripeClient("sk_test_x", base_addresses=addresses), card=card)
            ada.subscribe(trial_end=START + 10 * DAY)
            ada.pass_days(11)

    def call(self, method: str, path: str, form: str) -> httpx.Response:
        if method == "POST":
            return self.http.post(path, content=form)
        return self.http.request(method, f"{path}?{form}")

    @property
    def ids(self) -> list[str]:
        state = self.http.get("/_simulator/state").json()
        kept = [item["id"] for kind, items in state.items() if not kind.startswith("_") for item in items[-4:]]
        return kept + [item["id"] for one in state["subscription"] for item in one["items"]["data"]]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running() as url:
        world = World(url)
        yield world
        world.http.close()


class Chooser(random.Random):
    """Whatever readers might take, always the same for the same seed."""

    def value(self, reader: Any, ids: list[str], name: str = "") -> Any:
        match reader:
            case Text():
                named = [one for one in ids if name in NAMED and one.startswith(NAMED[name])]
                likely = reader.words or named or WORDS
                return self.choice(likely if self.random() < LIKELY else [*ids, *WORDS])
            case Number():
                return self.choice([*NUMBERS, *reader.words])
            case Boolean():
                return self.choice(["true", "false"])
            case ListOf():
                return [self.value(reader.each, ids, name) for _ in range(self.randint(1, 2))]
            case Metadata():
                return {"k": self.choice(WORDS)}
            case Times():
                return {"gte": START}
            case Fields():
                chosen = [one for one in reader.fields if one in reader.required or self.random() < SHARE]
                return {one: self.value(reader.fields[one], ids, one) for one in chosen}
        raise AssertionError(reader)

    def path(self, operation: Operation, ids: list[str]) -> str:
        """The address of a call, about something that is there."""
        return "/".join(self.choice(ids) if "{" in part else part for part in operation.path.split("/"))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_no_call_breaks_it(world: World, operation: Operation) -> None:
    chooser, ids = Chooser(f"{operation.method} {operation.path}"), world.ids
    for _ in range(CALLS):
        form = urlencode(list(_api_encode(chooser.value(operation.takes, ids))))
        path = chooser.path(operation, [one for one in ids if one.startswith(prefixes(operation))] or ids)
        answer = world.call(operation.method, path, form)
        assert answer.status_code < 500, f"{operation.method} {path} {form}: {answer.text}"
        assert faults(answer.json()) == [], f"{operation.method} {path} {form}"


def prefixes(operation: Operation) -> tuple[str, ...]:
    """What the ids in an address begin with, so that most calls are about something of their kind."""
    kind = operation.do.__module__.rpartition(".")[2].removesuffix("s")
    return tuple(prefix for name, prefix in PREFIXES.items() if name.replace(".", "_").endswith(kind))

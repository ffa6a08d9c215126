"""What happens to a request that is made to be too much? It is refused before SQL, at once; the next is answered.

Time is the processor's, of the whole process, so that a busy machine changes nothing; and is measured in units of the
machine's own, so that a slow one does not either. What is new is read in this process here.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import httpx
import pytest
from graphql import parse

import reading
from api import Client
from config.asgi import graphql
from tests.attacks.bombs import BOMBS, FILTER, Bomb, repeated, viewer, within
from tests.graph.refused import expect

MILLISECONDS_MAX = 50
HONEST = "{ viewer { __typename } }"
# A document of 4,000 tokens, and how long reading it takes where the bound was set.
REFERENCE, REFERENCE_MILLISECONDS = viewer(repeated("a#: id", 1_333)), 25


def post(client: Client, body: bytes) -> httpx.Response:
    return client.post("/graphql", content=body, headers={"content-type": "application/json"})


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long the processor is at it: the least of three times, since all that disturbs only adds."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1_000)
    return min(taken)


@pytest.fixture
def all_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is new read in the process that is measured."""
    monkeypatch.setattr(graphql, "_lane", reading.here())


@pytest.fixture(scope="module")
def slowness() -> float:
    """How many times slower this machine is than the one that the bound was set on; at least 1."""
    return max(1.0, milliseconds(lambda: parse(REFERENCE)) / REFERENCE_MILLISECONDS)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_without_sql(nobody_special: Client, bomb: Bomb) -> None:
    expect(nobody_special, bomb.code, bomb.body)


@pytest.mark.usefixtures("all_here")
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_answered_in_time(nobody_special: Client, slowness: float, bomb: Bomb) -> None:
    body = bomb.body
    assert milliseconds(lambda: post(nobody_special, body)) < MILLISECONDS_MAX * slowness


def test_the_bound_can_be_broken(slowness: float) -> None:
    assert milliseconds(lambda: [parse(REFERENCE) for _ in range(3)]) > MILLISECONDS_MAX * slowness


@pytest.mark.usefixtures("all_here")
def test_an_honest_query_between_bombs_takes_no_longer(nobody_special: Client) -> None:
    def honest() -> object:
        return [nobody_special.data(HONEST) for _ in range(5)]

    before, after = milliseconds(honest), []
    for bomb in BOMBS.values():
        post(nobody_special, bomb.body)
        start = time.process_time()
        honest()
        after.append((time.process_time() - start) * 1_000)
    assert median(after) < 3 * before


def test_the_largest_that_is_allowed_is_answered(nobody_special: Client) -> None:
    assert len(nobody_special.data(viewer(repeated("a#: id", 1_600)))["viewer"]) == 1_600
    deep = within("company { contacts(first: 1) { nodes { ", "name", 19)
    assert nobody_special.data(f"{{ contacts(first: 1) {{ nodes {{ {deep} }} }} }}") == {"contacts": {"nodes": []}}
    narrowed: dict[str, Any] = {"or": [{"lastName": {"in": ["x"] * 190}}] * 50}
    for _ in range(40):
        narrowed = {"not": narrowed}
    assert nobody_special.data(FILTER, f=narrowed) == {"contacts": {"totalCount": 0}}

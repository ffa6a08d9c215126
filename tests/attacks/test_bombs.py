"""What happens to a request that is made to be too much? It is refused before SQL, at once; the next is answered.

Time is the processor's, of the whole process, and is measured in readings of a large document beside it, so that
neither a busy machine nor a slow one changes anything. What is new is read in this process here.
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

READINGS_MAX = 3
HONEST = "{ viewer { __typename } }"
LARGE = viewer(repeated("a#: id", 1_333))  # 4,000 tokens


def post(client: Client, body: bytes) -> httpx.Response:
    return client.post("/graphql", content=body, headers={"content-type": "application/json"})


def readings(work: Callable[[], object]) -> float:
    """Return how many readings of the large document it takes: least by least, since all that disturbs only adds."""
    taken = [(seconds(work), seconds(lambda: parse(LARGE))) for _ in range(5)]
    return min(one for one, _ in taken) / min(reading for _, reading in taken)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.fixture
def all_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is new read in the process that is measured."""
    monkeypatch.setattr(graphql, "_lane", reading.here())


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_without_sql(nobody_special: Client, bomb: Bomb) -> None:
    expect(nobody_special, bomb.code, bomb.body)


@pytest.mark.usefixtures("all_here")
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_answered_in_time(nobody_special: Client, bomb: Bomb) -> None:
    body = bomb.body
    assert readings(lambda: post(nobody_special, body)) < READINGS_MAX


def test_the_bound_can_be_broken() -> None:
    assert readings(lambda: [parse(LARGE) for _ in range(READINGS_MAX + 1)]) > READINGS_MAX


@pytest.mark.usefixtures("all_here")
def test_an_honest_query_between_bombs_takes_no_longer(nobody_special: Client) -> None:
    def honest() -> object:
        return [nobody_special.data(HONEST) for _ in range(5)]

    before, after = median(seconds(honest) for _ in BOMBS), []
    for bomb in BOMBS.values():
        post(nobody_special, bomb.body)
        after.append(seconds(honest))
    assert median(after) < 3 * before


def test_the_largest_that_is_allowed_is_answered(nobody_special: Client) -> None:
    assert len(nobody_special.data(viewer(repeated("a#: id", 1_600)))["viewer"]) == 1_600
    deep = within("company { contacts(first: 1) { nodes { ", "name", 19)
    assert nobody_special.data(f"{{ contacts(first: 1) {{ nodes {{ {deep} }} }} }}") == {"contacts": {"nodes": []}}
    narrowed: dict[str, Any] = {"or": [{"lastName": {"in": ["x"] * 190}}] * 50}
    for _ in range(40):
        narrowed = {"not": narrowed}
    assert nobody_special.data(FILTER, f=narrowed) == {"contacts": {"totalCount": 0}}

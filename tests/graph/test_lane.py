"""Who waits for new documents to be read? Those who send them; and who sends too many is told so after a pause."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import worlds
from api import Api
from config.asgi import graphql
from graph import lane
from graph.errors import Code, RequestError
from graph.lane import Lane


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lane]:
    monkeypatch.setattr(lane, "SECONDS_AT_ONCE", 0.02)
    monkeypatch.setattr(lane, "PAUSE_SECONDS", 0.01)
    made = Lane()
    yield made
    made.close()


def busy(seconds: float) -> str:
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass
    return threading.current_thread().name


async def refused(of: Lane, sender: str) -> RequestError:
    with pytest.raises(RequestError) as caught:
        await of.run(sender, busy, 0)
    return caught.value


def test_the_work_is_done_beside_the_others(narrow: Lane) -> None:
    assert asyncio.run(narrow.run("a", busy, 0)).startswith("lane")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
def test_its_thread_gives_way_and_the_others_do_not(narrow: Lane) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()
    assert asyncio.run(narrow.run("a", niceness)) == lane.NICENESS > before
    assert niceness() == before


def test_who_has_used_up_their_seconds_is_refused_and_nobody_else(narrow: Lane) -> None:
    async def scenario() -> None:
        await narrow.run("a", busy, 0.03)
        error = await refused(narrow, "a")
        assert error.code is Code.RATE_LIMITED
        assert error.retry_after == 1
        assert await narrow.run("b", busy, 0)

    asyncio.run(scenario())


def test_what_fails_is_counted_too(narrow: Lane) -> None:
    def fail() -> None:
        busy(0.03)
        raise RequestError(Code.BAD_DOCUMENT, "no")

    async def scenario() -> None:
        with pytest.raises(RequestError):
            await narrow.run("a", fail)
        assert (await refused(narrow, "a")).code is Code.RATE_LIMITED

    asyncio.run(scenario())


def test_the_seconds_come_back(narrow: Lane) -> None:
    async def scenario() -> None:
        await narrow.run("a", busy, 0.03)
        assert (await refused(narrow, "a")).code is Code.RATE_LIMITED
        await asyncio.sleep(0.2)
        assert await narrow.run("a", busy, 0)

    asyncio.run(scenario())


def test_a_refusal_comes_after_a_pause(narrow: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "PAUSE_SECONDS", 0.1)

    async def scenario() -> float:
        await narrow.run("a", busy, 0.03)
        began = time.monotonic()
        await refused(narrow, "a")
        return time.monotonic() - began

    assert asyncio.run(scenario()) >= 0.1


def test_senders_are_forgotten_in_their_turn(narrow: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "SENDERS_MAX", 3)

    async def scenario() -> None:
        for sender in "abcd":
            await narrow.run(sender, busy, 0.03)
        assert await narrow.run("a", busy, 0)
        assert (await refused(narrow, "d")).code is Code.RATE_LIMITED

    asyncio.run(scenario())


@pytest.mark.parametrize(("length", "lanes"), [(10, 0), (20_000, 1)])
def test_what_is_known_is_answered_at_once_and_what_is_long_beside(
    api: Api, monkeypatch: pytest.MonkeyPatch, length: int, lanes: int
) -> None:
    client, taken = api(*worlds.people("ada")), []
    query = "query($c: String) { contacts(after: $c) { totalCount } }"
    assert client.code(query, c="x") == "BAD_CURSOR"  # so that it is known

    async def run(sender: object, make: Callable[..., Any], *args: Any, **named: Any) -> Any:
        taken.append(sender)
        return make(*args, **named)

    monkeypatch.setattr(graphql._lane, "run", run)
    assert client.code(query, c="x" * length) == "BAD_CURSOR"
    assert len(taken) == lanes


def test_the_documents_of_a_live_session_are_its_own_and_others_their_addresss(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    senders: list[object] = []

    async def run(sender: object, make: Callable[..., Any], *args: Any, **named: Any) -> Any:
        senders.append(sender)
        return make(*args, **named)

    client, stranger = api(*worlds.people("ada")), api()
    stranger.cookies["steward_session"] = "made up"
    monkeypatch.setattr(graphql._lane, "run", run)
    for number, asks in enumerate((client, client, stranger, stranger)):
        asks.ask(f"{{ viewer {{ lane{number}: id }} }}")
    first, second, third, fourth = senders
    assert (first, third, fourth) == ("127.0.0.1", "127.0.0.1", "127.0.0.1")
    assert second not in (None, "127.0.0.1")

"""Who waits for new documents to be read? Those who send them; and who sends too many is told so after a pause."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import worlds
from api import Api
from config.asgi import graphql
from config.logs import LineFormatter
from graph import lane
from graph.errors import Code, RequestError
from graph.lane import Lane, UnforeseenError
from processes import eventually, is_alive
from reading import here


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lane]:
    monkeypatch.setattr(lane, "SECONDS_AT_ONCE", 0.02)
    monkeypatch.setattr(lane, "PAUSE_SECONDS", 0.01)
    made = here()
    yield made
    made.close()


@pytest.fixture(scope="module")
def beside() -> Iterator[Lane]:
    made = Lane()
    made.open()
    yield made
    made.close()


def busy(seconds: float) -> bool:
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass
    return True


def refuse() -> None:
    raise RequestError(Code.COST_EXCEEDED, "It costs too much.", cost={"requested": 2, "budget": 1}, retry_after=3)


def niceness() -> tuple[int, int]:
    return os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def refused(of: Lane, sender: str) -> RequestError:
    with pytest.raises(RequestError) as caught:
        await of.run(sender, busy, 0)
    return caught.value


def test_the_work_is_done_in_a_process_that_gives_way(beside: Lane) -> None:
    here, before = niceness()
    other, then = asyncio.run(beside.run("a", niceness))
    assert other != here
    assert then == lane.NICENESS > before == niceness()[1]


def test_a_refusal_comes_over_whole(beside: Lane) -> None:
    with pytest.raises(RequestError) as here:
        refuse()
    with pytest.raises(RequestError) as there:
        asyncio.run(beside.run("a", refuse))
    assert vars(there.value) == vars(here.value)
    assert str(there.value) == str(here.value) == "It costs too much."


def test_of_what_nobody_foresaw_the_place_comes_over_and_no_values(beside: Lane) -> None:
    secret = "Passw0rd"
    with pytest.raises(UnforeseenError) as caught:
        asyncio.run(beside.run("a", float, secret))
    line = LineFormatter().formatException((UnforeseenError, caught.value, caught.value.__traceback__))
    assert "in _timed" in line
    assert line.endswith("ValueError")
    assert secret not in line + str(caught.value)


def test_a_process_that_ends_is_told_and_another_takes_its_place(beside: Lane) -> None:
    async def scenario() -> None:
        waiting = beside.run("a", end), beside.run("b", busy, 0)
        for error in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(error, RequestError)
            assert error.code is Code.UNAVAILABLE
        assert await beside.run("a", busy, 0)

    asyncio.run(scenario())


def test_who_comes_after_a_process_has_ended_does_not_notice(beside: Lane) -> None:
    async def scenario() -> None:
        pid, _ = await beside.run("a", niceness)
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(eventually, lambda: not is_alive(pid))
        await asyncio.sleep(0.1)  # in which it is noticed here
        assert (await beside.run("a", niceness))[0] != pid

    asyncio.run(scenario())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_its_worker_and_not_before(beside: Lane, how: signal.Signals) -> None:
    pid, _ = asyncio.run(beside.run("a", niceness))
    os.kill(pid, how)  # as the terminal and service managers tell all processes at once
    assert asyncio.run(beside.run("a", niceness))[0] == pid
    beside.close()
    assert not is_alive(pid)


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


@pytest.mark.parametrize(("length", "lanes"), [(10, 0), (20_000, 2)])
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

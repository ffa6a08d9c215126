"""When is what was told brought to the database? In a while; at once, if it is much; and again, if that fails."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from audit.journal import Journal
from audit.register import TELL_PART, line
from graph.disclosing import Disclosures
from graph.errors import Code, RequestError


class Database:
    """How often it was told something, page by page, unless it is away."""

    def __init__(self) -> None:
        self.is_away = False
        self.leaves_after: int | None = None
        self.told: list[int] = []

    async def execute(self, sql: str, values: Sequence[object]) -> None:
        self.is_away = self.is_away or len(self.told) == self.leaves_after
        if self.is_away:
            raise RequestError(Code.UNAVAILABLE, "It is away.")
        if sql == TELL_PART:
            told = values[0]
            assert isinstance(told, str)
            self.told.append(sum(answer["times"] for answer in json.loads(told)))


def told() -> bytes:
    reader = " ".join(["APPLICATION", *(str(uuid4()) for _ in range(3))])
    return line(reader.encode(), b'[["contact", ["name"]]]', f"0 {uuid4()} {uuid4()}".encode())


def pages(folder: Path) -> int:
    return len(list(folder.iterdir()))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # nothing tells
            await asyncio.sleep(0.01)


def run(folder: Path, scenario: Callable[[Disclosures, Database], Awaitable[None]]) -> None:
    async def begin_and_end() -> None:
        database = Database()
        disclosures = Disclosures(database.execute, Journal(folder))
        disclosures.fold_soon()
        await scenario(disclosures, database)
        await disclosures.close()
        assert pages(folder) == 0

    asyncio.run(begin_and_end())


def test_it_waits_a_while_and_no_longer_than_the_server_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.disclosing.INTERVAL_SECONDS", 1_000)
    database = Database()

    async def scenario(disclosures: Disclosures, of_this: Database) -> None:
        nonlocal database
        database = of_this
        for noted in [told()] * 3:
            disclosures.note(noted)
        await asyncio.sleep(0.2)
        assert (database.told, pages(tmp_path)) == ([], 1)

    run(tmp_path, scenario)
    assert database.told == [3]


def test_much_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.disclosing.INTERVAL_SECONDS", 1_000)
    monkeypatch.setattr("audit.journal.OCTETS", 1_000)

    async def scenario(disclosures: Disclosures, database: Database) -> None:
        for noted in [told()] * 10:
            disclosures.note(noted)
        await until(lambda: sum(database.told) == 10)

    run(tmp_path, scenario)


def test_what_could_not_be_brought_is_brought_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.disclosing.INTERVAL_SECONDS", 0.01)

    async def scenario(disclosures: Disclosures, database: Database) -> None:
        database.is_away = True
        disclosures.note(told())
        disclosures.fold_soon()
        await asyncio.sleep(0.2)
        assert (database.told, pages(tmp_path)) == ([], 1)
        database.is_away = False
        disclosures.note(told())
        disclosures.fold_soon()
        await until(lambda: database.told == [1, 1])

    run(tmp_path, scenario)


def test_of_a_page_what_is_there_is_not_brought_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.disclosing.INTERVAL_SECONDS", 0.01)
    monkeypatch.setattr("audit.journal.PART_OCTETS", 1)

    async def scenario(disclosures: Disclosures, database: Database) -> None:
        database.leaves_after = 2
        for noted in (told(), told(), told()):
            disclosures.note(noted)
        disclosures.fold_soon()
        await until(lambda: database.is_away)
        assert (database.told, pages(tmp_path)) == ([1, 1], 1)
        database.is_away, database.leaves_after = False, None
        disclosures.fold_soon()
        await until(lambda: not pages(tmp_path))
        assert database.told == [1, 1, 1]

    run(tmp_path, scenario)

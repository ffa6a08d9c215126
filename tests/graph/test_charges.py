"""Who pays? The viewer, in points: every worker sees what is spent, and who has none left waits, and loses nothing."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.db import connection

import worlds
from accounts.allowances import BUDGET, RESTORE_RATE
from accounts.models import Allowance, User
from api import Api
from graph.charges import Charges
from processes import eventually

TAG = 'mutation { createTag(input: {name: "x"}) { tag { id } userErrors { code } } }'


def owe(person: User, points: float) -> None:
    """Have a person spend so many points, as if another worker had answered them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_allowance VALUES (%s, now() + %s * interval '1 second')"
            " ON CONFLICT (holder) DO UPDATE SET full_at = excluded.full_at",
            [person.pk, points / RESTORE_RATE],
        )


def limits(answer: httpx.Response) -> dict[str, int]:
    """The members of RateLimit: {"r": 499980, "t": 1}."""
    pairs = (part.split("=") for part in answer.headers["ratelimit"].split(";")[1:])
    return {name: int(value) for name, value in pairs}


def test_an_answer_says_what_is_left_and_another_worker_knows(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    first = client.ask("{ contacts(first: 100) { nodes { id } } }")
    assert limits(first) == {"r": BUDGET - 100, "t": 1}
    assert first.headers["ratelimit-policy"] == f'"points";q={BUDGET};w={BUDGET // RESTORE_RATE}'
    eventually(lambda: Allowance.objects.filter(holder=ada.pk).exists())


def test_what_is_spent_comes_back(api: Api) -> None:
    [ada] = worlds.people("ada")
    owe(ada, 1_000)
    left = limits(api(ada).ask("{ viewer { id } }"))["r"]
    assert BUDGET - 1_001 <= left <= BUDGET - 1
    eventually(lambda: limits(api(ada).ask("{ viewer { id } }"))["r"] > BUDGET - 100)


@pytest.mark.parametrize("document", ["{ contacts { nodes { id } } }", TAG])
def test_who_has_spent_all_waits_and_nothing_is_done(api: Api, document: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    ada_client, ben_client = api(ada), api(ben)
    before = worlds.rows(ada)
    owe(ada, BUDGET + 5 * RESTORE_RATE)
    refused, permitted = ada_client.ask(document), ben_client.ask(document)
    assert permitted.status_code == 200
    assert refused.status_code == 429
    [error] = refused.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["cost"]["remaining"] == 0
    assert 1 <= int(refused.headers["retry-after"]) <= 6
    if document == TAG:
        assert worlds.changed(before, ada) == {"contacts_tag"}  # ben's, of the same account
        assert len(worlds.rows(ada)["contacts_tag"][0] or []) == 1
    owe(ada, 0)
    assert ada_client.ask(document).status_code == 200


def test_a_refusal_costs_nothing(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    owe(ada, BUDGET + 5 * RESTORE_RATE)
    before = Allowance.objects.get(holder=ada.pk).full_at
    assert client.ask("{ contacts(first: 100) { nodes { id } } }").status_code == 429
    time.sleep(0.3)  # what is spent is written down a moment later
    assert Allowance.objects.get(holder=ada.pk).full_at == before


def test_nobody_pays_for_the_schema_and_for_what_never_ran(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    assert "ratelimit" not in client.ask("{ __typename }").headers
    assert "ratelimit" not in client.ask("{ nothing }").headers
    assert "ratelimit" not in client.ask('{ contact(id: "wrong") { id } }').headers
    time.sleep(0.3)
    assert limits(client.ask("{ viewer { id } }"))["r"] >= BUDGET - 10


class Database:
    """Stands for the database's end: what was charged."""

    def __init__(self) -> None:
        self.batches: list[dict[str, float]] = []

    async def charge(self, sql: str, values: Sequence[Any]) -> None:
        self.batches.append(dict(zip(*values, strict=True)))


@contextmanager
def quick(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("graph.charges.INTERVAL_SECONDS", 0.01)
    yield Database()


def test_requests_under_way_count_together_and_are_charged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(database: Database) -> None:
        charges = Charges(database.charge)
        assert [charges.reserve("a", 5), charges.reserve("a", 7), charges.reserve("b", 1)] == [5, 12, 1]
        charges.settle("a", 5, spent=True)
        charges.settle("a", 7, spent=False)
        assert charges.reserve("a", 1) == 6
        charges.settle("a", 1, spent=True)
        charges.settle("b", 1, spent=True)
        await asyncio.sleep(0.05)
        assert database.batches == [{"a": 6, "b": 1}]
        assert charges.reserve("a", 2) == 2
        charges.settle("a", 2, spent=True)
        await charges.close()
        assert database.batches[1:] == [{"a": 2}]

    with quick(monkeypatch) as database:
        asyncio.run(scenario(database))


def test_a_batch_that_failed_is_no_end_of_charging(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(database: Database) -> None:
        charges, fails = Charges(database.charge), [True]

        async def charge(sql: str, values: Sequence[Any]) -> None:
            if fails:
                raise RuntimeError(fails.pop())
            await database.charge(sql, values)

        charges._execute = charge
        for points in (5, 7):
            charges.reserve("a", points)
            charges.settle("a", points, spent=True)
            batch = charges._batch
            assert batch is not None
            await asyncio.wait([batch], timeout=0.1)
            assert (batch.exception() is not None) == (points == 5)
        assert database.batches == [{"a": 12}]
        await charges.close()

    with quick(monkeypatch) as database:
        asyncio.run(scenario(database))

"""What happens to what takes too long? It is ended, says so, has changed nothing, and its connection goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection

import worlds
from accounts.models import User
from api import sign_in
from database.address import conninfo
from graph.asgi import GraphQL
from graph.errors import Code, RequestError

Ask = Callable[..., Awaitable[httpx.Response]]
LIMITS = ["statement_timeout=150ms", "lock_timeout=150ms"]


@contextmanager
def limited(limit: str) -> Iterator[None]:
    """Hold a block in which new connections have a limit of their own, and there are no others."""
    options = settings.DATABASES["default"]["OPTIONS"]
    usual = options["options"]
    _close_connections()
    options["options"] = f"{usual} -c {limit}"
    try:
        yield
    finally:
        options["options"] = usual
        _close_connections()


def _close_connections() -> None:
    connection.close()
    connection.close_pool()


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Hold a block in which nobody else can read or write a table."""
    with psycopg.connect(conninfo("owner")) as owner:
        owner.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")  # type: ignore[arg-type]
        yield


@asynccontextmanager
async def application(person: User) -> AsyncIterator[tuple[GraphQL, Ask]]:
    """An application of its own, and somebody who asks it."""
    app, cookies = GraphQL(), {settings.SESSION_COOKIE_NAME: await asyncio.to_thread(sign_in, person)}
    await app.startup()
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            yield app, lambda query: client.post("/graphql", json={"query": query})
    finally:
        await app.shutdown()
        await asyncio.to_thread(_close_connections)


def expect_timeout(answer: httpx.Response) -> None:
    message = "The operation took too long and was ended; nothing was changed."
    extensions = {"code": "TIMEOUT", "requestId": answer.headers["x-request-id"]}
    assert answer.json() == {"errors": [{"message": message, "extensions": extensions}]}
    assert answer.status_code == 504


@pytest.mark.parametrize("limit", LIMITS)
def test_a_read_that_takes_too_long_is_ended_and_its_connection_goes_on(server: str, limit: str) -> None:
    [ada] = worlds.people("ada")
    worlds.tag(ada)

    async def scenario() -> None:
        async with application(ada) as (app, ask):
            with locked("contacts_tag"):
                expect_timeout(await ask("{ tags { totalCount } }"))
            assert (await ask("{ tags { totalCount } }")).json() == {"data": {"tags": {"totalCount": 1}}}
            assert app.pool._opened.get_stats().get("returns_bad", 0) == 0

    with limited(limit):
        asyncio.run(scenario())


@pytest.mark.parametrize("limit", LIMITS)
def test_a_mutation_that_takes_too_long_is_ended_and_undone(server: str, limit: str) -> None:
    [ada] = worlds.people("ada")
    worlds.contact(ada)
    before = worlds.rows(ada)
    mutation = """mutation {
        createTag(input: {name: "x"}) { userErrors { code } }
        createContact(input: {firstName: "x"}) { userErrors { code } }
    }"""

    async def scenario() -> None:
        async with application(ada) as (_, ask):
            with locked("contacts_contact"):
                expect_timeout(await ask(mutation))
            assert await asyncio.to_thread(worlds.changed, before, ada) == set()
            assert (await ask(mutation)).json()["data"]["createTag"] == {"userErrors": []}

    with limited(limit):
        asyncio.run(scenario())


def test_a_slow_statement_is_not_run_a_second_time(server: str) -> None:
    [ada] = worlds.people("ada")

    async def scenario() -> None:
        async with application(ada) as (app, _):
            with pytest.raises(RequestError) as refused:
                await app.pool.fetch("SELECT pg_sleep(60)::text", [])
            assert refused.value.code is Code.TIMEOUT
            assert app.pool._opened.get_stats()["requests_num"] == 1

    with limited("statement_timeout=150ms"):
        asyncio.run(scenario())


def test_requests_are_bounded_in_production(server: str) -> None:
    [ada] = worlds.people("ada")
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    shown = "SELECT " + " || ' ' || ".join(f"current_setting('{name}')" for name in names)

    async def scenario() -> Any:
        async with application(ada) as (app, _):
            return await app.pool.fetch(shown, [])

    assert asyncio.run(scenario()) == (b"10s 4s 30s",)
    with connection.cursor() as cursor:
        cursor.execute(shown)
        assert cursor.fetchone() == ("10s 4s 30s",)


def test_what_is_too_complex_for_the_database_is_no_outage(server: str) -> None:
    [ada] = worlds.people("ada")

    async def scenario() -> None:
        async with application(ada) as (app, _):
            with pytest.raises(RequestError) as refused:
                await app.pool.fetch(f"SELECT json_build_array({', '.join(['1'] * 101)})::text", [])
            assert refused.value.code is Code.COST_EXCEEDED
            assert await app.pool.fetch("SELECT 'well'", []) == (b"well",)

    asyncio.run(scenario())

"""What could any Python server reach? Our compiler's SQL, run and sent on: no GraphQL, no limits, no checks."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
from psycopg.conninfo import conninfo_to_dict

from bench.statements import Fixed, fixed
from bench.systems import READS
from database.address import conninfo
from permissions.credentials import of_session
from permissions.viewer import Inputs

CONNECTIONS = 4  # per worker
COOKIE = b"steward_session="

Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Raw:
    """An ASGI application: POST /list with the session cookie and a JSON object of variables."""

    def __init__(self) -> None:
        self._statements: dict[str, Fixed] = {}
        self._pool: asyncpg.Pool | None = None

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "POST":
            body = (await receive())["body"]
            await _respond(send, 200, await self._answer(scope, json.loads(body)))
        else:
            await _respond(send, 404, b"")

    async def _answer(self, scope: dict[str, Any], variables: dict[str, Any]) -> bytes:
        asked = self._statements[scope["path"][1:]]
        inputs = Inputs(key=of_session(_cookie(scope["headers"])).key, variables=variables)
        data = await self._pool.fetchval(asked.sql, *asked.values_for(inputs))
        return b'{"data":' + data.encode() + b"}"

    async def _live(self, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        await receive()
        self._statements = await asyncio.to_thread(lambda: {query: fixed(query) for query in READS})
        self._pool = await _open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _open() -> asyncpg.Pool:
    """Open connections to the database that Steward would use, with its own settings for each."""
    address = conninfo_to_dict(conninfo())
    options = (option.split("=", 1) for option in address["options"].replace("-c ", "").split())
    return await asyncpg.create_pool(
        host=address["host"],
        port=address["port"],
        user=address["user"],
        database=address["dbname"],
        server_settings=dict(options),
        min_size=CONNECTIONS,
        max_size=CONNECTIONS,
        reset=_keep,
    )


async def _keep(connection: asyncpg.Connection) -> None:
    """Spare the round trip of asyncpg's RESET ALL: nothing of a request stays with its connection."""


def _cookie(headers: list[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"cookie":
            return value.partition(COOKIE)[2].decode()
    return ""


async def _respond(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = Raw()

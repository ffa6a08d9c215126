"""How is a request answered? POST /graphql, from the bytes in to the bytes out; read this first.

    who         the session cookie's hash; whether it is live, the statement itself finds out
    what        graph.document      bytes -> a valid document, its operation, its variables
    how much    graph.limits        -> a refusal, or nothing
    plan, sql   graph.plan, .sql    -> one statement, from the cache if its like was asked before
    run         graph.pool          one statement, one round trip; its one value is the answer's data

A mutation goes from `what` to graph.execution, in a thread, since Django's models are synchronous.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import OperationalError
from graphql import GraphQLError, OperationDefinitionNode, OperationType

from graph import http, limits
from graph.arguments import mark
from graph.document import Document, coerce, read
from graph.errors import Code, RequestError
from graph.execution import introspect, is_introspection, mutate, unauthenticated
from graph.pool import Pool, refusal_of
from graph.sql import statement
from permissions.viewer import Inputs, session_key

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

MUTATIONS_AT_ONCE = 8  # per process
log = logging.getLogger("steward.graph")


class GraphQL:
    """The application at /graphql."""

    def __init__(self) -> None:
        self.pool = Pool()
        self._threads = ThreadPoolExecutor(MUTATIONS_AT_ONCE, thread_name_prefix="mutation")

    async def startup(self) -> None:
        """Open the connections."""
        await self.pool.open()

    async def shutdown(self) -> None:
        """Close the connections, after what is under way."""
        self._threads.shutdown()
        await self.pool.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI)."""
        headers, media = http.headers_of(scope), http.JSON
        try:
            media = http.media_type(headers)
            http.check_sender(scope["method"], headers)
            asked = http.parse_body(await _body(headers, receive))
            status, body = 200, b'{"data":' + await self.answer(asked, http.session_cookie(headers)) + b"}"
        except RequestError as error:
            status, body = http.status(error, media), _refusal(error)
        except GraphQLError as error:
            # What validation lets pass: a variable with a default, given as null for an argument that must not be.
            refusal = RequestError(Code.BAD_VARIABLES, error.message, details=[error])
            status, body = http.status(refusal, media), _refusal(refusal)
        except Exception:  # the one place where nothing gets through
            reference = uuid.uuid4().hex
            log.exception("internal error %s", reference)
            status, body = 500, _unforeseen(reference)
        await _respond(send, status, media, body)

    async def answer(self, asked: http.Asked, cookie: str | None) -> bytes:
        """Return the JSON of the answer's `data`; raise RequestError."""
        document = read(asked.query)
        operation = document.operation(asked.operation_name)
        if is_introspection(operation):
            return json.dumps(introspect(document, operation, asked.variables)).encode()
        if cookie is None:
            raise unauthenticated()
        if operation.operation is OperationType.MUTATION:
            return await self._mutation(document, operation, asked.variables, session_key(cookie))
        return await self._query(document, operation, asked.variables, session_key(cookie))

    async def _query(
        self, document: Document, operation: OperationDefinitionNode, variables: dict[str, Any], key: str
    ) -> bytes:
        values = coerce(operation, variables)
        limits.check(document, operation, values)
        compiled = statement(document, operation, mark(operation, values))
        data = await self.pool.fetch(compiled.sql, compiled.values(Inputs(session_key=key, variables=values)))
        if data is None:
            raise unauthenticated()
        return data.encode()

    async def _mutation(
        self, document: Document, operation: OperationDefinitionNode, variables: dict[str, Any], key: str
    ) -> bytes:
        limits.check(document, operation, coerce(operation, variables))
        loop = asyncio.get_running_loop()
        try:
            data = await loop.run_in_executor(self._threads, mutate, document, operation, variables, key)
        except (OperationalError, psycopg.OperationalError) as error:
            raise refusal_of(error.__cause__ if isinstance(error, OperationalError) else error) from error
        return json.dumps(data, ensure_ascii=False).encode()


async def _body(headers: http.Headers, receive: Receive) -> bytes:
    """Return the body; raise RequestError(TOO_LARGE) as soon as it is known to be."""
    length = headers.get("content-length") or "0"
    if not length.isdecimal():
        raise RequestError(Code.BAD_REQUEST, "That is not a length.")
    if int(length) > http.BODY_LENGTH_MAX:
        raise _too_large()
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > http.BODY_LENGTH_MAX:
            raise _too_large()
    return body


def _too_large() -> RequestError:
    return RequestError(Code.TOO_LARGE, f"A request has at most {http.BODY_LENGTH_MAX} octets.")


def _refusal(error: RequestError) -> bytes:
    # In ASCII, since a message may quote half of a surrogate pair, which no UTF-8 can hold.
    return json.dumps({"errors": error.errors}).encode()


def _unforeseen(reference: str) -> bytes:
    """Return the body for an exception that is in the log under this reference."""
    extensions = {"code": Code.INTERNAL.name, "reference": reference}
    return json.dumps({"errors": [{"message": "Something went wrong here.", "extensions": extensions}]}).encode()


async def _respond(send: Send, status: int, media: str, body: bytes) -> None:
    headers = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == Code.METHOD_NOT_ALLOWED.status:
        headers.append((b"allow", b"POST"))
    if status == Code.UNAVAILABLE.status:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""What goes out? Bodies and headers of answers: the data as the database wrote it, or errors; and what is left."""

import json
import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from graphql import GraphQLError

from accounts.allowances import BUDGET, RESTORE_RATE, seconds_until
from graph import limits
from graph.errors import Code, RequestError, bad_variables

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
COST_HEADER = "graphql-cost"  # any value asks for `extensions.cost`
# RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers-10): quota, and seconds until it is restored.
POLICY = f'"points";q={BUDGET};w={math.ceil(BUDGET / RESTORE_RATE)}'.encode()


class Answer(NamedTuple):
    """Data; and unless only the schema was asked for, the points it cost and those that are left."""

    data: bytes
    requested: int = 0
    remaining: float | None = None

    def body(self, *, with_cost: bool) -> bytes:
        """Return the JSON of the response."""
        if not with_cost or self.remaining is None:
            return b'{"data":%b}' % self.data
        cost = json.dumps(limits.report(self.requested, self.remaining)).encode()
        return b'{"data":%b,"extensions":{"cost":%b}}' % (self.data, cost)

    def headers(self) -> list[Header]:
        """Return the headers that only answers have."""
        return [] if self.remaining is None else _rate_limit(self.remaining)


def refusal_of(error: Exception) -> RequestError:
    """Return what whoever asked is told of an error."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, GraphQLError):
        return bad_variables(error)
    return RequestError(Code.INTERNAL, "Something went wrong here.")


def refusal_body(refusal: RequestError, request_id: str) -> bytes:
    """Return the JSON of a refusal; one that is our fault tells under which id it is in the log."""
    errors = refusal.errors
    if refusal.code.status >= Code.INTERNAL.status:
        errors = [error | {"extensions": error["extensions"] | {"requestId": request_id}} for error in errors]
    # In ASCII, since a message may quote half of a surrogate pair, which no UTF-8 can hold.
    return json.dumps({"errors": errors}).encode()


def refusal_headers(refusal: RequestError, metadata: str) -> list[Header]:
    """Return the headers that only refusals have; `metadata` is the address that tells where tokens come from."""
    headers = [(b"allow", b"POST")] if refusal.code is Code.METHOD_NOT_ALLOWED else []
    if refusal.code is Code.UNAUTHENTICATED:
        headers.append((b"www-authenticate", f'Bearer resource_metadata="{metadata}"'.encode()))
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    if refusal.cost and "remaining" in refusal.cost:
        headers += _rate_limit(refusal.cost["remaining"])
    return headers


class Response(NamedTuple):
    """A status, a body, and the headers that not all responses have."""

    status: int
    body: bytes
    headers: list[Header]


async def respond(send: Send, media: str, request_id: str, response: Response) -> None:
    """Send a response (ASGI)."""
    headers = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(response.body)).encode()),
        (b"x-request-id", request_id.encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *response.headers,
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def _rate_limit(remaining: float) -> list[Header]:
    left = max(0, math.floor(remaining))
    restored = math.ceil(seconds_until(BUDGET, left))
    return [(b"ratelimit-policy", POLICY), (b"ratelimit", b'"points";r=%d;t=%d' % (left, restored))]

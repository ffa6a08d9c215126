"""How is a request answered? POST /graphql, from the bytes in to the bytes out; read this first.

    who         the hash of a session's cookie or of a token; whether it is live, the statement itself finds out
    what        graph.preparation   bytes -> a valid document, its operation, its variables, its plan
    how much    graph.limits        -> points, or a refusal
    sql         graph.sql           -> one statement, from what is kept if its like was asked before
    run         graph.pool          one statement, one round trip: who, wall, what is left, and the answer's JSON
    disclosed   graph.disclosing    what a token is told is written down before it goes

A mutation goes from `how much` to graph.execution, in a thread, since Django's models are synchronous.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import OperationalError

from audit.journal import Journal
from billing.cards import may_hold_card
from graph import cards, http, logs, pool
from graph.charges import Charges
from graph.disclosing import Disclosures
from graph.errors import Code, RequestError
from graph.execution import mutate, refused, unauthenticated
from graph.lane import Lane
from graph.manifest import configured
from graph.media import JSON
from graph.preparation import NotKnownError, Prepared, known, make, prepare
from graph.responses import COST_HEADER, Answer, Response, refusal_body, refusal_headers, refusal_of, respond
from graph.sql import Query, Write
from graph.trusted import TrustedDocuments
from permissions import card_numbers, disclosures
from permissions.credentials import Credential, Kind
from permissions.viewer import Inputs

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

MUTATIONS_AT_ONCE = 8  # per process
# Octets of a body; ten thousand ids take as long to look at as a new document to read.
QUICK_LENGTH_MAX = 16_384
KNOWN_MAX = 10_000
# Python's own, 5 ms, is how long a request would wait for a mutation's thread.
SWITCH_INTERVAL_SECONDS = 0.0005
# What is not charged: what was not run.
FREE = (Code.UNAUTHENTICATED, Code.RATE_LIMITED, Code.UNAVAILABLE)


class GraphQL:
    """The application at /graphql."""

    def __init__(self) -> None:
        self.pool = pool.Pool()
        self.charges = Charges(self.pool.execute)
        self.disclosures = Disclosures(self.pool.execute, Journal(Path(settings.TOLD)))
        self.trusted = TrustedDocuments({})
        self._lane = Lane()
        self._threads = ThreadPoolExecutor(MUTATIONS_AT_ONCE, thread_name_prefix="mutation")
        self._known: dict[Credential | None, None] = {}  # those that were live when last heard of

    async def startup(self) -> None:
        """Read the trusted documents and open the connections."""
        sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
        self.trusted = configured()
        self._lane.open()
        await self.pool.open()
        await self.disclosures.open()
        self.trusted.compile()
        # The schema and its like are there for good; looking through them again and again takes 20 ms each time.
        gc.collect()
        gc.freeze()

    async def shutdown(self) -> None:
        """Close the connections, after what is under way."""
        self._lane.close()
        self._threads.shutdown()
        await self.charges.close()
        await self.disclosures.close()
        await self.pool.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI)."""
        started, headers, media = perf_counter(), http.headers_of(scope), JSON
        request_id, asked = http.request_id(headers), None
        try:
            media = http.media_type(headers)
            http.check_sender(scope["method"], headers)
            came = http.credential(scope, headers)
            sender = came if came in self._known else http.address(scope)
            await self._check_query_string(scope, sender)
            asked = await self._parse(await _body(headers, receive), sender)
            prepared = await self._prepare(asked, came.kind if came else None, sender)
            answer = await self._answer(prepared, came, http.address(scope))
            response = Response(200, answer.body(with_cost=COST_HEADER in headers), answer.headers())
            logs.answered(request_id, asked, perf_counter() - started)
        except Exception as error:  # noqa: BLE001  # the one place where nothing gets through
            refusal = refusal_of(error)
            status = http.status(refusal, media)
            only = refusal_headers(refusal, http.resource_metadata(scope, headers))
            response = Response(status, refusal_body(refusal, request_id), only)
            logs.refused(request_id, asked, refusal.code, perf_counter() - started)
        await respond(send, media, request_id, response)

    async def _check_query_string(self, scope: Scope, sender: Hashable) -> None:
        """Return unless there is the number of a card in the address, though nothing here reads what is there."""
        query = http.query_string(scope)
        if query and may_hold_card(query):
            await self._lane.run(sender, cards.check, query.decode(errors="replace"))

    async def _parse(self, body: bytes, sender: Hashable) -> http.Asked:
        if len(body) <= QUICK_LENGTH_MAX and not may_hold_card(body):
            return http.parse_body(body, is_quick=True)
        return await self._lane.run(sender, http.parse_body, body, is_quick=False)

    async def _prepare(self, asked: http.Asked, kind: Kind | None, sender: Hashable) -> Prepared:
        if asked.is_quick:
            with suppress(NotKnownError):
                return prepare(self.trusted, asked, kind=kind, of=known)
        asked = self.trusted.as_text(asked, kind=kind)
        made = await self._lane.run(sender, make, asked, kind=kind)
        return prepare(self.trusted, asked, kind=kind, of=made.take) if asked.is_quick else made.prepared

    async def _answer(self, prepared: Prepared, came: Credential | None, address: str) -> Answer:
        if prepared.holds_card and not (came and await self._allows_card_numbers(came, address)):
            raise cards.refusal(cards.IN_FREE_TEXT)
        if prepared.data is not None:
            return Answer(data=prepared.data)
        assert came is not None  # noqa: S101  # without one nothing else is prepared
        return await self._charged(prepared, came, address)

    async def _allows_card_numbers(self, came: Credential, address: str) -> bool:
        """Whether the viewer's account does; false if nobody is there."""
        inputs = Inputs(key=came.key, variables={}, kind=came.kind, address=address, request=came.request)
        sql, slots = card_numbers.allowed(came.kind)
        return await self.pool.fetch(sql, [slot(inputs) for slot in slots]) == (b"t",)

    async def _charged(self, prepared: Prepared, came: Credential, address: str) -> Answer:
        """Run the operation, and charge the viewer what it cost."""
        spent, is_charged = self.charges.reserve(came.key, prepared.requested), True
        inputs = Inputs(
            key=came.key,
            variables=prepared.values,
            kind=came.kind,
            requested=prepared.requested,
            spent=spent,
            address=address,
            document=prepared.document.id if came.kind.is_restricted else "",
            request=came.request,
        )
        try:
            run = self._query if isinstance(prepared.planned, Query) else self._mutation
            data, remaining = await run(prepared, inputs)
        except RequestError as error:
            is_charged = error.code not in FREE
            raise
        finally:
            self.charges.settle(came.key, prepared.requested, spent=is_charged)
        if came.kind is not Kind.SESSION:
            self.disclosures.fold_soon()
        self._remember(came)
        return Answer(data=data, requested=prepared.requested, remaining=remaining)

    async def _query(self, prepared: Prepared, inputs: Inputs) -> tuple[bytes, float]:
        statement = cast(Query, prepared.planned).statement
        row = await self.pool.fetch(statement.sql, statement.values(inputs))
        if row is None:
            raise unauthenticated(inputs.kind)
        data, left, *of_token = row
        remaining = float(left or 0)
        refusal, reader = of_token or (None, None)
        if data is None:
            raise refused(prepared.requested, remaining, refusal.decode() if refusal else None)
        if statement.shown:
            data, told = disclosures.taken(data, statement.shown, reader or b"")
            if told:
                self.disclosures.note(told)
        return data, remaining

    async def _mutation(self, prepared: Prepared, inputs: Inputs) -> tuple[bytes, float]:
        loop, needs = asyncio.get_running_loop(), cast(Write, prepared.planned).needs
        given = (prepared.document, prepared.operation, prepared.variables, needs, inputs)
        try:
            data, remaining = await loop.run_in_executor(self._threads, mutate, *given)
        except (OperationalError, psycopg.OperationalError) as error:
            raise pool.refusal_of(error.__cause__ if isinstance(error, OperationalError) else error) from error
        return json.dumps(data, ensure_ascii=False).encode(), remaining

    def _remember(self, came: Credential) -> None:
        """Keep in mind that it is live, so that its new documents count as its own, and not its address's."""
        self._known[came] = None
        if len(self._known) > KNOWN_MAX:
            del self._known[next(iter(self._known))]


async def _body(headers: http.Headers, receive: Receive) -> bytes:
    """Return the body; raise RequestError(TOO_LARGE) as soon as it is known to be."""
    length = headers.get("content-length") or "0"
    if not length.isdecimal():
        raise RequestError(Code.BAD_REQUEST, "That is not a length.")
    if int(length) > http.BODY_LENGTH_MAX:
        raise _too_large()
    parts, received, more = [], 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        received, more = received + len(parts[-1]), message.get("more_body", False)
        if received > http.BODY_LENGTH_MAX:
            raise _too_large()
    return b"".join(parts)


def _too_large() -> RequestError:
    return RequestError(Code.TOO_LARGE, f"A request has at most {http.BODY_LENGTH_MAX} octets.")

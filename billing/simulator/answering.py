"""How is a call answered? Who asks, whether it was asked before, what it says; then it is done in one transaction."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from billing.simulator import clock, faults, idempotency
from billing.simulator.errors import ApiError, invalid, unauthorized
from billing.simulator.idempotency import Answer, Asked, Keys
from billing.simulator.operations import Call, Operation
from billing.simulator.parameters import EXPAND, decode
from billing.simulator.processor import API_VERSION, Origin, Processor
from billing.simulator.rendering import expanded, shown
from billing.simulator.resources import INCLUDES
from billing.simulator.shapes import new_id
from billing.simulator.store import Json

NONSENSE = b"<html><body>It works!</body></html>"
KEY_PREFIXES = ("sk_test_", "rk_test_")


@dataclass(kw_only=True)
class Simulator:
    """What answers: the processor, the keys in flight, and how a connection is cut off."""

    processor: Processor
    abort: Callable[[Request], None]
    keys: Keys = field(default_factory=Keys)


async def answer(simulator: Simulator, operation: Operation, request: Request) -> Response:
    """Answer one request of Stripe's API."""
    request_id, asked = new_id("req"), await _asked(request)
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    if asked.key:
        headers["Idempotency-Key"] = asked.key
    try:
        check_key(request.headers.get("authorization", ""))
        check_version(request.headers.get("stripe-version", API_VERSION))
        with simulator.keys.held(asked.key):
            if kept := idempotency.remembered(simulator.processor, asked):
                return _response(kept, headers | {"Idempotent-Replayed": "true"})
            return await _answer_anew(simulator, operation, request, asked, headers)
    except ApiError as refusal:
        return _response(Answer(refusal.status, refusal.body), headers)


async def _answer_anew(
    simulator: Simulator, operation: Operation, request: Request, asked: Asked, headers: dict[str, str]
) -> Response:
    processor = simulator.processor
    with processor.store.transaction():
        fault = faults.take(processor, asked.method, asked.path)
    if fault:
        await asyncio.sleep(fault["latency_milliseconds"] / 1000)
    instead = faults.answer(fault)
    if fault and fault["answer"] and fault["when"] == "before":
        return await _go_wrong(simulator, fault, request, headers)
    origin = Origin(request=headers["Request-Id"], key=asked.key)
    call = _call(processor, operation, request, asked)
    done = do(operation, call, asked, origin, instead)
    if fault and fault["answer"]:
        return await _go_wrong(simulator, fault, request, headers)
    return _response(done, headers)


async def _go_wrong(simulator: Simulator, fault: Json, request: Request, headers: dict[str, str]) -> Response:
    if said := faults.answer(fault):
        return _response(said, headers)
    if fault["answer"] == "reset":
        simulator.abort(request)
        await asyncio.sleep(0)  # until the loop has closed it
    return Response(NONSENSE, media_type="text/html")


def do(operation: Operation, call: Call, asked: Asked, origin: Origin, instead: Answer | None) -> Answer:
    """Do a call, and remember its answer, or the one that is given instead."""
    processor = call.processor
    with processor.store.transaction():
        clock.advance_clocks(processor)
    with processor.store.transaction():
        processor.origin = origin
        try:
            answer = _done(operation, call)
        finally:
            processor.origin = Origin()
        idempotency.remember(processor, asked, instead or answer)
    return answer


def _done(operation: Operation, call: Call) -> Answer:
    try:
        with call.processor.attempt():
            paths = call.given.pop("expand", None) or []
            return Answer(200, expanded(call.processor, shown(operation.do(call)), paths, INCLUDES))
    except ApiError as refusal:
        return Answer(refusal.status, refusal.body)


def _call(processor: Processor, operation: Operation, request: Request, asked: Asked) -> Call:
    said = decode(asked.query) | decode(asked.body)
    path = {name: str(value) for name, value in request.path_params.items()}
    return Call(processor=processor, path=path, given=(operation.takes | EXPAND).read(said) or {})


def check_key(header: str) -> None:
    """Raise ApiError if a request comes without a secret key of test mode, as bearer token or basic user name."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    if not given:
        raise unauthorized("You did not provide an API key. Provide it in the Authorization header, as a bearer token.")
    if not given.startswith(KEY_PREFIXES):
        raise unauthorized("Invalid API Key provided: the simulator takes keys of test mode, sk_test_…, and no others.")


def check_version(version: str) -> None:
    """Raise ApiError if another version of the API is asked for: its answers would have another shape."""
    if version != API_VERSION:
        raise invalid("Stripe-Version", f"The simulator speaks {API_VERSION} alone, and {version} was asked for.")


async def _asked(request: Request) -> Asked:
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    body = (await request.body()).decode(errors="replace")
    path, query = request.url.path, request.url.query
    return Asked(key=key or None, method=request.method, path=path, query=query, body=body)


def _response(answer: Answer, headers: dict[str, str]) -> Response:
    return JSONResponse(answer.body, status_code=answer.status, headers=headers)

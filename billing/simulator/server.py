"""How is the simulator started? On a port of 127.0.0.1, and on no other address; by a command, or for a test."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from billing.simulator import clock, control, pages, webhooks
from billing.simulator.answering import Simulator, answer
from billing.simulator.errors import ApiError
from billing.simulator.processor import Processor
from billing.simulator.resources import OPERATIONS
from billing.simulator.resources.webhook_endpoints import add
from billing.simulator.store import Store

HOST = "127.0.0.1"
HOSTS = [HOST, "localhost"]  # what the Host header may say, so that no page of elsewhere gets here by DNS
STOPPING_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the simulator keeps its state (None: in memory), and whom it tells of events, if anybody."""

    state: str | None = None
    webhook: str | None = None
    webhook_secret: str | None = None


class Server:
    """The simulator on a socket."""

    def __init__(self, place: Place, port: int = 0, *, ready: Callable[[], None] = lambda: None) -> None:
        self._listener = socket.create_server((HOST, port))
        self.url = f"http://{HOST}:{self._listener.getsockname()[1]}"
        self._store = Store(place.state or ":memory:")
        processor = Processor(store=self._store, url=self.url)
        if place.webhook and place.webhook_secret:
            _listen(processor, place.webhook, place.webhook_secret)
        app = application(Simulator(processor=processor, abort=self._abort), ready)
        self._uvicorn = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))

    def run(self) -> None:
        """Serve until told to stop."""
        with suppress(KeyboardInterrupt):  # uvicorn raises the signal once more when it has shut down in order
            self._uvicorn.run(sockets=[self._listener])
        self._store.close()

    @property
    def is_started(self) -> bool:
        return self._uvicorn.started

    def stop(self) -> None:
        """Have `run` return soon."""
        self._uvicorn.should_exit = True

    def _abort(self, request: Request) -> None:
        client = tuple(request.client) if request.client else None
        for protocol in self._uvicorn.server_state.connections:
            if getattr(protocol, "client", None) == client:
                protocol.transport.abort()


@contextmanager
def running(
    *, state: str | None = None, webhook: str | None = None, webhook_secret: str | None = None
) -> Iterator[str]:
    """Have a simulator on a free port, in a thread; its address is what `with` gives."""
    server = Server(Place(state=state, webhook=webhook, webhook_secret=webhook_secret))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.is_started:
        if not thread.is_alive():
            raise RuntimeError("the simulator did not start")
        time.sleep(0.005)
    try:
        yield server.url
    finally:
        server.stop()
        thread.join(timeout=STOPPING_SECONDS)


def application(simulator: Simulator, ready: Callable[[], None]) -> Starlette:
    """Return the ASGI application. It calls `ready` when it can be told to stop in order."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        work = (clock.tick_for_ever, webhooks.deliver_for_ever)
        tasks = [asyncio.create_task(one(simulator.processor)) for one in work]
        for task in tasks:
            task.add_done_callback(_report)
        ready()
        yield
        for task in tasks:
            task.cancel()

    return Starlette(
        routes=[
            *(Route(one.path, partial(answer, simulator, one), methods=[one.method]) for one in OPERATIONS),
            *control.routes(simulator.processor),
            *pages.routes(simulator.processor),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={HTTPException: _unrecognized},
        lifespan=lifespan,
    )


def _report(task: asyncio.Task[None]) -> None:
    """Have the event loop tell of work that broke; else nobody would hear of it."""
    if not task.cancelled():
        task.result()


async def _unrecognized(request: Request, error: Exception) -> Response:
    """Answer a call that Stripe does not have, or that nobody here has needed yet."""
    message = (
        f"Unrecognized request URL ({request.method}: {request.url.path}). The simulator has what its README lists."
    )
    status = error.status_code if isinstance(error, HTTPException) else 404
    return JSONResponse(ApiError(message, status=status).body, status_code=status)


def _listen(processor: Processor, url: str, secret: str) -> None:
    """Have one endpoint for this address, whose secret is this one; what is yet to be told to it stays so."""
    kept = processor.store.all("webhook_endpoint", url=url)
    endpoint = kept[0] if kept else add(processor, url, secret)
    processor.store.put(endpoint | {"_secret": secret, "status": "enabled"})

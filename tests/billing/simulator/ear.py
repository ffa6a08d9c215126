"""Who listens to webhooks? An HTTP server on loopback that keeps what it is sent, and answers what it is told to."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import stripe

from tests.billing.simulator import annotations

SECRET = "whsec_of_the_tests"
WAIT_SECONDS = 10


@dataclass
class Ear:
    """`events` are those whose signature was right; `answers` are the next statuses, and 200 from then on."""

    url: str = ""
    events: list[stripe.Event] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def hear(self, body: bytes, signature: str | None) -> int:
        assert annotations.faults(json.loads(body)) == []
        self.events.append(stripe.Webhook.construct_event(body, signature, SECRET))
        return self.answers.pop(0) if self.answers else 200

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def wait(self, enough: Callable[["Ear"], bool]) -> None:
        """Return when enough was heard."""
        until = time.monotonic() + WAIT_SECONDS
        while not enough(self):
            assert time.monotonic() < until, self.types
            time.sleep(0.01)


@contextmanager
def listening() -> Iterator[Ear]:
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(ear.hear(body, self.headers["Stripe-Signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear.url = f"http://127.0.0.1:{server.server_port}/webhook"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

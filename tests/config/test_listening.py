"""Do all workers get something to do? And what if a process can open no more?"""

import asyncio
import http.client
import resource
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from config import listening
from config.listening import Listener, Loop
from database_for_tests import migrated_folder
from processes import eventually
from tests.config.test_serve import Server, serving

CONNECTIONS = 64


def worker(connection: http.client.HTTPConnection) -> str:
    """Return who answers: the ids that a process gives requests begin alike."""
    connection.request("POST", "/graphql", b'{"query": "{ __typename }"}', {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert response.read() == b'{"data":{"__typename": "Query"}}'
    return response.headers["X-Request-Id"].partition("-")[0]


def connect(server: Server, stack: ExitStack) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    stack.callback(connection.close)
    connection.connect()
    return connection


def test_connections_that_arrive_together_are_shared_out() -> None:
    with migrated_folder() as data, serving(data, "--workers", "2") as server, ExitStack() as stack:
        seen: set[str] = set()
        eventually(lambda: seen.add(worker(connect(server, stack))) or len(seen) == 2)  # both have started
        connections = [connect(server, stack) for _ in range(CONNECTIONS)]
        found = Counter(map(worker, connections))
        assert len(found) == 2, found
        # Who was first awake may have more; left to itself, uvloop gives one worker all.
        assert min(found.values()) >= CONNECTIONS // 8, found
        assert Counter(map(worker, connections)) == found  # and they are kept


class Echo(asyncio.Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # a transport of data
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@contextmanager
def echoing() -> Iterator[tuple[socket.socket, Listener]]:
    """A listening socket, served by a thread, and its listener."""
    made: list[Listener] = []
    loop = Loop()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        async def serve() -> None:
            made.append(await loop.create_server(Echo, sock=listener))

        loop.run_until_complete(serve())
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield listener, made[0]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def echoed(connection: socket.socket) -> bytes:
    connection.sendall(b"there?")
    return connection.recv(100)


def test_a_process_that_can_open_no_more_takes_connections_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "RETRY_SECONDS", 0.05)
    with echoing() as (listener, _), ExitStack() as stack:
        first, second = (stack.enter_context(socket.socket()) for _ in range(2))
        first.connect(listener.getsockname())
        assert echoed(first) == b"there?"
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with socket.socket() as lowest_free:
            limit = lowest_free.fileno()
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        second.settimeout(0.3)
        second.connect(listener.getsockname())
        with pytest.raises(TimeoutError):
            echoed(second)
        assert echoed(first) == b"there?"
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        second.settimeout(10)
        assert second.recv(100) == b"there?"


def test_a_closed_listener_takes_no_more_and_keeps_what_it_has() -> None:
    with echoing() as (listener, made), ExitStack() as stack:
        first, second = (stack.enter_context(socket.socket()) for _ in range(2))
        first.connect(listener.getsockname())
        assert echoed(first) == b"there?"
        done = threading.Event()
        made._loop.call_soon_threadsafe(lambda: (made.close(), done.set()))
        assert done.wait(10)
        second.settimeout(0.3)
        second.connect(listener.getsockname())
        with pytest.raises(TimeoutError):
            echoed(second)
        assert echoed(first) == b"there?"

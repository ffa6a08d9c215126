"""Does an answer leave in one piece, and whole? Asked of the kernel: how many segments with data have come in."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import uvicorn

from config import serving
from config.writing import HELD_MAX

DATA_SEGMENTS_IN = 152  # the place of tcpi_data_segs_in in Linux's struct tcp_info (linux/tcp.h)
REQUEST = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
TYPENAME = b'{"query": "{ __typename }"}'
SCHEMA = b'{"query": "{ __schema { types { name description fields { name description } } } }"}'


def request(body: bytes) -> bytes:
    return REQUEST % (len(body), body)


def data_segments(connection: socket.socket) -> int:
    """Return how many segments with data the kernel has received on a connection."""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    return int(struct.unpack_from("I", info, DATA_SEGMENTS_IN)[0])


def answer(connection: socket.socket) -> bytes:
    """Return the body of one answer."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.read()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


@contextmanager
def served(**options: object) -> Iterator[int]:
    """The port of an application that answers with as many octets as the path has, in one piece or in chunks."""

    async def application(scope: dict[str, str], receive: object, send: object) -> None:
        chunk, times = (int(part) for part in scope["path"].strip("/").split("x"))
        headers = [(b"content-length", str(chunk * times).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for turn in range(times):
            await send({"type": "http.response.body", "body": b"x" * chunk, "more_body": turn < times - 1})

    listener = serving.listen("127.0.0.1", 0)
    config = uvicorn.Config(application, log_level="warning", lifespan="off", ws="none", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.mark.parametrize(("protocol", "segments"), [("config.writing:Protocol", 1), ("httptools", 2)])
def test_head_and_body_are_one_write(protocol: str, segments: int) -> None:
    with served(http=protocol, loop="config.listening:Loop") as port, connected(port) as connection:
        for turn in range(1, 6):
            connection.sendall(b"GET /40x1 HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer(connection) == b"x" * 40
            assert data_segments(connection) == turn * segments


@pytest.mark.parametrize("size", [(0, 1), (1, 1), (HELD_MAX, 1), (5_000_000, 1), (1_000, 5_000), (HELD_MAX + 1, 20)])
def test_an_answer_is_whole_in_whatever_pieces_it_is_written(size: tuple[int, int]) -> None:
    chunk, times = size
    for header in (b"", b"Connection: close\r\n"):
        with served(http="config.writing:Protocol", loop="config.listening:Loop") as port, connected(port) as taken:
            taken.sendall(b"GET /%dx%d HTTP/1.1\r\nHost: x\r\n%s\r\n" % (chunk, times, header))
            assert answer(taken) == b"x" * chunk * times
            if header:
                assert taken.recv(1) == b""  # it is closed, after all of it


def test_our_own_answers_leave_in_one_piece(server: str) -> None:
    with connected(urlsplit(server).port or 0) as connection:
        for turn in range(1, 6):
            connection.sendall(request(TYPENAME))
            assert answer(connection) == b'{"data":{"__typename": "Query"}}'
            assert data_segments(connection) == turn


def test_requests_that_come_together_are_answered_in_their_order(server: str) -> None:
    bodies = [b'{"query": "{ a%d: __typename }"}' % number for number in range(20)]
    with connected(urlsplit(server).port or 0) as connection:
        connection.sendall(b"".join(map(request, bodies)))
        with connection.makefile("rb") as answers:
            for number in range(20):
                assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
                length = int(http.client.parse_headers(answers)["Content-Length"])
                assert answers.read(length) == b'{"data":{"a%d": "Query"}}' % number


def test_a_client_that_leaves_before_its_answer_harms_nobody(server: str, caplog: pytest.LogCaptureFixture) -> None:
    port = urlsplit(server).port or 0
    for _ in range(20):
        with connected(port) as leaving:
            leaving.sendall(request(SCHEMA) * 3)
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, not closed
    with connected(port) as connection:
        connection.sendall(request(TYPENAME))
        assert answer(connection) == b'{"data":{"__typename": "Query"}}'
    time.sleep(0.1)
    assert [record.getMessage() for record in caplog.records] == []

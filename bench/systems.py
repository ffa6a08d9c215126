"""Who is measured, and how is each started? Two workers each, for two cores; everything by the same Unix socket."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import ROOT, node, requests, say
from bench.database import BIN, DATA
from bench.requests import QUERIES, Dialect

READS = tuple(query for query in QUERIES if query != "mutation")
START_SECONDS_MAX = 60


@dataclass(frozen=True, kw_only=True)
class System:
    """A server to be asked over HTTP. In `command` and `environment`, {port} is the port it shall listen on."""

    name: str
    title: str
    dialect: Dialect
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    queries: tuple[str, ...] = QUERIES
    connections: tuple[int, ...] = (1, 8, 32)
    is_slow: bool = False  # a few seconds for an answer: asked less, and for longer


@dataclass(frozen=True, kw_only=True)
class Running:
    """A system that answers on a port of this machine."""

    system: System
    pid: int
    port: int


def _gunicorn() -> tuple[str, ...]:
    options = ("--bind=127.0.0.1:{port}", "--workers=2", "--worker-class=sync", "--log-level=warning")
    return (str(BIN / "gunicorn"), *options, "--pythonpath=bench/peers/django", "wsgi:application")


def _node(name: str) -> tuple[str, ...]:
    return (str(node.BINARY), str(node.FOLDER / f"{name}.mjs"))


STEWARD = (str(BIN / "steward"), "serve", "--workers=2", "--no-demo", "--port={port}")
# People are not to be slowed down by the limit of one person, for here few people ask for all.
UNLIMITED = {"STEWARD_RATE_BUDGET": "1000000000", "STEWARD_RATE_RESTORE": "1000000000"}
PORT = {"PORT": "{port}"}
DJANGO = {"DJANGO_SETTINGS_MODULE": "settings"}
SYSTEMS = {
    system.name: system
    for system in (
        System(
            name="ours",
            title="Steward",
            dialect=requests.STEWARD,
            command=STEWARD,
            environment=UNLIMITED,
        ),
        System(
            name="ours-by-token",
            title="Steward, asked with personal tokens",
            dialect=requests.STEWARD_BY_TOKEN,
            command=STEWARD,
            environment=UNLIMITED,
            queries=("point",),
        ),
        System(
            name="ours-unaudited",
            title="Steward, without the audit",
            dialect=requests.STEWARD,
            command=(str(BIN / "python"), "-P", "bench/unaudited.py", *STEWARD[1:]),
            environment=UNLIMITED,
            queries=("mutation",),
        ),
        System(
            name="raw",
            title="raw ASGI, the same SQL",
            dialect=requests.RAW,
            command=(
                *(str(BIN / "uvicorn"), "bench.peers.raw:application", "--port={port}", "--workers=2"),
                "--loop=config.listening:Loop",  # as ours: else one worker may get all connections
                *("--http=httptools", "--ws=none", "--no-access-log", "--log-level=warning", "--no-server-header"),
            ),
            queries=READS,
        ),
        System(
            name="graphene-naive",
            title="graphene-django, guardian, as it comes",
            dialect=requests.GRAPHENE_NAIVE,
            command=_gunicorn(),
            environment=DJANGO,
            connections=(8,),
            is_slow=True,
        ),
        System(
            name="graphene",
            title="graphene-django, hand-tuned",
            dialect=requests.GRAPHENE_TUNED,
            command=_gunicorn(),
            environment=DJANGO,
        ),
        System(
            name="strawberry",
            title="strawberry-django, optimizer",
            dialect=requests.STRAWBERRY,
            command=_gunicorn(),
            environment=DJANGO,
        ),
        System(
            name="postgraphile",
            title="PostGraphile 5, row-level security",
            dialect=requests.POSTGRAPHILE,
            command=_node("postgraphile"),
            environment=PORT | {"GRAPHILE_ENV": "production", "NODE_ENV": "production"},
        ),
        System(
            name="mercurius",
            title="mercurius, by hand",
            dialect=requests.MERCURIUS,
            command=_node("mercurius"),
            environment=PORT | {"NODE_ENV": "production"},
        ),
    )
}


@contextmanager
def running(system: System) -> Iterator[Running]:
    """Hold a block within which the system answers."""
    if node.BINARY in map(Path, system.command):
        node.install()
    port = _free_port()
    command = [part.format(port=port) for part in system.command]
    own = {name: value.format(port=port) for name, value in system.environment.items()}
    with (DATA / f"{system.name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | own,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _await(process, port, system)
        yield Running(system=system, pid=process.pid, port=port)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _await(process: subprocess.Popen[bytes], port: int, system: System) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{system.title} does not start; see {DATA / f'{system.name}.log'}.")
        time.sleep(0.1)
    say(f"{system.title} is up.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole group, which is ours: it was started as a session of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return

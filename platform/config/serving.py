"""How are requests taken in? By uvicorn, in one process or several, on a socket that was ours before all else."""

import errno
import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

APPLICATION = "config.asgi:application"
GRACEFUL_SHUTDOWN_SECONDS = 10
POLL_SECONDS = 0.1


class ServingError(Exception):
    """Why nothing can be served: one sentence for whoever started us."""


def listen(host: str, port: int) -> socket.socket:
    """Return the socket; who connects from now on waits until we serve. Raise ServingError if we cannot have it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OverflowError:
        raise ServingError(f"There is no port {port}.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServingError(f"Port {port} of {host} is in use; choose another with --port.") from None
        raise ServingError(f"Port {port} of {host} is not to be had: {error.strerror}.") from None


def configuration(workers: int) -> uvicorn.Config:
    """Return how uvicorn serves us."""
    return _Config(
        APPLICATION,
        workers=workers,
        loop="config.listening:Loop",
        http="config.writing:Protocol",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


def serve(listener: socket.socket, *, workers: int, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; finish what was begun. Calls `ready` when the first request was answered."""
    config = configuration(workers)
    threading.Thread(target=_when_healthy, args=(listener.getsockname(), ready), daemon=True).start()
    if workers > 1:
        _serve_in_workers(config, listener)
    else:
        _serve_here(config, listener)


class _Config(uvicorn.Config):
    """uvicorn's, but a worker also ends when its parent was killed: uvicorn would leave it behind, with the port."""

    def load(self) -> None:
        if parent := multiprocessing.parent_process():
            threading.Thread(target=_end_after, args=(parent,), daemon=True).start()
        super().load()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _serve_here(config: uvicorn.Config, listener: socket.socket) -> None:
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal once more when it has shut down in order
        uvicorn.Server(config).run(sockets=[listener])


def _serve_in_workers(config: uvicorn.Config, listener: socket.socket) -> None:
    supervisor = Multiprocess(config, sockets=[listener])
    supervisor.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in supervisor.processes):
        raise ServingError("The workers could not start; the reason is above.")


def _when_healthy(address: tuple[str, int], ready: Callable[[], None]) -> None:
    while not _is_healthy(address):
        time.sleep(POLL_SECONDS)
    ready()


def _is_healthy(address: tuple[str, int]) -> bool:
    connection = http.client.HTTPConnection(*address[:2], timeout=60)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

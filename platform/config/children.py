"""What runs beside the server? Processes of ours: replaced when they end, and ended with us, however we end."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from config import serving

logger = logging.getLogger("steward.jobs")

PAUSE_SECONDS = 1.0  # before one that ended is replaced
TICK_SECONDS = 0.2


@contextmanager
def beside(name: str, target: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """Hold a block within which `target` runs in a process of its own, and is begun anew if it ends."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stopping, name, target, arguments), name=name, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep(stopping: threading.Event, name: str, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    while not stopping.is_set():
        process = multiprocessing.get_context("spawn").Process(target=_begin, args=(name, target, arguments), name=name)
        process.start()
        while process.is_alive() and not stopping.wait(TICK_SECONDS):
            pass
        if stopping.is_set():
            _stop(process)
        else:
            logger.warning("The %s ended with exit code %s; starting another", name, process.exitcode)
            stopping.wait(PAUSE_SECONDS)


def _stop(process: multiprocessing.process.BaseProcess) -> None:
    """Give it the time that requests have too; a job that is broken off is taken up by the next worker."""
    process.terminate()
    process.join(serving.GRACEFUL_SHUTDOWN_SECONDS)
    process.kill()
    process.join()


def _begin(name: str, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Run it. Ctrl-C goes to this process too, but it is its parent that ends it, after the requests."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    django.setup(set_prefix=False)
    try:
        target(*arguments)
    except Exception:  # its words may quote rows
        logger.exception("The %s cannot go on", name)
        sys.exit(1)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(0)  # a killed parent may have taken the database along

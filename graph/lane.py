"""Who has to wait? Whoever asks what was never asked before: it is read and planned beside the others, in a process.

What is known is answered without a pause, however many new documents come in. Each sender has a few seconds of that
process at once, and a tenth of it for ever; who has used them up is told so after a pause, which ends a flood.
"""

import asyncio
import math
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Hashable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from time import monotonic, thread_time
from typing import Any, TypeVar

import django
from django.conf import settings

from graph.errors import Code, RequestError

R = TypeVar("R")
SECONDS_AT_ONCE: float = settings.COMPILE_SECONDS
SECONDS_PER_SECOND = 0.1
PAUSE_SECONDS = 0.5
SENDERS_MAX = 10_000
NICENESS = 19  # the least urgent there is


class UnforeseenError(Exception):
    """What nobody foresaw in the other process; `trace` tells where it was and of which kind, and no values."""

    def __init__(self, trace: str) -> None:
        super().__init__(trace)
        self.trace = trace


def process() -> Executor:
    """Return a process of ours that is starting, with the least priority: PostgreSQL and all workers go first."""
    executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    executor.submit(int)  # it starts with the first that there is to do
    return executor


class Lane:
    """The process, and for each sender the moment when all of its seconds are back (as in accounts/allowances.py)."""

    def __init__(self, start: Callable[[], Executor] = process) -> None:
        self._start = start
        self._executor: Executor | None = None
        self._full_at: dict[Hashable, float] = {}

    async def run(self, sender: Hashable, make: Callable[..., R], *args: Any, **named: Any) -> R:
        """Return what `make` returns; raise RequestError as it does, or RATE_LIMITED; UnforeseenError for all else.

        All of them go from process to process. If that ends meanwhile, raise RequestError(UNAVAILABLE).
        """
        await self._check(sender)
        try:
            made, seconds = await asyncio.wrap_future(self._submit(_timed, make, args, named))
        except BrokenExecutor as error:
            raise RequestError(Code.UNAVAILABLE, "Reading the document broke off. Try again.") from error
        self._spend(sender, seconds)
        if isinstance(made, Exception):
            raise made
        result: R = made
        return result

    def open(self) -> Executor:
        """Have the process start, if it has not."""
        if self._executor is None:
            self._executor = self._start()
        return self._executor

    def close(self) -> None:
        """Finish what was begun."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None

    def _submit(self, *work: Any) -> Future[Any]:
        try:
            return self.open().submit(*work)
        except BrokenExecutor:  # it has ended since it was last needed
            self._executor = None
            return self.open().submit(*work)

    async def _check(self, sender: Hashable) -> None:
        owed = max(0.0, self._full_at.get(sender, 0.0) - monotonic())
        over = owed - SECONDS_AT_ONCE / SECONDS_PER_SECOND
        if over > 0:
            await asyncio.sleep(PAUSE_SECONDS)
            message = "Too much was asked that was never asked before. Use variables, and the same documents again."
            raise RequestError(Code.RATE_LIMITED, message, retry_after=math.ceil(over))

    def _spend(self, sender: Hashable, seconds: float) -> None:
        full_at = max(self._full_at.pop(sender, 0.0), monotonic()) + seconds / SECONDS_PER_SECOND
        self._full_at[sender] = full_at
        if len(self._full_at) > SENDERS_MAX:
            del self._full_at[next(iter(self._full_at))]


def _timed(make: Callable[..., R], args: Any, named: Any) -> tuple[R | Exception, float]:
    """Return what was made, or why it was not, and the processor's seconds that it took."""
    began = thread_time()
    made: R | Exception
    try:
        made = make(*args, **named)
    except RequestError as refusal:
        made = refusal
    except Exception as error:  # noqa: BLE001  # it is raised where the request is
        frames = "".join(traceback.format_tb(error.__traceback__))
        made = UnforeseenError(f"{frames}{type(error).__qualname__}")
    return made, thread_time() - began


def _begin() -> None:
    """Make the process ready: it gives way, and ends when its worker tells it to or is gone, not by itself."""
    os.nice(NICENESS)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    django.setup(set_prefix=False)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(0)

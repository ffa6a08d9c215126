"""Who has to wait? Whoever asks what was never asked before: it is parsed and planned beside the others, in one thread.

What is known is answered without a pause, however many new documents come in. Each sender has a few seconds of that
thread at once, and a tenth of it for ever; who has used them up is told so after a pause, which ends a flood.
"""

import asyncio
import math
import os
import sys
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, thread_time
from typing import Any, TypeVar

from django.conf import settings

from graph.errors import Code, RequestError

R = TypeVar("R")
SECONDS_AT_ONCE: float = settings.COMPILE_SECONDS
SECONDS_PER_SECOND = 0.1
PAUSE_SECONDS = 0.5
SENDERS_MAX = 10_000
NICENESS = 19  # the least urgent there is


def _give_way() -> None:
    """Have this thread take what processor time the others leave, PostgreSQL's processes too."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class Lane:
    """The thread, and for each sender the moment when all of its seconds are back (as in accounts/allowances.py)."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lane", initializer=_give_way)
        self._full_at: dict[Hashable, float] = {}

    async def run(self, sender: Hashable, make: Callable[..., R], *args: Any, **named: Any) -> R:
        """Return what `make` returns; raise what it raises, or RequestError(RATE_LIMITED)."""
        owed = max(0.0, self._full_at.get(sender, 0.0) - monotonic())
        over = owed - SECONDS_AT_ONCE / SECONDS_PER_SECOND
        if over > 0:
            await asyncio.sleep(PAUSE_SECONDS)
            message = "Too much was asked that was never asked before. Use variables, and the same documents again."
            raise RequestError(Code.RATE_LIMITED, message, retry_after=math.ceil(over))
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._timed, sender, make, args, named)

    def close(self) -> None:
        """Finish what was begun."""
        self._thread.shutdown()

    def _timed(self, sender: Hashable, make: Callable[..., R], args: Any, named: Any) -> R:
        began = thread_time()
        try:
            return make(*args, **named)
        finally:
            self._spend(sender, thread_time() - began)

    def _spend(self, sender: Hashable, seconds: float) -> None:
        full_at = max(self._full_at.pop(sender, 0.0), monotonic()) + seconds / SECONDS_PER_SECOND
        self._full_at[sender] = full_at
        if len(self._full_at) > SENDERS_MAX:
            del self._full_at[next(iter(self._full_at))]

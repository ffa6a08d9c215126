"""What is a token about to be told, and is that written down? No answer leaves before it is.

Requests that come while others' are being written down are written down together, next: each waits for one commit, or
two, and they do not wait for each other's. A second later it is all brought into the register.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from audit.register import FOLD, FOLDED_MOST, TELL
from graph.errors import RequestError

INTERVAL_SECONDS = 1.0
Execute = Callable[[str, Sequence[object]], Awaitable[Any]]
Told = tuple[str, "asyncio.Future[None]"]


class Disclosures:
    """What this process is about to answer, until `execute` has written it down."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self._waiting: list[Told] = []
        self._writing: asyncio.Task[None] | None = None
        self._folding: asyncio.Task[None] | None = None

    async def written(self, told: str) -> None:
        """Return when it is committed; raise RequestError if the database cannot, and then nobody is told anything."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((told, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write())
        await done

    def fold_soon(self) -> None:
        """Have what was told brought into the register; if that fails, the next will be, and this with it."""
        if self._folding is None or self._folding.done():
            self._folding = asyncio.get_running_loop().create_task(self._fold(INTERVAL_SECONDS))

    async def close(self) -> None:
        """Bring into the register what was told."""
        if self._folding:
            self._folding.cancel()
            await asyncio.gather(self._folding, return_exceptions=True)
            await self._fold(0)

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await self._execute(TELL, [[told for told, _ in batch]])
            except Exception as failure:  # noqa: BLE001  # it is raised where each of them waits
                error = failure
            for _, done in batch:
                _settle(done, error)

    async def _fold(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        with suppress(RequestError):
            await self._execute(FOLD, [FOLDED_MOST])


def _settle(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.cancelled():  # whoever asked is gone
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)

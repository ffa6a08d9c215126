"""What is a token about to be told, and is that written down? No answer leaves before it is.

Requests that come while others' are being written down are written down together, next: each waits for one commit, or
two, and they do not wait for each other's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from audit.register import DISCLOSE, Disclosed, columns

Execute = Callable[[str, Sequence[object]], Awaitable[Any]]
Told = tuple[list[Disclosed], "asyncio.Future[None]"]


class Disclosures:
    """What this process is about to answer, until `execute` has written it down."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self._waiting: list[Told] = []
        self._writing: asyncio.Task[None] | None = None

    async def written(self, disclosed: list[Disclosed]) -> None:
        """Return when it is committed; raise RequestError if the database cannot, and then nobody is told anything."""
        if not disclosed:
            return
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((disclosed, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await self._execute(DISCLOSE, columns([disclosed for disclosed, _ in batch]))
            except Exception as failure:  # noqa: BLE001  # it is raised where each of them waits
                error = failure
            for _, done in batch:
                _settle(done, error)


def _settle(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.cancelled():  # whoever asked is gone
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)

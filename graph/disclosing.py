"""What is a token about to be told, and is that written down? No answer leaves before it is.

It is a line in this process's journal, which costs a hundredth of what a transaction would, and outlives the process.
Half a minute later all of it is brought into the register, once what was told again and again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection

from audit.journal import Journal, Page
from audit.register import FOLD, FOLDED_MOST, TELL_PART, recover, told
from graph.errors import Code, RequestError

INTERVAL_SECONDS = 30.0
SYNC_SECONDS = 0.1  # what a machine that loses its power may not know any more
Execute = Callable[[str, Sequence[object]], Awaitable[Any]]


class Disclosures:
    """What this process answers to tokens, until `execute` has brought it into the register."""

    def __init__(self, execute: Execute, journal: Journal) -> None:
        self._execute, self._journal = execute, journal
        self._syncing: asyncio.Task[None] | None = None
        self._folding: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def note(self, line: bytes) -> None:
        """Write it down; raise RequestError if that cannot be, and then nobody is told anything."""
        try:
            is_page_full = self._journal.note(line)
        except OSError as error:
            message = "What you ask for cannot be written down at the moment, and is not told; try again."
            raise RequestError(Code.UNAVAILABLE, message, retry_after=1) from error
        if is_page_full:
            self._hurry.set()
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.get_running_loop().create_task(self._sync())

    def fold_soon(self) -> None:
        """Have what was told brought into the register; if that fails, the next will be, and this with it."""
        if self._folding is None or self._folding.done():
            self._folding = asyncio.get_running_loop().create_task(self._fold(INTERVAL_SECONDS))

    async def open(self) -> None:
        """Tell what a process that was killed has left."""
        await asyncio.to_thread(_recover, self._journal.folder)

    async def close(self) -> None:
        """Bring into the register what was told."""
        self._hurry.set()
        # Not broken off: what has just been brought would be brought again.
        await asyncio.gather(*filter(None, (self._syncing, self._folding)), return_exceptions=True)
        if self._folding:
            await self._fold(0)

    async def _sync(self) -> None:
        await asyncio.sleep(SYNC_SECONDS)
        await asyncio.to_thread(self._journal.sync)

    async def _fold(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)
        self._hurry.clear()
        with suppress(RequestError):
            for page in self._journal.pages():
                await self._tell(page)
                self._journal.end(page)
            await self._execute(FOLD, [FOLDED_MOST])

    async def _tell(self, page: Page) -> None:
        while part := page.part():
            # Of thousands of lines, while others are answered.
            await self._execute(TELL_PART, await asyncio.to_thread(told, part, page.last_at))
            page.forget(part)


def _recover(folder: Path) -> None:
    try:
        recover(folder)
    finally:
        connection.close()

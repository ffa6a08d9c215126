"""Who has spent what, and is not charged for it yet? What this process has just answered.

A row lock per request would have a person's requests wait for each other, so the points are charged in batches. Until
then each statement is told of them: a process never forgets its own, and learns of the others' after a batch.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from graph.errors import RequestError
from permissions.charging import CHARGE

INTERVAL_SECONDS = 0.2
Execute = Callable[[str, Sequence[object]], Awaitable[Any]]


class Charges:
    """The points spent with a session or token, by its key, until `execute` has charged them."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self._reserved: Counter[str] = Counter()  # by requests that are under way
        self._spent: Counter[str] = Counter()  # by those that were answered
        self._batch: asyncio.Task[None] | None = None

    def reserve(self, key: str, points: int) -> int:
        """Set points aside for a request; return all that was spent with this key and is not charged."""
        self._reserved[key] += points
        return self._reserved[key] + self._spent[key]

    def settle(self, key: str, points: int, *, spent: bool) -> None:
        """Spend the points that were reserved, or give them back if nothing was answered."""
        self._reserved[key] -= points
        if not self._reserved[key]:
            del self._reserved[key]
        if not spent:
            return
        self._spent[key] += points
        if self._batch is None or self._batch.done():  # done with something left: it failed, and is begun again
            self._batch = asyncio.get_running_loop().create_task(self._later())

    async def close(self) -> None:
        """Charge what is left."""
        if self._batch:
            self._batch.cancel()
            await asyncio.gather(self._batch, return_exceptions=True)
        await self._charge()

    async def _later(self) -> None:
        await asyncio.sleep(INTERVAL_SECONDS)
        await self._charge()
        self._batch = asyncio.get_running_loop().create_task(self._later()) if self._spent else None

    async def _charge(self) -> None:
        batch = dict(self._spent)
        if not batch:
            return
        # A database that is away forgives: what is spent meanwhile was hardly answered.
        with suppress(RequestError):
            await self._execute(CHARGE, [list(batch), [float(points) for points in batch.values()]])
        self._spent.subtract(batch)
        self._spent = +self._spent

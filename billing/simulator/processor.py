"""What does every call work on? The store, the time that an object lives on, and the request that is being answered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from billing.simulator.errors import ApiError, missing
from billing.simulator.store import Json, Store

API_VERSION = "2026-10-28.endive"
CLOCK = "test_helpers.test_clock"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The request by which something happens: its id, and its idempotency key. Time has neither."""

    request: str | None = None
    key: str | None = None


@dataclass(kw_only=True)
class Processor:
    """The simulated processor. `url` is where its pages are; `moment` is what time it is while things fall due."""

    store: Store
    url: str
    origin: Origin = field(default_factory=Origin)
    moment: int | None = None

    def get(self, kind: str, id: str, *, param: str | None = None) -> Json:  # noqa: A002  # Stripe's word
        """Return the object. Raise ApiError if there is none, or if it was deleted."""
        item = self.store.get(kind, id)
        if item is None or item.get("deleted"):
            raise missing(kind, id, param=param)
        return item

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what is written inside if it is refused, unless the refusal keeps it; the refusal goes on."""
        kept: ApiError | None = None
        with self.store.savepoint():
            try:
                yield
            except ApiError as refusal:
                if not refusal.keeps:
                    raise
                kept = refusal
        if kept:
            raise kept

    def now(self, customer: str | None = None) -> int:
        """The time of a customer: their test clock's, if they live on one."""
        kept = self.store.get("customer", customer) if customer else None
        clock = self.store.get(CLOCK, kept["test_clock"]) if kept and kept.get("test_clock") else None
        if clock:
            return int(clock["frozen_time"])
        return self.moment or int(time.time())

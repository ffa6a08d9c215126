"""When was it made, and which id has it from then? Moments of the last two years, in milliseconds since 1970.

Ids are UUIDv7 (RFC 9562, 5.7), so they sort as the moments they were made at.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

SPAN_MS = 2 * 365 * 24 * 60 * 60 * 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANGED_SHARE = 0.3


def now_ms() -> int:
    """The present moment."""
    return time.time_ns() // 1_000_000


def spread(count: int, rng: Random, *, until: int) -> Iterator[int]:
    """Yield `count` moments of the two years before `until`, in their order and evenly at random."""
    step = SPAN_MS / (count or 1)
    for number in range(count):
        yield until - SPAN_MS + int((number + rng.random()) * step)


def later(moment: int, rng: Random, *, until: int) -> int:
    """A moment between the two, more likely soon than late."""
    return moment + int((until - moment) * rng.random() ** 3)


def history(made: int, rng: Random, *, until: int) -> tuple[int, int]:
    """Return the version that a record made then has by now, and the moment of its last change."""
    if rng.random() > CHANGED_SHARE:
        return 1, made
    return rng.randint(2, 5), later(made, rng, until=until)


def as_datetime(moment: int) -> datetime:
    """0 -> 1970-01-01 00:00 UTC."""
    return EPOCH + timedelta(milliseconds=moment)


def id_at(moment: int, rng: Random) -> str:
    """Return an id of that moment, as 32 hexadecimal digits."""
    random = rng.getrandbits(74)
    return f"{moment << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1:032x}"

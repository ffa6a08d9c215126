"""Which promises are kept? Each is kept, held by its tests, not kept yet, or broken, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from privacy.checks import CHECKS
from privacy.promise import Promise
from privacy.promises import PROMISES


class Verdict(StrEnum):
    """How it stands with a promise."""

    KEPT = "kept"  # looked at just now
    TESTED = "tested"  # nothing to look at while it runs: its tests hold it
    NOT_YET = "not yet"  # something of it is not built
    BROKEN = "broken"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A promise, how it stands, and what is wrong."""

    promise: Promise
    verdict: Verdict
    faults: tuple[str, ...] = ()


def prove(promises: Iterable[Promise] = PROMISES) -> Iterator[Proof]:
    """Yield a proof of each promise, in order."""
    for promise in promises:
        faults = tuple(fault for check in CHECKS.get(promise.number, ()) for fault in check())
        yield Proof(promise=promise, verdict=_verdict(promise, faults), faults=faults)


def _verdict(promise: Promise, faults: tuple[str, ...]) -> Verdict:
    if faults:
        return Verdict.BROKEN
    if promise.missing:
        return Verdict.NOT_YET
    return Verdict.KEPT if promise.number in CHECKS else Verdict.TESTED

"""What is to be reached, beside whom? Each goal with what it came to, at 8 and at 32 connections."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.requests import QUERIES
from bench.systems import READS, SYSTEMS

if TYPE_CHECKING:
    from bench.report import Results

CONNECTIONS = (8, 32)
GROWTH_MAX = 1.5
FLOOD_MAX = 3.0
TOKEN_MAX = 1.15
AUDIT_MAX = 1.5


@dataclass(frozen=True)
class Goal:
    """Ours is at least so many times the peer, on a query."""

    peer: str
    query: str
    least: float


def _goals() -> Iterator[Goal]:
    yield from (Goal("raw", query, 0.7) for query in READS)
    yield from (Goal("postgraphile", query, 3.0 if query in ("list", "deep") else 2.0) for query in QUERIES)
    yield from (Goal("mercurius", query, 1.3) for query in QUERIES)
    for peer in ("graphene", "strawberry"):
        yield from (Goal(peer, query, least) for query, least in (("point", 15), ("list", 10), ("deep", 10)))
    yield from (Goal(peer, "mutation", 1.0) for peer in ("graphene-naive", "graphene", "strawberry"))


def table(results: "Results") -> Iterator[str]:
    """Yield the lines of the table of goals, with a mark behind what was missed."""
    yield "| ours beside | query | goal | at 8 | at 32 |\n| --- | --- | --- | --- | --- |"
    for goal in _goals():
        ratios = [_ratio(results, goal, connections) for connections in CONNECTIONS]
        marked = " | ".join(_marked(ratio, least=goal.least) for ratio in ratios)
        yield f"| {SYSTEMS[goal.peer].title} | {goal.query} | ≥ {goal.least:g} × | {marked} |"
    yield from _others(results)


def _ratio(results: "Results", goal: Goal, connections: int) -> float | None:
    ours, peer = (results.rate(name, goal.query, connections) for name in ("ours", goal.peer))
    return ours / peer if ours and peer else None


def _marked(ratio: float | None, *, least: float) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f}" if ratio >= least else f"**{ratio:.2f}, missed**"


def _others(results: "Results") -> Iterator[str]:
    yield "\n| ours | goal | |\n| --- | --- | --- |"
    if growth := list(results.growth.values()):
        owning, granted = (max(part) / part[0] for part in (growth[:3], growth[3:]))
        yield f"| a list for 100,000 visible records beside 100 | ≤ {GROWTH_MAX} × | {_bounded(owning, GROWTH_MAX)} |"
        yield f"| a list with 20,000 grants beside none | ≤ {GROWTH_MAX} × | {_bounded(granted, GROWTH_MAX)} |"
    if results.flood:
        alone, beside = results.flood
        slower = beside.p99 / alone.p99
        yield f"| p99 of point queries under a flood | ≤ {FLOOD_MAX} × | {_bounded(slower, FLOOD_MAX)} |"
    if results.pairs:
        token, audit = max(results.pairs["ours-by-token"]), 1 / min(results.pairs["ours-unaudited"])
        yield f"| point by session beside point by token | ≤ {TOKEN_MAX} × | {_bounded(token, TOKEN_MAX)} |"
        yield f"| a write without the audit beside one with it | ≤ {AUDIT_MAX} × | {_bounded(audit, AUDIT_MAX)} |"
    for query in READS:
        if count := results.statements.get(("ours", query)):
            # One charge is written every 0.2 s for all requests of that time: its share is no second statement.
            yield f"| statements of {query} | 1 | {_bounded(round(count), 1)} |"


def _bounded(value: float, most: float) -> str:
    return f"{value:.2f}" if value <= most else f"**{value:.2f}, missed**"

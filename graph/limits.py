"""How much would it be? Points, counted from the plan before any SQL.

    a record                            1, and what is asked of it
    a page, `nodes`                     its size times that
    e-mails, tags, grants …             1 together, and what is asked of one
    totalCount                        100, as the largest page
    a relation in a filter             10
    a mutation                         10, and its payload
    a value                             0

An operation costs at least 1. No plan is written as SQL that costs more than the whole budget of a person
(accounts/allowances.py), nor one whose filters go through so many relations that planning them would be the cost.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.allowances import BUDGET, RESTORE_RATE, seconds_until
from graph import sources
from graph.arguments import NODES_MAX, PAGE_SIZE_MAX, resolve
from graph.errors import Code, RequestError
from graph.filters import Combined, Compare, Condition, Related
from graph.plan import Object, Page, Payload, Selected
from graph.sources import Pages

COUNT_POINTS = 100
RELATION_POINTS = 10
MUTATION_POINTS = 10
MUTATIONS_MAX = 50  # in one operation
RELATIONS_MAX = 20  # in the filters of one operation: the database tries their orders


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Points, of which some are known only when the variables are: those of pages, by their size."""

    points: int = 0
    relations: int = 0
    repeated: tuple["Repeated", ...] = ()
    one_of: tuple[tuple["Cost", ...], ...] = ()

    def of(self, variables: Mapping[str, object]) -> int:
        """Return the points, given the values of the variables."""
        if not self.repeated and not self.one_of:
            return self.points
        repeated = sum(part.times(variables) * part.each.of(variables) for part in self.repeated)
        return self.points + repeated + sum(max(each.of(variables) for each in costs) for costs in self.one_of)

    @property
    def depends(self) -> bool:
        """Whether it depends on variables."""
        return bool(self.repeated or self.one_of)


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """So much for each record of a page, or for each id of `nodes`."""

    given: Any
    each: Cost

    def times(self, variables: Mapping[str, object]) -> int:
        """Return how many there are at most. What is beyond the largest page is refused when it is bound."""
        value: Any = resolve(self.given, variables)
        return min(len(value), NODES_MAX) if isinstance(value, list) else min(max(value, 0), PAGE_SIZE_MAX)


def cost(planned: Object) -> Cost:
    """Return what the plan of a query costs."""
    return _within_limits(_sum([_of_fields(planned)]))


def mutation_cost(payloads: Iterable[Payload]) -> Cost:
    """Return what mutations cost whose payloads select these records."""
    parts = [_sum([Cost(points=MUTATION_POINTS), *map(_alternatives, payload.records)]) for payload in payloads]
    if len(parts) > MUTATIONS_MAX:
        raise RequestError(Code.COST_EXCEEDED, f"An operation has at most {MUTATIONS_MAX} mutations.")
    return _within_limits(_sum(parts))


def check(requested: int) -> None:
    """Return if an operation of so many points can be run at all; raise RequestError(COST_EXCEEDED)."""
    if requested > BUDGET:
        message = f"The operation costs {requested} points; {BUDGET} is the budget. Ask for smaller pages."
        raise RequestError(Code.COST_EXCEEDED, message, cost={"requested": requested, "budget": BUDGET})


def too_much(requested: int, remaining: float) -> RequestError:
    """Return the refusal of an operation that costs more than the viewer has left; `remaining` is below zero."""
    left = math.floor(remaining + requested)
    wait = math.ceil(seconds_until(requested, left))
    message = f"The operation costs {requested} points; {max(left, 0)} of {BUDGET} are left. Try again in {wait} s."
    return RequestError(Code.RATE_LIMITED, message, cost=report(requested, left), retry_after=wait)


def report(requested: int, remaining: float) -> dict[str, int]:
    """Return `extensions.cost`: points, and points per second."""
    left = max(0, math.floor(remaining))
    return {"requested": requested, "budget": BUDGET, "remaining": left, "restoreRate": RESTORE_RATE}


def _within_limits(counted: Cost) -> Cost:
    if counted.relations > RELATIONS_MAX:
        raise RequestError(
            Code.COST_EXCEEDED, f"The filters of an operation go through at most {RELATIONS_MAX} relations."
        )
    return counted


def _of_fields(selected: Object) -> Cost:
    return _sum([_field(field) for field in selected.fields])


def _field(field: Selected) -> Cost:
    if not field.objects:
        return Cost()
    if isinstance(field.source, Pages):
        assert field.page is not None  # noqa: S101  # the plan's pairing
        return _page(field.page, field.objects[0])
    each = _alternatives(field.objects)
    return _times(field.given, each) if field.source is sources.NODES else each


def _record(selected: Object) -> Cost:
    return _sum([Cost(points=1), _of_fields(selected)])


def _page(page: Page, connection: Object) -> Cost:
    relations = _relations(page.where)
    parts = [Cost(points=RELATION_POINTS * relations, relations=relations)]
    for field in connection.fields:
        if field.source is sources.TOTAL_COUNT:
            parts.append(Cost(points=COUNT_POINTS))
        elif field.source is sources.PAGE_NODES:
            parts.append(_times(page.size, _record(field.objects[0])))
        elif field.source is sources.PAGE_EDGES:
            nodes = [edge.objects[0] for edge in field.objects[0].fields if edge.source is sources.EDGE_NODE]
            parts += [_times(page.size, _record(node)) for node in nodes]
    return _sum(parts)


def _relations(where: Condition) -> int:
    match where:
        case Related():
            return 1 + _relations(where.condition)
        case Combined():
            return sum(_relations(part) for part in where.conditions)
        case Compare():
            return 0


def _times(given: Any, each: Cost) -> Cost:
    repeated = Repeated(given=given, each=each)
    if isinstance(given, int) and not each.depends:
        return Cost(points=repeated.times({}) * each.points, relations=each.relations)
    return Cost(relations=each.relations, repeated=(repeated,))


def _sum(costs: list[Cost]) -> Cost:
    return Cost(
        points=sum(part.points for part in costs),
        relations=sum(part.relations for part in costs),
        repeated=tuple(repeated for part in costs for repeated in part.repeated),
        one_of=tuple(alternatives for part in costs for alternatives in part.one_of),
    )


def _alternatives(objects: tuple[Object, ...]) -> Cost:
    """Return what a record of one of several types costs; the statement tries each."""
    costs = [_record(selected) for selected in objects]
    if len(costs) == 1:
        return costs[0]
    relations = sum(part.relations for part in costs)
    if any(part.depends for part in costs):
        return Cost(relations=relations, one_of=(tuple(costs),))
    return Cost(points=max(part.points for part in costs), relations=relations)

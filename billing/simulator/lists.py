"""Which objects are on a page? The newest first, after or before one of them, made within some bounds."""

import operator
from typing import Any

from billing.simulator.errors import missing
from billing.simulator.store import Json

LIMIT = 10
LIMIT_MAX = 100
BOUNDS = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


def page(items: list[Json], given: Json, url: str, *, moment: str = "created") -> Json:
    """Return {"object": "list", "data": […], "has_more": …, "url": …} of items that come oldest first.

    `moment` is the field that a parameter `created` is about.
    """
    newest_first = [item for item in reversed(items) if within(item.get(moment), given.get("created"))]
    limit = min(given.get("limit", LIMIT), LIMIT_MAX)
    if "ending_before" in given:
        before = newest_first[: _place(newest_first, given["ending_before"], "ending_before")]
        return listed(before[-limit:], url, has_more=len(before) > limit)
    start = _place(newest_first, given["starting_after"], "starting_after") + 1 if "starting_after" in given else 0
    return listed(newest_first[start : start + limit], url, has_more=len(newest_first) > start + limit)


def listed(items: list[Json], url: str, *, has_more: bool = False) -> Json:
    """Return a list object of just these."""
    return {"object": "list", "data": items, "has_more": has_more, "url": url}


def within(moment: Any, bounds: Json | None) -> bool:
    """Whether a moment is within bounds like {"gte": 1700000000}."""
    return all(BOUNDS[name](moment, bound) for name, bound in (bounds or {}).items())


def _place(items: list[Json], id: str, param: str) -> int:  # noqa: A002  # Stripe's word
    for place, item in enumerate(items):
        if item["id"] == id:
            return place
    raise missing("object", id, param=param)

"""When does a period end? Months and years are those of the calendar, counted from the day on which billing began."""

import calendar
from datetime import UTC, datetime, timedelta

from billing.simulator.store import Json

MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "week": 7}


def end_after(moment: int, anchor: int, recurring: Json) -> int:
    """Return the end of the period that has `moment` in it: from 31 January monthly are 28 February and 31 March."""
    count = 0
    while (end := later(anchor, recurring, count)) <= moment:
        count += 1
    return end


def later(anchor: int, recurring: Json, count: int) -> int:
    """Return the moment that lies `count` intervals after another."""
    steps = recurring["interval_count"] * count
    start = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] in DAYS:
        return int((start + timedelta(days=DAYS[recurring["interval"]] * steps)).timestamp())
    months = start.month - 1 + MONTHS[recurring["interval"]] * steps
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def day(moment: int) -> str:
    """1767225600 -> "01 Jan 2026"."""
    return f"{datetime.fromtimestamp(moment, UTC):%d %b %Y}"


def interval(subscription: Json) -> Json:
    """{"interval": "month", "interval_count": 1}: all items of a subscription have the same."""
    recurring: Json = subscription["items"]["data"][0]["price"]["recurring"]
    return recurring


def start(subscription: Json) -> int:
    """When the period of a subscription began. Since 2025 it is its items that have it."""
    return int(subscription["items"]["data"][0]["current_period_start"])


def end(subscription: Json) -> int:
    """When the period of a subscription ends."""
    return int(subscription["items"]["data"][0]["current_period_end"])


def put(subscription: Json, start: int, end: int) -> None:
    """Give the items of a subscription a period."""
    for item in subscription["items"]["data"]:
        item["current_period_start"], item["current_period_end"] = start, end

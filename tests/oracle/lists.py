"""Which rows of a list, in which order, and which of them are on the page? All of it over Python lists."""

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from tests.oracle.gate import Viewer
from tests.oracle.relations import RELATIONS, related
from tests.oracle.rows import kind, of_what, public_id

PAGE_SIZE = 20
# Sorted without regard to case and accents; all other keys as they are.
FOLDED = {"FIRST_NAME", "LAST_NAME", "NAME"}
EXACT_NAMES = {"Team"}
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "in": lambda value, others: value in others,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "startsWith": lambda value, other: lower(value).startswith(lower(other)),
    "contains": lambda value, other: lower(other) in lower(value),
}
Given = dict[str, Any]


def matches(viewer: Viewer, row: Any, given: Given) -> bool:
    """Whether a row matches every member of a filter."""
    return all(_member(viewer, row, name, value) for name, value in given.items())


def _member(viewer: Viewer, row: Any, name: str, given: Any) -> bool:
    match name:
        case "and":
            return all(matches(viewer, row, part) for part in given)
        case "or":
            return any(matches(viewer, row, part) for part in given)
        case "not":
            return not matches(viewer, row, given)
    if name in RELATIONS:
        return any(matches(viewer, other, given) for other in related(viewer, row, name))
    return all(_compares(value_of(row, name), word, other) for word, other in given.items())


def _compares(value: Any, word: str, other: Any) -> bool:
    """Whether a value compares so; nothing compares with null."""
    if word == "isNull":
        return (value is None) is other
    if value is None:
        return False
    return OPERATORS[word](value, _in_utc(other))


def _in_utc(moment: Any) -> Any:
    return moment.replace(tzinfo=UTC) if isinstance(moment, datetime) and moment.tzinfo is None else moment


def value_of(row: Any, name: str) -> Any:
    """Return the value of a field of the schema."""
    if name == "id":
        return public_id(row)
    if name == "recordId":
        return of_what(row)
    if kind(row) == "Contact" and name == "name":
        return row.display_name
    return getattr(row, re.sub("([A-Z])", r"_\1", name).lower())


@lru_cache(maxsize=10_000)
def lower(text: str) -> str:
    """In lower case, letter by letter: a word's last sigma is like any other, and no letter becomes two."""
    return "".join(letter.lower()[0] for letter in text)


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Without case and accents; as far as an index goes."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text) if not "\u0300" <= letter <= "\u036f")
    return lower("".join(bare))[:200]


def in_order(rows: Sequence[Any], order: Sequence[tuple[str, str]]) -> list[Any]:
    """Return the rows in order: ties go by id in the direction of the last key, and without any, newest first."""
    found = sorted(rows, key=lambda row: row.pk, reverse=not order or order[-1][1] == "DESC")
    for field, direction in reversed(order):
        found.sort(key=lambda row: _sort_key(row, field), reverse=direction == "DESC")
    return found


def _sort_key(row: Any, field: str) -> Any:
    first, *others = field.lower().split("_")
    value = value_of(row, first + "".join(map(str.title, others)))
    if field == "BIRTHDAY":
        return (value is None, value or date.max)  # who has none comes after all who have
    return fold(value or "") if field in FOLDED and kind(row) not in EXACT_NAMES else value


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, and where it stands."""

    rows: list[Any]
    order: str
    total: int
    has_next: bool
    has_previous: bool

    def cursor(self, row: Any) -> str:
        """Return the place of a row."""
        return f"oracle:{self.order}:{row.pk.hex}"


def order_name(of: str, order: Sequence[tuple[str, str]]) -> str:
    """Return what a cursor belongs to: "Contact NAME ASC"."""
    return " ".join((of, *(f"{field} {direction}" for field, direction in order)))


def order_of(given: Sequence[Given] | None) -> list[tuple[str, str]]:
    """Return an `orderBy` as pairs of a field and a direction."""
    return [(_plain(item["field"]), _plain(item["direction"])) for item in given or ()]


def _plain(member: Any) -> str:
    return str(getattr(member, "value", member))


def page(
    viewer: Viewer,
    rows: Sequence[Any],
    of: str,
    *,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    filter: Given | None = None,  # noqa: A002  # GraphQL's name
    orderBy: Sequence[Given] | None = None,  # noqa: N803  # GraphQL's name
) -> Page:
    """Return the page of these rows, all of one kind, that the arguments of a connection ask for."""
    order = order_of(orderBy)
    found = {row.pk for row in rows if viewer.sees(row) and matches(viewer, row, filter or {})}
    # A cursor may be of a row that is not in this list, so places are those among all rows there are.
    places = in_order(viewer.rows.of[of], order)
    start = 0 if after is None else _place(places, after) + 1
    end = len(places) if before is None else _place(places, before)
    inside = [row for row in places[start:end] if row.pk in found]
    size = last if last is not None else PAGE_SIZE if first is None else first
    more = len(inside) > size
    return Page(
        rows=inside[-size:] if last is not None else inside[:size],
        order=order_name(of, order),
        total=len(found),
        # What lies on the side of a cursor that was given is there: it was seen.
        has_next=more if last is None else before is not None,
        has_previous=after is not None if last is None else more,
    )


def _place(places: Sequence[Any], cursor: str) -> int:
    digits = cursor.rpartition(":")[2]
    return next(place for place, row in enumerate(places) if row.pk.hex == digits)

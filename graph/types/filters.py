"""What can a list be narrowed by? Typed operators; those given in one object must all hold.

Text is compared exactly by `eq` and `in`, and without regard to case by `startsWith` and `contains`. Nothing is equal
to null: ask with `isNull`.
"""

from collections.abc import Callable
from datetime import date, datetime
from operator import getitem
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry import UNSET

T = TypeVar("T")


def optional(description: str | None = None, name: str | None = None) -> Any:
    """Declare a member of an input that may be left out."""
    return strawberry.field(name=name, description=description, default=UNSET)


def free_text(description: str | None = None, **default: Any) -> Any:
    """Declare a member of an input in which people write what they like, or look for it (graph/cards.py)."""
    return strawberry.field(description=description, metadata={"is_free_text": True}, **default)


def combinable(description: str) -> Callable[[type[T]], type[T]]:
    """Declare an input that narrows rows, with `and`, `or` and `not` of its own kind beside what it has."""

    def declare(cls: type[T]) -> type[T]:
        # The class by its name, which mypy would take for a type.
        own: Any = getitem(Annotated, (cls.__name__, strawberry.lazy(cls.__module__)))
        for word, of in {"and": list[own], "or": list[own], "not": own}.items():
            cls.__annotations__[f"{word}_"] = of | None
            setattr(cls, f"{word}_", optional(name=word))
        return strawberry.input(cls, description=description)

    return declare


@strawberry.input(description="Narrows by a text.")
class TextFilter:
    """Operators on a text."""

    eq: str | None = optional("Exactly this text.")
    in_: list[str] | None = optional("Exactly one of these texts.", "in")
    starts_with: str | None = optional("Begins with this text, in any case.")
    contains: str | None = optional("Contains this text, in any case.")
    gt: str | None = optional("After this text, by code points.")
    gte: str | None = optional("This text or after it, by code points.")
    lt: str | None = optional("Before this text, by code points.")
    lte: str | None = optional("This text or before it, by code points.")
    is_null: bool | None = optional("Whether there is no text.")


@strawberry.input(description="Narrows by an id.")
class IDFilter:
    """Operators on an id."""

    eq: strawberry.ID | None = optional("This id.")
    in_: list[strawberry.ID] | None = optional("One of these ids.", "in")


@strawberry.input(description="Narrows by a date.")
class DateFilter:
    """Operators on a date."""

    eq: date | None = optional("On this day.")
    in_: list[date] | None = optional("On one of these days.", "in")
    gt: date | None = optional("After this day.")
    gte: date | None = optional("On this day or after it.")
    lt: date | None = optional("Before this day.")
    lte: date | None = optional("On this day or before it.")
    is_null: bool | None = optional("Whether there is no date.")


@strawberry.input(description="Narrows by a moment.")
class DateTimeFilter:
    """Operators on a moment."""

    eq: datetime | None = optional("At this moment.")
    gt: datetime | None = optional("After this moment.")
    gte: datetime | None = optional("At this moment or after it.")
    lt: datetime | None = optional("Before this moment.")
    lte: datetime | None = optional("At this moment or before it.")


@strawberry.input(description="Narrows by a whole number.")
class IntFilter:
    """Operators on a whole number."""

    eq: int | None = optional("This number.")
    in_: list[int] | None = optional("One of these numbers.", "in")
    gt: int | None = optional("More than this.")
    gte: int | None = optional("This or more.")
    lt: int | None = optional("Less than this.")
    lte: int | None = optional("This or less.")

"""How is a field of the naive schema declared? With a resolver that looks through Python lists."""

from collections.abc import Callable
from typing import Any

import graphene

from tests.oracle import lists
from tests.oracle.inputs import FILTERS, ORDERS, some
from tests.oracle.relations import one, related

TYPES: dict[str, Any] = {}


def required(of: Any, resolver: Any = None) -> Any:
    """Return a field that is never null."""
    return graphene.Field(of, required=True, resolver=resolver)


def hanging(of: str, name: str) -> Any:
    """Return a to-one: null if the viewer does not see what hangs there."""
    return graphene.Field(lambda: TYPES[of], resolver=lambda row, info: one(info.context, row, name))


def several(of: str, name: str, key: Callable[[Any], Any] | None = None) -> Any:
    """Return a list of what hangs on the row, by this key and then by id; parts are in their order."""

    def resolve(row: Any, info: Any) -> list[Any]:
        found = related(info.context, row, name)
        return sorted(found, key=lambda other: (key(other), other.pk)) if key else found

    return graphene.List(graphene.NonNull(lambda: TYPES[of]), required=True, resolver=resolve)


def pages(of: str, rows: Callable[[Any, Any], list[Any]]) -> Any:
    """Return a connection of what `rows` says there is on a row for a viewer."""
    return graphene.Field(
        lambda: TYPES[f"{of}Connection"],
        required=True,
        args={
            "first": graphene.Int(),
            "after": graphene.String(),
            "last": graphene.Int(),
            "before": graphene.String(),
            "filter": graphene.Argument(FILTERS[of]),
            "orderBy": some(ORDERS[of]),
        },
        resolver=lambda row, info, **given: lists.page(info.context, rows(row, info.context), of, **given),
    )

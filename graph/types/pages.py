"""How does a list page? Relay connections (GraphQL Cursor Connections Specification), with `nodes` for short."""

from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry
from strawberry.tools import create_type

from graph import sources
from graph.sources import Pages
from graph.types.fields import NO_SCOPE, asked, opened, sourced

T = TypeVar("T")


@opened(NO_SCOPE)
@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = sourced(sources.HAS_NEXT_PAGE, "Whether there is more after this page.")
    has_previous_page: bool = sourced(sources.HAS_PREVIOUS_PAGE, "Whether there is something before this page.")
    start_cursor: str | None = sourced(sources.START_CURSOR, "The cursor of the page's first record.")
    end_cursor: str | None = sourced(sources.END_CURSOR, "The cursor of the page's last record.")


@opened(NO_SCOPE)
@strawberry.type(description="A record in a list, and its place.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = sourced(sources.EDGE_CURSOR, "The record's place, for `after` and `before` in the same order.")
    node: T = sourced(sources.EDGE_NODE, "The record.")


@opened(NO_SCOPE)
@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Relay's connection."""

    edges: list[Edge[T]] = sourced(sources.PAGE_EDGES, "The records of the page, with their places.")
    nodes: list[T] = sourced(sources.PAGE_NODES, "The records of the page.")
    page_info: PageInfo = sourced(sources.PAGE_INFO, "Where the page stands in the list.")
    total_count: int = sourced(sources.TOTAL_COUNT, "How many records the whole list has; counted only when asked for.")


@strawberry.enum(description="Which way a list is ordered.")
class Direction(Enum):
    """The direction of an order."""

    ASC = "ASC"
    DESC = "DESC"


def order_by(name: str, fields: type[Enum], description: str) -> Any:
    """Return the input of this name: one of the fields to order by, and which way."""
    field = strawberry.field(name="field", description="What to order by.", graphql_type=fields)
    direction = strawberry.field(
        name="direction", description="Which way.", graphql_type=Direction, default=Direction.ASC
    )
    return create_type(name, [field, direction], is_input=True, description=description)


def pages(
    source: Pages,
    description: str,
    *,
    of: Any,
    filter: Any,  # noqa: A002  # GraphQL's name
    order: Any,
    resource: str | None = None,
) -> Any:
    """Declare a connection of the type `of`, with the arguments all connections have."""
    return asked(
        source,
        f"{description} Newest first unless ordered; 20 at a time unless `first` or `last` says how many, at most 100.",
        returns=Connection[of],
        resource=resource,
        first=int | None,
        after=str | None,
        last=int | None,
        before=str | None,
        filter=filter | None,
        order_by=list[order] | None,
    )

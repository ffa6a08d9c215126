"""What in the database is a field of the schema? One source per field; a field without one does not start.

The types declare them, the plan carries them, graph/objects.py writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from permissions.levels import Level

Model = type[models.Model]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the row."""

    field: str


@dataclass(frozen=True, kw_only=True)
class PublicId:
    """The id whose key is in the column `field`, of the model that the beginning of the column `kind` stands for."""

    field: str
    kind: str
    models: Mapping[str, Model]


@dataclass(frozen=True, kw_only=True)
class ToOne:
    """The row of `model` whose `to` is this row's `column`; null if the viewer may not see it."""

    model: Model
    column: str
    to: str = "id"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The rows of `model` whose `link` is this row: parts of it, in their order, with no rule of their own."""

    model: Model
    link: str


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The rows of `model` that a row of `through` links with this one, by name; those the viewer may see.

    `through.link` is this row's `column`, and `through.target` is their `to`.
    """

    model: Model
    through: Model
    link: str
    target: str
    order: str
    column: str = "id"
    to: str = "id"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """A connection: all rows of `model`, or with `link` those whose `link` is this row.

    `inherits` is set for what is part of this row, and has no rule of its own; `owned` for what only its owner sees.
    """

    model: Model
    link: str | None = None
    inherits: bool = False
    owned: bool = False


@dataclass(frozen=True, kw_only=True)
class ById:
    """The row of `model` with the id in the argument `id`."""

    model: Model


@dataclass(frozen=True, kw_only=True)
class Own:
    """The rows of `model` whose `link` is this row, newest first: of somebody else than the viewer, none."""

    model: Model
    link: str


@dataclass(frozen=True)
class Right:
    """Whether the viewer has a level on this row."""

    level: Level


@dataclass(frozen=True)
class Made:
    """A column of rows that no table has, but that the field above has made: of grants, of changes."""

    column: str


@dataclass(frozen=True)
class Limit:
    """A value of the viewer's allowance: "requested", "budget", "remaining", "restoreRate"."""

    name: str


@dataclass(frozen=True)
class Marker:
    """A field that only its place explains: parts of connections, `access`, `changes`, and the root's own."""

    name: str


TYPENAME = Marker("__typename")
ALONE = Marker("inferScopes")
INTROSPECTION = Marker("__schema")
VIEWER = Marker("viewer")
NODE = Marker("node")
NODES = Marker("nodes of ids")
PAGE_EDGES = Marker("edges")
PAGE_NODES = Marker("nodes")
PAGE_INFO = Marker("pageInfo")
TOTAL_COUNT = Marker("totalCount")
EDGE_CURSOR = Marker("cursor")
EDGE_NODE = Marker("node of an edge")
HAS_NEXT_PAGE = Marker("hasNextPage")
HAS_PREVIOUS_PAGE = Marker("hasPreviousPage")
START_CURSOR = Marker("startCursor")
END_CURSOR = Marker("endCursor")
SAME_ROW = Marker("more of the same row")
REASONS = Marker("reasons")
IS_CURRENT = Marker("isCurrent")
TOKEN = Marker("token")
SHARED_WITH = Marker("sharedWith")
CHANGES = Marker("changes")
SUPPORT_STATE = Marker("state of a request of support")

Source = Column | PublicId | ToOne | Parts | Linked | Own | Pages | ById | Right | Made | Limit | Marker


def source_of(field: Any) -> Source | None:
    """Return the source that a field of the schema was declared with; None for those of mutations and payloads."""
    definition = field.extensions.get("strawberry-definition")
    return definition.metadata.get("source") if definition else None


def model_of(graphql_type: Any) -> Model | None:
    """Return the model that a type of the schema shows rows of."""
    definition = graphql_type.extensions.get("strawberry-definition")
    return getattr(definition.origin, "MODEL", None) if definition else None

"""What does a token need for a field? Its scope, and to be no older than the field. Closed by default.

A field is open to tokens if its type, or it, names the resource it belongs to, and a line of `graph/opened.txt` opens
it, since some generation of the API. A token opens what was there when it was made: fields that are added come with
the next generation, so that none of them widens a token that somebody gave away before.

The schema tells it of each field, as the directive `@requiresScopes` (of Apollo's form: one of these lists of scopes).
"""

from copy import copy
from pathlib import Path
from typing import Any

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.schema_directive import Location

from graph.types import fields
from permissions.viewer import Need
from tokens.scopes import GENERATION, READ, WRITE

OPENED: dict[str, int] = {
    name: int(generation)
    for generation, name in (
        line.split() for line in Path(__file__).with_name("opened.txt").read_text().splitlines() if line[:1].isdigit()
    )
}
FIRST = 1
# What no token has. Some fields are for people who are signed in, and nobody else.
CLOSED: Need = (fields.CLOSED, FIRST)


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="requiresScopes",
    description="A token needs all scopes of one of these lists, and a session none. No list: no token can have it.",
)
class RequiresScopes:
    """The scopes of a field."""

    scopes: list[list[str]]


def need_of(parent: Any, name: str) -> Need | None:
    """Return what a token needs for a field of an object type; None for nothing."""
    since, resource = OPENED.get(f"{parent.name}.{name}"), _resource(parent, parent.fields[name])
    if since is None or since > GENERATION or resource in (None, fields.CLOSED):
        return CLOSED
    if not resource:
        return ("", since) if since > FIRST else None
    return (f"{resource}:{WRITE if parent.name == 'Mutation' else READ}", since)


def describe(schema: GraphQLSchema) -> None:
    """Have the schema tell the scopes of its fields."""
    for named in schema.type_map.values():
        if isinstance(named, GraphQLObjectType) and "strawberry-definition" in named.extensions:
            for name, field in named.fields.items():
                _describe(field, need_of(named, name))


def _describe(field: Any, need: Need | None) -> None:
    if need is None or not need[0]:
        return
    definition = copy(field.extensions["strawberry-definition"])
    definition.directives = [*definition.directives, RequiresScopes(scopes=[] if need == CLOSED else [[need[0]]])]
    field.extensions["strawberry-definition"] = definition


def _resource(parent: Any, field: Any) -> str | None:
    said = field.extensions["strawberry-definition"].metadata.get("resource")
    if said is not None:
        return str(said)
    return getattr(parent.extensions["strawberry-definition"].origin, "RESOURCE", None)

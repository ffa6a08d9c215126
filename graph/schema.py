"""What is the whole schema? Strawberry's, checked at start: what has no source, or may not be read, is refused."""

import strawberry
from graphql import GraphQLObjectType
from strawberry.schema.config import StrawberryConfig

from graph.mutations import Mutation
from graph.queries import Query
from graph.scopes import describe
from graph.sources import Column, PublicId, model_of, source_of
from graph.write_only import leaks
from permissions.fields import readable

schema = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig(auto_camel_case=True))

# What graphql-core works with; Strawberry offers it under no public name.
graphql_schema = schema._schema  # noqa: SLF001


def check_closed() -> None:
    """Raise TypeError unless every field that is read has a source, and every column shown may be read at all."""
    for graphql_type in graphql_schema.type_map.values():
        if isinstance(graphql_type, GraphQLObjectType) and (model := model_of(graphql_type)):
            for name, field in graphql_type.fields.items():
                source = source_of(field)
                if source is None or (isinstance(source, Column | PublicId) and not readable(model, source.field)):
                    raise TypeError(f"{graphql_type.name}.{name} shows what nobody may read.")


def check_write_only() -> None:
    """Raise TypeError if a field could show what only goes in."""
    if found := leaks(graphql_schema):
        raise TypeError(f"{', '.join(found)} could show billing information.")


check_closed()
check_write_only()
describe(graphql_schema)

"""Can anything come out that only goes in? A walk over the whole schema; what it finds keeps us from starting (P13).

Write-only are the input fields with the directive `@writeOnly`, and all below them. No field of an answer may have the
name of one, unless it is shown from a column of a model that is not billing's: people and accounts have names too. And
nothing at all, in or out, may be called as if it held a card; only what is yes or no holds none.
"""

import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

from graph.sources import Column, Source, model_of, source_of
from graph.types.write_only import WriteOnly

BILLING = "billing"
# "cvc", "cardNumber", "expMonth", "last4"; not "discard", "expiresAt".
CARD = re.compile(
    r"(^|[a-z])(?:card|Card)(?=[A-Z]|$)|[cC]v[cv]|^pan$|Pan$|(?:exp|Exp)(?:Month|Year)|[lL]ast4|[tT]rack[12]"
)


def write_only_fields(schema: GraphQLSchema) -> frozenset[str]:
    """Return "Type.field" for each input field that is write-only, at any depth."""
    return frozenset(field for named in schema.type_map.values() for field in _marked(named))


def write_only_names(schema: GraphQLSchema) -> frozenset[str]:
    """Return the names of all input fields that are write-only, at any depth."""
    return frozenset(field.partition(".")[2] for field in write_only_fields(schema))


def write_only_mutations(schema: GraphQLSchema) -> frozenset[str]:
    """Return the names of the mutations that take something write-only in their input."""
    owners = {field.partition(".")[0] for field in write_only_fields(schema)}
    fields = schema.mutation_type.fields if schema.mutation_type else {}
    return frozenset(
        name
        for name, field in fields.items()
        if any(get_named_type(of.type).name in owners for of in field.args.values())
    )


def leaks(schema: GraphQLSchema) -> list[str]:
    """Return "Type.field" for each field that could show what is write-only; none, if all is well."""
    names = write_only_names(schema)
    return sorted(f"{named.name}.{name}" for named in _ours(schema) for name in _leaks(named, names))


def _leaks(named: Any, names: frozenset[str]) -> Iterator[str]:
    for name, field in named.fields.items():
        is_output = not isinstance(named, GraphQLInputObjectType)
        is_card = CARD.search(name) and get_named_type(field.type).name != "Boolean"
        if is_card or (is_output and _is_leak(named, name, field, names)):
            yield name


def _is_leak(named: Any, name: str, field: Any, names: frozenset[str]) -> bool:
    if any(name.lower() == f"{BILLING}{each.lower()}" for each in names):
        return True
    return name in names and not _is_of_others(named, source_of(field))


def _is_of_others(named: Any, source: Source | None) -> bool:
    """Whether a field shows a column of what is not billing's; a type without a model shows whoever has it."""
    model, declared = model_of(named), named.extensions["strawberry-definition"].origin.__module__
    is_billing = declared.endswith(f".{BILLING}") or (model is not None and model._meta.app_label == BILLING)
    return isinstance(source, Column) and not is_billing


def _marked(named: Any) -> Iterator[str]:
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            if _is_marked(field):
                yield f"{named.name}.{name}"
                yield from _all(get_named_type(field.type))


def _all(named: Any) -> Iterator[str]:
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            yield f"{named.name}.{name}"
            yield from _all(get_named_type(field.type))


def _is_marked(field: Any) -> bool:
    definition = field.extensions.get("strawberry-definition")
    return any(isinstance(directive, WriteOnly) for directive in definition.directives) if definition else False


def _ours(schema: GraphQLSchema) -> Iterator[Any]:
    for named in schema.type_map.values():
        has_fields = isinstance(named, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType))
        if has_fields and not named.name.startswith("__"):
            yield named

"""Which value, when? Arguments are planned before their variables are known, and bound when the statement is run.

`mark` puts a `Variable` in the place of every value that only the run needs, and leaves what shapes the statement:
which members of a filter are given, what is null, enums and booleans. What is left is the key of the cached plan.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models
from graphql import (
    GraphQLBoolean,
    GraphQLInputObjectType,
    OperationDefinitionNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    type_from_ast,
)

from database.columns import is_text
from graph import cursors, ids
from graph.errors import Code, RequestError
from graph.schema import graphql_schema
from permissions.viewer import Inputs

PAGE_SIZE_MAX = 100
NODES_MAX = 100  # ids in `nodes`


@dataclass(frozen=True)
class Variable:
    """The value at a path into the variables: ("filter", "lastName", "eq")."""

    path: tuple[str | int, ...]


class Marked:
    """Variables with their late values marked; equal if they make the same statement."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self._frozen = _freeze(values)
        self._hash = hash(self._frozen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Marked) and self._frozen == other._frozen

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process has other hashes.
        return Marked, (self.values,)


def mark(operation: OperationDefinitionNode, values: Mapping[str, Any]) -> Marked:
    """Return the coerced variables of an operation with every late value marked."""
    types = {
        node.variable.name.value: type_from_ast(graphql_schema, node.type) for node in operation.variable_definitions
    }
    return Marked({name: _mark(value, types[name], (name,)) for name, value in values.items()})


def _mark(value: Any, of: Any, path: tuple[str | int, ...]) -> Any:
    named: Any = get_named_type(of)
    if value is None or is_enum_type(named) or named is GraphQLBoolean:
        return value
    if not is_input_object_type(named):
        return Variable(path)
    if isinstance(value, list):
        return [_mark(item, named, (*path, position)) for position, item in enumerate(value)]
    assert isinstance(named, GraphQLInputObjectType)  # noqa: S101  # is_input_object_type
    return {name: _mark(item, named.fields[name].type, (*path, name)) for name, item in value.items()}


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(sorted((name, _freeze(item)) for name, item in value.items()))
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value


def freeze(given: Any) -> Any:
    """Return an argument as something hashable: lists become tuples."""
    return tuple(freeze(item) for item in given) if isinstance(given, list) else given


def resolve(given: Any, variables: Mapping[str, Any]) -> Any:
    """Return the value of an argument: what its variables are now, else itself."""
    if isinstance(given, tuple):
        return [resolve(item, variables) for item in given]
    if not isinstance(given, Variable):
        return given
    value: Any = variables
    for step in given.path:
        value = value[step]
    return value


@dataclass(frozen=True)
class Bound:
    """The slot of an argument: its value at the run, checked and turned into what the database takes."""

    given: Any
    convert: Callable[[Any], object]

    def __call__(self, inputs: Inputs) -> object:
        return self.convert(resolve(self.given, inputs.variables))


def number(value: Any) -> object:
    """Return a whole number as it is."""
    return value


def text(value: Any) -> str:
    """Return a text; raise RequestError(BAD_FILTER) for what no stored text can be."""
    if not isinstance(value, str) or not is_text(value):
        raise RequestError(Code.BAD_FILTER, "A text to compare with is not valid text; for nothing, use isNull.")
    return value


def texts(value: Any) -> list[str]:
    """Return a list of texts, as `text`."""
    return [text(item) for item in value]


def moment(value: Any) -> datetime:
    """Return a moment; one without an offset is in UTC."""
    given: datetime = value
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def page_size(value: Any) -> int:
    """Return a page's size; raise RequestError(BAD_PAGE) unless it is 1 to 100."""
    if not 1 <= value <= PAGE_SIZE_MAX:
        raise RequestError(Code.BAD_PAGE, f"A page has 1 to {PAGE_SIZE_MAX} records.")
    return int(value)


@dataclass(frozen=True)
class Key:
    """Turns an id into its key; raises RequestError(BAD_ID) for an id of another type."""

    model: type[models.Model]

    def __call__(self, value: Any) -> UUID:
        return ids.decode_as(self.model, value)


@dataclass(frozen=True)
class Keys:
    """Turns ids into keys, as `Key`."""

    model: type[models.Model]

    def __call__(self, value: Any) -> list[UUID]:
        return [ids.decode_as(self.model, item) for item in value]


def any_key(value: Any) -> UUID:
    """Return the key in an id of any type; raise RequestError(BAD_ID) for what is no id."""
    return ids.decode(value)[1]


def any_keys(value: Any) -> list[UUID]:
    """Return the keys in ids, as `any_key`."""
    return [any_key(item) for item in value]


@dataclass(frozen=True)
class KeyIf:
    """Turns an id into its key if it is one of the model, into None if it is one of another."""

    model: type[models.Model]

    def __call__(self, value: Any) -> UUID | None:
        model, key = ids.decode(value)
        return key if model is self.model else None


@dataclass(frozen=True)
class KeysIf:
    """Turns at most 100 ids into keys, with None for those of another model."""

    model: type[models.Model]

    def __call__(self, value: Any) -> list[UUID | None]:
        if len(value) > NODES_MAX:
            raise RequestError(Code.BAD_PAGE, f"At most {NODES_MAX} ids at a time.")
        return [KeyIf(self.model)(item) for item in value]


@dataclass(frozen=True)
class CursorKey:
    """Turns a cursor into one of the keys it holds; the cursor belongs to the order."""

    order: str
    position: int

    def __call__(self, value: Any) -> str:
        return cursors.decode(value, self.order)[self.position]

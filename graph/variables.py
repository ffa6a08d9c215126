"""How are variables taken? Coerced and marked; quickly, where coercion would leave them all as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLID,
    GraphQLInt,
    GraphQLString,
    OperationDefinitionNode,
    get_nullable_type,
    type_from_ast,
)

from graph.arguments import Marked, Variable, mark
from graph.document import coerce
from graph.schema import graphql_schema


def take(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> tuple[dict[str, Any], Marked]:
    """Return the variables of an operation, coerced, and marked; raise RequestError(BAD_VARIABLES)."""
    plain = _plain(operation)
    if plain and plain.fit(given):
        return dict(given), plain.marked
    values = coerce(operation, given)
    return values, mark(operation, values)


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_whole_number(value: Any) -> bool:
    return type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT


PLAIN: Mapping[Any, Callable[[Any], bool]] = {
    GraphQLID: _is_text,
    GraphQLString: _is_text,
    GraphQLInt: _is_whole_number,
}


@dataclass(frozen=True, kw_only=True)
class _Plain:
    """Variables of which none shapes the statement, and what tells the values that coercion leaves as they are."""

    checks: Mapping[str, Callable[[Any], bool]]
    marked: Marked

    def fit(self, given: Mapping[str, Any]) -> bool:
        """Whether all are given, no others, and as they are to be."""
        return len(given) == len(self.checks) and all(check(given.get(name)) for name, check in self.checks.items())


@lru_cache(maxsize=256)
def _plain(operation: OperationDefinitionNode) -> _Plain | None:
    """Return how most variables of most operations can be taken, for which coercion takes ten times as long."""
    checks = {}
    for node in operation.variable_definitions:
        of: Any = type_from_ast(graphql_schema, node.type)
        check = PLAIN.get(get_nullable_type(of))
        if check is None:
            return None
        checks[node.variable.name.value] = check
    return _Plain(checks=checks, marked=Marked({name: Variable((name,)) for name in checks}))

"""Which requests are refused, and why? Every argument of an operation is looked at, needed or not."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from tests.oracle.lists import order_name, order_of
from tests.oracle.rows import key_of
from tests.oracle.schema import schema

PAGE_SIZE_MAX = 100
IDS_MAX = 100
ORDER_KEYS_MAX = 10


class Refusals:
    """Goes through what is selected, by each type that it may be of."""

    def __init__(self, fragments: dict[str, Any], variables: dict[str, Any]) -> None:
        self.fragments, self.variables = fragments, variables

    def of_operation(self, operation: Any) -> set[str]:
        """Return the codes of all that is wrong with the arguments."""
        root: Any = schema.query_type
        groups = collect_fields(schema, self.fragments, self.variables, root, operation.selection_set)
        return set(self._of_groups(root, groups))

    def _of_groups(self, parent: GraphQLObjectType, groups: dict[str, list[Any]]) -> Iterator[str]:
        for nodes in groups.values():
            name = nodes[0].name.value
            if name.startswith("__"):
                continue
            field = parent.fields[name]
            named: Any = get_named_type(field.type)
            yield from of_arguments(named.name, get_argument_values(field, nodes[0], self.variables))
            if is_leaf_type(named):
                continue
            for possible in schema.get_possible_types(named) if is_abstract_type(named) else [named]:
                below = collect_sub_fields(schema, self.fragments, self.variables, possible, nodes)
                yield from self._of_groups(possible, below)


def of_arguments(of: str, given: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the arguments of a field that returns this type."""
    if "id" in given and not _is_id(given["id"], of):
        yield "BAD_ID"
    if "ids" in given:
        yield from ("BAD_ID" for one in given["ids"] if not _is_id(one, of))
        if len(given["ids"]) > IDS_MAX:
            yield "BAD_PAGE"
    if of.endswith("Connection"):
        yield from _of_page(of.removesuffix("Connection"), given)


def _of_page(of: str, given: dict[str, Any]) -> Iterator[str]:
    sizes = [given[name] for name in ("first", "last") if given.get(name) is not None]
    if len(sizes) > 1 or not all(1 <= size <= PAGE_SIZE_MAX for size in sizes):
        yield "BAD_PAGE"
    order = order_of(given.get("orderBy"))
    if len(order) > ORDER_KEYS_MAX:
        yield "BAD_PAGE"
    for name in ("after", "before"):
        cursor = given.get(name)
        if cursor is not None and cursor.rpartition(":")[0] != f"oracle:{order_name(of, order)}":
            yield "BAD_CURSOR"
    yield from _of_filter(schema.type_map[f"{of}Filter"], given.get("filter") or {})


def _of_filter(of: Any, given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        inner = get_named_type(of.fields[name].type)
        if value is None:
            yield "BAD_FILTER"
        elif inner.name == "IDFilter":
            yield from _of_ids("Node" if name == "recordId" else of.name.removesuffix("Filter"), value)
        elif isinstance(inner, GraphQLInputObjectType):
            for part in value if isinstance(value, list) else [value]:
                yield from _of_filter(inner, part)
        elif any(isinstance(text, str) and not _is_text(text) for text in _several(value)):
            yield "BAD_FILTER"


def _of_ids(of: str, given: dict[str, Any]) -> Iterator[str]:
    for value in given.values():
        if value is None:
            yield "BAD_FILTER"
        else:
            yield from ("BAD_ID" for one in _several(value) if not _is_id(one, of))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_text(text: str) -> bool:
    """Whether there is such a text in the database: no NUL, no half of a pair of surrogates."""
    return "\0" not in text and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def _is_id(public: str, of: str) -> bool:
    """Whether it has the form of an id, of this type."""
    try:
        kind, _ = key_of(public)
    except (KeyError, ValueError):
        return False
    return of in (kind, "Node")

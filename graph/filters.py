"""What narrows a list? A filter as given -> conditions on columns and relations, and what it needs of a token."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type

from graph.arguments import freeze
from graph.errors import Code, RequestError
from graph.scopes import need_of
from graph.sources import Column, PublicId, Source, source_of
from permissions.viewer import Need


@dataclass(frozen=True, kw_only=True)
class Compare:
    """A column, or an id, against a value: operator "eq", "in", "isNull" …"""

    source: Column | PublicId
    operator: str
    given: Any


@dataclass(frozen=True, kw_only=True)
class Related:
    """There is a related row that the viewer may see, and it matches."""

    source: Source
    condition: "Condition"


@dataclass(frozen=True, kw_only=True)
class Combined:
    """All of the conditions, any of them, or (with one) not."""

    how: str
    conditions: tuple["Condition", ...]


Condition = Compare | Related | Combined


def where(node: GraphQLObjectType | GraphQLInterfaceType, given: dict[str, Any]) -> Condition:
    """Return the condition of a filter on rows of a type; its members must all hold."""
    return Combined(how="and", conditions=tuple(_member_condition(node, name, sub) for name, sub in given.items()))


def _member_condition(node: Any, name: str, given: Any) -> Condition:
    if given is None:
        raise RequestError(Code.BAD_FILTER, f'"{name}" is null; leave it out, or ask with isNull.')
    if name in ("and", "or"):
        return Combined(how=name, conditions=tuple(where(node, item) for item in given))
    if name == "not":
        return Combined(how="not", conditions=(where(node, given),))
    source = source_of(node.fields[name])
    if not isinstance(source, Column | PublicId):
        assert source is not None  # noqa: S101  # graph.schema has checked it
        related: Any = get_named_type(node.fields[name].type)
        nodes = related.fields.get("nodes")
        return Related(source=source, condition=where(get_named_type(nodes.type) if nodes else related, given))
    return Combined(how="and", conditions=tuple(_compare(source, *pair) for pair in given.items()))


def needs_of(node: Any, given: dict[str, Any]) -> Iterator[Need]:
    """Yield what a filter needs: what comes of a field, or of a related row's, is told by what is found."""
    for name, sub in given.items():
        if name in ("and", "or", "not"):
            for item in sub if isinstance(sub, list) else [sub]:
                yield from needs_of(node, item)
            continue
        if need := need_of(node, name):
            yield need
        related: Any = get_named_type(node.fields[name].type)
        if not is_leaf_type(related):
            nodes = related.fields.get("nodes")
            yield from needs_of(get_named_type(nodes.type) if nodes else related, sub)


def _compare(source: Column | PublicId, operator: str, given: Any) -> Compare:
    if given is None:
        raise RequestError(Code.BAD_FILTER, f'"{operator}" is null; leave it out, or ask with isNull.')
    return Compare(source=source, operator=operator, given=freeze(given))

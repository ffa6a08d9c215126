"""What is to be fetched? A document -> a tree of what is selected, with each field's source; no SQL, no viewer.

Fragments are merged, directives applied, arguments ordered; a plan holds for every viewer and every value of the
variables that does not change its shape. `graph/sql.py` writes it as one statement.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields

from graph.arguments import Marked, freeze
from graph.document import Document
from graph.errors import Code, RequestError
from graph.filters import Condition, needs_of, where
from graph.introspection import Introspected
from graph.schema import graphql_schema
from graph.scopes import need_of
from graph.sources import ALONE, INTROSPECTION, SAME_ROW, TYPENAME, Pages, Parts, Source, model_of, source_of
from permissions.viewer import Need

Groups = Mapping[str, list[FieldNode]]
ORDER_KEYS_MAX = 10
PAGE_SIZE_DEFAULT = 20
OBJECTS_MAX = 400  # in one plan, each type that an object may have counted


@dataclass(frozen=True, kw_only=True)
class Key:
    """A column to order by."""

    column: str
    descending: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """Which part of a list: `size` rows after and before the cursors, from the end if `backward`.

    `needs` is what it takes to narrow it so.
    """

    size: Any
    backward: bool
    after: Any
    before: Any
    where: Condition
    order: tuple[Key, ...]
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Selected:
    """A field of the answer: its key there, its source, and what is selected of it, by each type it may have.

    `name` is what the schema calls it, and `need` is what a token needs for it.
    """

    key: str
    source: Source
    name: str = ""
    need: Need | None = None
    given: Any = None
    page: Page | None = None
    objects: tuple["Object", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Object:
    """What is selected of an object: of a row, if its type shows one."""

    type_name: str
    model: type[models.Model] | None
    fields: tuple[Selected, ...]

    @property
    def shown(self) -> Iterator[str]:
        """What is shown of the row, and of what is part of it, by the schema's names: "firstName", "emails.address"."""
        for field in self.fields:
            if isinstance(field.source, Parts) or field.source is SAME_ROW:
                yield from (f"{field.name}.{part}" for part in field.objects[0].shown)
            elif field.name:
                yield field.name


@dataclass(frozen=True, kw_only=True)
class Payload:
    """A field of a mutation: what a token needs for it, and of each record in its payload the plan, by each type."""

    needs: frozenset[Need]
    records: tuple[tuple[Object, ...], ...]


def plan(document: Document, operation: OperationDefinitionNode, marked: Marked) -> Object:
    """Return the plan of a query."""
    root = graphql_schema.query_type
    assert root is not None  # noqa: S101  # there is a query type
    planner = _Planner(document, operation, marked.values)
    return planner.object(root, planner.collect(root, operation.selection_set))


def plan_selection(
    document: Document,
    operation: OperationDefinitionNode,
    marked: Marked,
    graphql_type: GraphQLObjectType,
    nodes: Iterable[FieldNode],
) -> Object:
    """Return the plan of what fields of a mutation's payload select of one object."""
    planner = _Planner(document, operation, marked.values)
    return planner.object(graphql_type, planner.collect_below(graphql_type, list(nodes)))


def plan_payloads(document: Document, operation: OperationDefinitionNode, marked: Marked) -> list[Payload]:
    """Return, for each field of a mutation, the plans of the records that its payload selects."""
    root = graphql_schema.mutation_type
    assert root is not None  # noqa: S101  # there is a mutation type
    planner = _Planner(document, operation, marked.values)
    return [
        planner.payload(root, nodes)
        for nodes in planner.collect(root, operation.selection_set).values()
        if not _is_meta(nodes)
    ]


class _Planner:
    def __init__(self, document: Document, operation: OperationDefinitionNode, values: dict[str, Any]) -> None:
        self.document, self.operation, self.values = document, operation, values
        self.objects_planned = 0

    def collect(self, graphql_type: GraphQLObjectType, selections: SelectionSetNode) -> Groups:
        """Return the fields selected, by response key (GraphQL specification, 6.3.2)."""
        return collect_fields(graphql_schema, self.document.fragments, self.values, graphql_type, selections)

    def collect_below(self, graphql_type: GraphQLObjectType, nodes: list[FieldNode]) -> Groups:
        """Return the fields selected of the objects that these fields return."""
        return collect_sub_fields(graphql_schema, self.document.fragments, self.values, graphql_type, nodes)

    def object(self, graphql_type: GraphQLObjectType, groups: Groups) -> Object:
        """Return the plan of one object; raise RequestError(COST_EXCEEDED) for one too many."""
        self.objects_planned += 1
        if self.objects_planned > OBJECTS_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"An operation asks for at most {OBJECTS_MAX} objects, by type.")
        fields = tuple(self.field(graphql_type, key, nodes) for key, nodes in groups.items())
        return Object(type_name=graphql_type.name, model=model_of(graphql_type), fields=fields)

    def field(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selected:
        """Return the plan of one field, from all the places that select it."""
        name = nodes[0].name.value
        if name == "__typename":
            return Selected(key=key, source=TYPENAME, given=parent.name)
        if name.startswith("__"):
            given = Introspected(self.document, self.operation, key, tuple(nodes))
            return Selected(key=key, source=INTROSPECTION, given=given)
        field = parent.fields[name]
        source = source_of(field)
        if source is ALONE:
            raise RequestError(Code.BAD_OPERATION, f"Ask for {name} alone: it needs nobody and no record.")
        assert source is not None, name  # noqa: S101  # graph.schema has checked it
        arguments = get_argument_values(field, nodes[0], self.values)
        return Selected(
            key=key,
            source=source,
            name=name,
            need=need_of(parent, name),
            given=freeze(next(iter(arguments.values()))) if arguments and not isinstance(source, Pages) else None,
            page=_page(field.type, arguments) if isinstance(source, Pages) else None,
            objects=self.objects(field.type, nodes),
        )

    def payload(self, root: GraphQLObjectType, nodes: list[FieldNode]) -> Payload:
        """Return the plan of a field of a mutation."""
        name = nodes[0].name.value
        payload: Any = get_named_type(root.fields[name].type)
        below = [group for group in self.collect_below(payload, nodes).values() if not _is_meta(group)]
        wanted = [need_of(root, name), *self.needs_of_plain(payload, below)]
        fields = [(payload.fields[group[0].name.value].type, group) for group in below]
        return Payload(
            needs=frozenset(filter(None, wanted)),
            records=tuple(self.objects(of, group) for of, group in fields if _is_record(get_named_type(of))),
        )

    def needs_of_plain(self, payload: GraphQLObjectType, groups: list[list[FieldNode]]) -> Iterator[Need | None]:
        """Yield what is needed for the fields of a payload, and of what is no record in it."""
        for group in groups:
            name = group[0].name.value
            yield need_of(payload, name)
            named: Any = get_named_type(payload.fields[name].type)
            if not is_leaf_type(named) and not _is_record(named):
                below = self.collect_below(named, group).values()
                yield from (need_of(named, nodes[0].name.value) for nodes in below if not _is_meta(nodes))

    def objects(self, output: GraphQLOutputType, nodes: list[FieldNode]) -> tuple[Object, ...]:
        """Return the plans of what a field returns: none for a leaf, one for each type that it may have."""
        named: Any = get_named_type(output)
        if is_leaf_type(named):
            return ()
        types = graphql_schema.get_possible_types(named) if is_abstract_type(named) else [named]
        return tuple(self.object(possible, self.collect_below(possible, nodes)) for possible in types)


def _is_meta(nodes: list[FieldNode]) -> bool:
    return nodes[0].name.value.startswith("__")


def _is_record(named: Any) -> bool:
    return is_abstract_type(named) or model_of(named) is not None


def _page(connection: GraphQLOutputType, arguments: dict[str, Any]) -> Page:
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise RequestError(Code.BAD_PAGE, "Give first or last, not both.")
    if len(arguments.get("orderBy") or ()) > ORDER_KEYS_MAX:
        raise RequestError(Code.BAD_PAGE, f"A list is ordered by at most {ORDER_KEYS_MAX} keys.")
    connection_type: Any = get_named_type(connection)
    node: Any = get_named_type(connection_type.fields["nodes"].type)
    return Page(
        size=PAGE_SIZE_DEFAULT if first is last is None else last if first is None else first,
        backward=last is not None,
        after=arguments.get("after"),
        before=arguments.get("before"),
        where=where(node, arguments.get("filter") or {}),
        order=tuple(_key(item) for item in arguments.get("orderBy") or ()),
        needs=frozenset(needs_of(node, arguments.get("filter") or {})),
    )


def _key(order: dict[str, Any]) -> Key:
    return Key(column=str(_member(order["field"])), descending=_member(order.get("direction")) == "DESC")


def _member(value: Any) -> Any:
    return getattr(value, "value", value)

"""Is an answer as the schema promises? Members as selected, null only where it may be, values of their type."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    OperationDefinitionNode,
    SelectionSetNode,
    is_abstract_type,
    parse,
    type_from_ast,
)

from graph.schema import graphql_schema

PYTHON_TYPES: dict[str, type] = {"Int": int, "Boolean": bool}


def misfits(query: str, data: Any) -> list[str]:
    """Return the paths in the data of a query's one operation at which it is not what was promised."""
    definitions = parse(query).definitions
    [operation] = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
    root = graphql_schema.get_root_type(operation.operation)
    return list(Shape(fragments).of_object(root, [operation.selection_set], data, "data"))


class Shape:
    """The shape of a document with these fragments."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments

    def of_object(self, of: Any, selections: list[SelectionSetNode], value: Any, path: str) -> Iterator[str]:
        """Yield what is wrong with an object; with one of an interface, what is if it is of the type that fits best."""
        types = graphql_schema.get_possible_types(of) if is_abstract_type(of) else [of]
        yield from min((list(self._of_type(one, selections, value, path)) for one in types), key=len)

    def _of_type(self, of: Any, selections: list[SelectionSetNode], value: Any, path: str) -> Iterator[str]:
        fields: dict[str, list[FieldNode]] = {}
        for selection in selections:
            for node in self._fields(of, selection):
                fields.setdefault((node.alias or node.name).value, []).append(node)
        if not isinstance(value, dict):
            yield path
            return
        yield from (f"{path}.{name}" for name in set(fields) ^ set(value))
        for name in set(fields) & set(value):
            yield from self._of_field(of, fields[name], value[name], f"{path}.{name}")

    def _fields(self, of: Any, selections: SelectionSetNode) -> Iterator[FieldNode]:
        """Yield the fields that are selected on an object of a type, fragments written out."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            on = type_from_ast(graphql_schema, fragment.type_condition) if fragment.type_condition else of
            if on is of or (is_abstract_type(on) and graphql_schema.is_sub_type(on, of)):
                yield from self._fields(of, fragment.selection_set)

    def _of_field(self, of: Any, nodes: list[FieldNode], value: Any, path: str) -> Iterator[str]:
        if nodes[0].name.value == "__typename":
            yield from () if value == of.name else (path,)
            return
        selections = [node.selection_set for node in nodes if node.selection_set]
        yield from self.of_value(of.fields[nodes[0].name.value].type, selections, value, path)

    def of_value(self, of: Any, selections: list[SelectionSetNode], value: Any, path: str) -> Iterator[str]:
        """Yield what is wrong with a value of a type."""
        if isinstance(of, GraphQLNonNull):
            yield from (path,) if value is None else self.of_value(of.of_type, selections, value, path)
        elif value is None:
            return
        elif isinstance(of, GraphQLList):
            items = value if isinstance(value, list) else [object()]
            for number, item in enumerate(items):
                yield from self.of_value(of.of_type, selections, item, f"{path}.{number}")
        elif isinstance(of, GraphQLEnumType):
            yield from () if value in of.values else (path,)
        elif isinstance(of, GraphQLScalarType):
            yield from () if type(value) is PYTHON_TYPES.get(of.name, str) else (path,)
        else:
            yield from self.of_object(of, selections, value, path)

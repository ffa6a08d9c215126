"""How much would it be? The records an operation may return, counted before any SQL.

A record costs one; a page, or `nodes`, costs its size times what one record of it costs; e-mails and the like count as
one together; values are free. A fragment is counted once and added wherever it is spread: linear in the document.
"""

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    type_from_ast,
)

from graph.document import Document, kept
from graph.errors import Code, RequestError
from graph.schema import graphql_schema
from graph.sources import NODES, Pages, model_of, source_of

BUDGET = 500_000  # records one operation may return at most
PAGE_SIZE_DEFAULT = 20
PAGE_SIZE_MAX = 100
NODES_MAX = 100  # ids in `nodes`

Sizes = tuple[tuple[str, int], ...]


def check(document: Document, operation: OperationDefinitionNode, variables: dict[str, Any]) -> None:
    """Return if the operation is within the budget; raise RequestError(COST_EXCEEDED) that states cost and budget."""
    sizes = tuple(sorted((name, value) for name, value in variables.items() if type(value) is int))
    requested = cost(document, operation, sizes)
    if requested > BUDGET:
        message = f"The operation may return {requested} records; {BUDGET} is the most. Ask for smaller pages."
        raise RequestError(Code.COST_EXCEEDED, message)


@kept(maxsize=1_024)
def cost(document: Document, operation: OperationDefinitionNode, sizes: Sizes) -> int:
    """Return how many records the operation may return, given the whole numbers among its variables."""
    return _Counter(document, dict(sizes)).selections(operation.selection_set, _root(operation))


def _root(operation: OperationDefinitionNode) -> GraphQLObjectType:
    root = graphql_schema.get_root_type(operation.operation)
    assert root is not None  # noqa: S101  # validation has refused operations the schema has not
    return root


class _Counter:
    """Counts one operation; remembers each fragment."""

    def __init__(self, document: Document, sizes: dict[str, int]) -> None:
        self.document, self.sizes = document, sizes
        self.fragments: dict[str, int] = {}

    def selections(self, selections: SelectionSetNode, parent: Any) -> int:
        """Return what the selections cost on one object of the parent type."""
        return sum(self._selection(node, parent) for node in selections.selections)

    def _selection(self, node: Any, parent: Any) -> int:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101  # the only kind left
        narrowed = type_from_ast(graphql_schema, node.type_condition) if node.type_condition else parent
        return self.selections(node.selection_set, narrowed)

    def _fragment(self, name: str) -> int:
        if name not in self.fragments:
            fragment = self.document.fragments[name]
            on = type_from_ast(graphql_schema, fragment.type_condition)
            self.fragments[name] = self.selections(fragment.selection_set, on)
        return self.fragments[name]

    def _field(self, node: FieldNode, parent: GraphQLObjectType | GraphQLInterfaceType) -> int:
        field = getattr(parent, "fields", {}).get(node.name.value)
        if field is None or node.selection_set is None:
            return 0
        named = get_named_type(field.type)
        below = self.selections(node.selection_set, named)
        source = source_of(field)
        if isinstance(source, Pages):
            return below * self._page_size(node)
        each = below + (1 if is_abstract_type(named) or model_of(named) else 0)
        return each * self._ids(node) if source is NODES else each

    def _ids(self, node: FieldNode) -> int:
        value = node.arguments[0].value
        return len(value.values) if isinstance(value, ListValueNode) else NODES_MAX

    def _page_size(self, node: FieldNode) -> int:
        sizes = [
            self._number(argument.value) for argument in node.arguments if argument.name.value in ("first", "last")
        ]
        return max((size for size in sizes if size is not None), default=PAGE_SIZE_DEFAULT)

    def _number(self, value: Any) -> int | None:
        if isinstance(value, VariableNode):
            return self.sizes.get(value.name.value)
        # Beyond the largest page the size is refused anyway, when it is bound.
        return min(int(value.value), PAGE_SIZE_MAX) if isinstance(value, IntValueNode) else None

"""What does the schema say of itself? Strawberry's execution answers, and the answer goes into the statement."""

import json
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    execute_sync,
    visit,
)

from graph.document import Document
from graph.schema import graphql_schema
from permissions.viewer import Inputs


class Introspected:
    """The slot of one introspection field's answer, as JSON text."""

    def __init__(
        self, document: Document, operation: OperationDefinitionNode, key: str, nodes: tuple[FieldNode, ...]
    ) -> None:
        self.document, self.operation, self.key, self.nodes = document, operation, key, nodes

    def __call__(self, inputs: Inputs) -> str:
        return json.dumps(self.answer(inputs.variables))

    def answer(self, variables: Mapping[str, Any]) -> Any:
        """Return what the field says, for these values of the variables."""
        selections = OperationDefinitionNode(
            operation=self.operation.operation,
            variable_definitions=self._variables(),
            selection_set=SelectionSetNode(selections=self.nodes),
        )
        alone = DocumentNode(definitions=(selections, *self.document.fragments.values()))
        result = execute_sync(graphql_schema, alone, variable_values=dict(variables))
        for error in result.errors or ():
            raise error
        return (result.data or {})[self.key]

    def _variables(self) -> tuple[Any, ...]:
        uses = _Uses(self.document)
        for node in self.nodes:
            visit(node, uses)
        definitions = self.operation.variable_definitions
        return tuple(node for node in definitions if node.variable.name.value in uses.names)


class _Uses(Visitor):
    """Collects the variables that a selection uses, through its fragments."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note the variable."""
        self.names.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        """Look into the fragment."""
        visit(self.document.fragments[node.name.value], self)

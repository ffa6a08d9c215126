"""What does the oracle answer? graphql-core runs the naive schema; errors are known by their code alone."""

from functools import lru_cache
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, execute_sync, get_variable_values, parse, validate

from tests.oracle.gate import Viewer
from tests.oracle.refusals import Refusals
from tests.oracle.rows import Rows
from tests.oracle.schema import schema


@lru_cache(maxsize=512)
def read(text: str) -> tuple[DocumentNode, bool]:
    """Return the document, and whether it fits the schema."""
    document = parse(text)
    return document, not validate(schema, document)


class Oracle:
    """Answers for everybody of a world."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.viewers: dict[Any, Viewer] = {}

    def answer(self, user: Any, text: str, variables: dict[str, Any]) -> Any:
        """Return the data, or the set of codes of which an error may have any."""
        return self.refusal(text, variables) or self._data(user, read(text)[0], variables)

    def refusal(self, text: str, variables: dict[str, Any]) -> set[str]:
        """Return the codes of what is wrong with a request, whoever asks."""
        document, fits = read(text)
        if not fits:
            return {"BAD_DOCUMENT"}
        operation: Any = document.definitions[0]
        coerced = get_variable_values(schema, operation.variable_definitions, variables)
        if isinstance(coerced, list):
            return {"BAD_VARIABLES"}
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        return Refusals(fragments, coerced).of_operation(operation)

    def _data(self, user: Any, document: DocumentNode, variables: dict[str, Any]) -> Any:
        if user.pk not in self.viewers:
            self.viewers[user.pk] = Viewer(user, self.rows)
        result = execute_sync(schema, document, variable_values=variables, context_value=self.viewers[user.pk])
        for error in result.errors or ():
            raise error.original_error or error
        return result.data

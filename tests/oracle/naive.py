"""What does the oracle answer? graphql-core runs the naive schema; errors are known by their code alone."""

from functools import lru_cache
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, execute_sync, get_variable_values, parse, validate

from tests.oracle.gate import Token, Viewer
from tests.oracle.refusals import Refusals
from tests.oracle.rows import Rows
from tests.oracle.schema import schema
from tests.oracle.scopes import needed


@lru_cache(maxsize=512)
def read(text: str) -> tuple[DocumentNode, bool]:
    """Return the document, and whether it fits the schema."""
    document = parse(text)
    return document, not validate(schema, document)


def fragments_of(document: DocumentNode) -> dict[str, Any]:
    """Return the fragments of a document, by name."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


class Oracle:
    """Answers for everybody of a world."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.viewers: dict[Any, Viewer] = {}

    def answer(self, user: Any, text: str, variables: dict[str, Any], token: Token | None = None) -> Any:
        """Return the data, or the set of codes of which an error may have any."""
        if refused := self.refusal(text, variables):
            return refused
        if token is not None and not self._opens(token, text, variables):
            return {"FORBIDDEN"}
        return self._data(user, token, read(text)[0], variables)

    def _opens(self, token: Token, text: str, variables: dict[str, Any]) -> bool:
        document, _ = read(text)
        operation: Any = document.definitions[0]
        coerced: Any = get_variable_values(schema, operation.variable_definitions, variables)
        scopes = needed(operation, fragments_of(document), coerced)
        return all(token.has(scope) for scope in scopes)

    def refusal(self, text: str, variables: dict[str, Any]) -> set[str]:
        """Return the codes of what is wrong with a request, whoever asks."""
        document, fits = read(text)
        if not fits:
            return {"BAD_DOCUMENT"}
        operation: Any = document.definitions[0]
        coerced = get_variable_values(schema, operation.variable_definitions, variables)
        if isinstance(coerced, list):
            return {"BAD_VARIABLES"}
        return Refusals(fragments_of(document), coerced).of_operation(operation)

    def _data(self, user: Any, token: Token | None, document: DocumentNode, variables: dict[str, Any]) -> Any:
        if (user.pk, token) not in self.viewers:
            self.viewers[user.pk, token] = Viewer(user, self.rows, token)
        viewer = self.viewers[user.pk, token]
        result = execute_sync(schema, document, variable_values=variables, context_value=viewer)
        for error in result.errors or ():
            raise error.original_error or error
        return result.data

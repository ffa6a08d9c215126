"""Which documents are known beforehand? Those of a manifest: asked for by id, compiled at start, never pushed out.

    STEWARD_TRUSTED_DOCUMENTS=manifest.json    {"sha256:7dba4bd7…": "query ($id: ID!) { contact(id: $id) { name } }", …}
    STEWARD_TRUSTED_DOCUMENTS_ONLY=1           a session may run nothing else

`documentId` and its form are GraphQL over HTTP's (appendix A, persisted documents).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_non_null_type,
    is_scalar_type,
    type_from_ast,
    value_from_ast,
)

from graph.arguments import mark
from graph.document import Document, identifier, read
from graph.errors import Code, RequestError
from graph.execution import is_introspection
from graph.http import Asked
from graph.schema import graphql_schema
from graph.sql import statement
from permissions.credentials import Kind

ANY_SCALAR = ""  # stands for a value, or a list of them, that only the run needs


class TrustedDocuments:
    """The documents of a manifest, {id: text}; raises RequestError for a text that is no valid document."""

    def __init__(self, manifest: Mapping[str, str], *, only: bool = False) -> None:
        self._texts = dict(manifest)
        self._documents = {text: replace(read(text), kept=True) for text in manifest.values()}
        self._only = only

    def find(self, asked: Asked, *, kind: Kind | None, of: Callable[..., Document]) -> Document:
        """Return the document that is asked for, by id or as text, or what `of(read, text)` says it is."""
        text = self._text(asked, kind=kind)
        return self._documents.get(text) or of(read, text)

    def as_text(self, asked: Asked, *, kind: Kind | None) -> Asked:
        """Return the same request, with its document as text alone; raise RequestError if there is none to be read."""
        return asked._replace(query=self._text(asked, kind=kind), document_id=None)

    def _text(self, asked: Asked, *, kind: Kind | None) -> str:
        if asked.query is None:
            return self._of_id(asked.document_id or "")
        if asked.document_id is not None and asked.document_id != identifier(asked.query):
            raise RequestError(
                Code.BAD_REQUEST, 'The "documentId" is not the one of the "query"; one of them is enough.'
            )
        if self._only and kind is Kind.SESSION and asked.query not in self._documents:
            raise RequestError(Code.DOCUMENT_NOT_TRUSTED, "With a session, only trusted documents are run.")
        return asked.query

    def _of_id(self, key: str) -> str:
        if key not in self._texts:
            raise RequestError(Code.DOCUMENT_NOT_FOUND, "There is no trusted document with this id.")
        return self._texts[key]

    def compile(self) -> None:
        """Write the statements of all queries, so that none is written while somebody waits."""
        for document in self._documents.values():
            for operation in document.operations.values():
                if operation.operation is OperationType.QUERY and not is_introspection(operation):
                    _compile(document, operation)


def _compile(document: Document, operation: OperationDefinitionNode) -> None:
    """Write the statement for variables of which only those are given that must be; if it can be told beforehand."""
    try:
        statement(document, operation, mark(operation, _least(operation)))
    except (LookupError, RequestError, GraphQLError):
        # What shapes the statement is known with the request only, or will be refused then.
        return


def _least(operation: OperationDefinitionNode) -> dict[str, Any]:
    """Return values for the variables that have a default or are required; raise LookupError for one with no guess."""
    values: dict[str, Any] = {}
    for node in operation.variable_definitions:
        of: Any = type_from_ast(graphql_schema, node.type)
        if node.default_value is not None:
            values[node.variable.name.value] = value_from_ast(node.default_value, of)
        elif is_non_null_type(of):
            values[node.variable.name.value] = _any(get_named_type(of))
    return values


def _any(of: Any) -> str:
    if not is_scalar_type(of) or of is GraphQLBoolean:
        raise LookupError(of)
    return ANY_SCALAR

"""What is the least that a token needs to run some documents? What is not said of their variables, is left open.

`inferScopes` says so to whoever asks: it looks at the documents and the schema alone.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLBoolean,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    type_from_ast,
)

from graph import sql
from graph.arguments import mark
from graph.discreet import discreet
from graph.document import Document, read
from graph.errors import Code, RequestError
from graph.needs import Needs, forbidden, needs
from graph.plan import plan
from graph.schema import graphql_schema
from graph.scopes import CLOSED
from tokens.scopes import held

DOCUMENTS_MAX = 50


def infer_scopes(documents: list[str], variables: list[Any]) -> list[str]:
    """Return the scopes that are needed for all operations of the documents, sorted; those that others imply are not.

    `variables` has an object for each document, or is shorter. Raise RequestError for what is no document, and for what
    no token can run.
    """
    if len(documents) > DOCUMENTS_MAX:
        raise RequestError(Code.COST_EXCEEDED, f"Ask for the scopes of at most {DOCUMENTS_MAX} documents at once.")
    given = zip(documents, [*variables, *[{}] * len(documents)], strict=False)
    found = frozenset[Any]().union(*(_of_document(read(text), known) for text, known in given))
    scopes = sorted({scope for scope, _ in found if scope})
    if CLOSED in found:
        raise forbidden(f"SCOPES {CLOSED[0]}")
    return [scope for scope in scopes if not any(scope in held([other]) for other in scopes if other != scope)]


def _of_document(document: Document, known: Any) -> Needs:
    if not isinstance(known, dict):
        raise RequestError(Code.BAD_VARIABLES, "The variables of a document are a JSON object.")
    # A directive with a variable may go either way, if it is not said which.
    ways = [
        _of_operation(document, operation, known, otherwise=otherwise)
        for operation in document.operations.values()
        for otherwise in (True, False)
    ]
    return frozenset[Any]().union(*ways)


def _of_operation(
    document: Document, operation: OperationDefinitionNode, known: Mapping[str, Any], *, otherwise: bool
) -> Needs:
    marked = mark(operation, _values(operation, known, otherwise=otherwise))
    match operation.operation:
        case OperationType.QUERY:
            return needs(plan(document, operation, marked))
        case OperationType.MUTATION:
            return sql.write(document, operation, marked).needs
    raise RequestError(Code.BAD_OPERATION, "There are queries and mutations, but no subscriptions.")


def _values(operation: OperationDefinitionNode, known: Mapping[str, Any], *, otherwise: bool) -> dict[str, Any]:
    """Return the values of the variables that are known or have a default, and some for those that there must be."""
    definitions = operation.variable_definitions
    told = [node for node in definitions if node.variable.name.value in known or node.default_value]
    values = get_variable_values(graphql_schema, told, dict(known))
    if isinstance(values, list):
        details = discreet(values, operation.loc.source.body if operation.loc else "")
        raise RequestError(Code.BAD_VARIABLES, "The variables do not fit the document.", details=details)
    of = {node.variable.name.value: type_from_ast(graphql_schema, node.type) for node in definitions}
    some = {name: _some(kind, otherwise=otherwise) for name, kind in of.items() if is_non_null_type(kind)}
    return some | values


def _some(of: Any, *, otherwise: bool) -> Any:
    """Return a value of a type, as small as can be; scalars are marked, whatever they are."""
    of = getattr(of, "of_type", of) if is_non_null_type(of) else of
    if is_list_type(of):
        return []
    if of is GraphQLBoolean:
        return otherwise
    if is_enum_type(of):
        return next(iter(of.values.values())).value
    if not is_input_object_type(of):
        return ""
    required = ((name, field.type) for name, field in of.fields.items() if is_required_input_field(field))
    return {name: _some(kind, otherwise=otherwise) for name, kind in required}

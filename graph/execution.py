"""How is a mutation run? Strawberry executes it, the compiler selects its payload, all in one transaction.

The fields of a mutation run one after another, each in a savepoint of its own: one that is refused changes nothing and
the others stand. An error that nobody foresaw undoes them all.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import close_old_connections, transaction
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    execute_sync,
)
from graphql.execution import ExecutionContext

from audit import register
from audit.origin import coming_from
from database.statements import fetch
from graph import limits
from graph.arguments import Marked, mark
from graph.document import Document
from graph.errors import NO_SUPPORT, Code, RequestError
from graph.inference import infer_scopes
from graph.mutations.steps import Reference
from graph.needs import Needs, forbidden
from graph.schema import graphql_schema
from graph.sql import record_statement
from permissions.credentials import Kind
from permissions.disclosures import RECIPIENTS, taken
from permissions.viewer import Inputs, Viewer, authenticate


@dataclass(frozen=True, kw_only=True)
class Context:
    """What resolvers know: the viewer; and what is needed to select the payload."""

    viewer: Viewer
    document: Document
    operation: OperationDefinitionNode
    marked: Marked
    inputs: Inputs
    told: list[bytes] = field(default_factory=list)  # in the payloads so far, to a token


class PayloadContext(ExecutionContext):
    """graphql-core's execution, save that a record in a payload is selected by the compiler."""

    def complete_object_value(
        self, return_type: GraphQLObjectType, field_nodes: Any, info: Any, path: Any, result: Any
    ) -> Any:
        """Return what was selected of a record; of all else, what graphql-core makes of it."""
        if not isinstance(result, Reference):
            return super().complete_object_value(return_type, field_nodes, info, path, result)
        return select(self.context_value, return_type, tuple(field_nodes), result)

    def complete_abstract_value(self, return_type: Any, field_nodes: Any, info: Any, path: Any, result: Any) -> Any:
        """Return the same where the schema names an interface: the type is that of the record's model."""
        if not isinstance(result, Reference):
            return super().complete_abstract_value(return_type, field_nodes, info, path, result)
        runtime_type = self.schema.type_map[result.model.__name__]
        assert isinstance(runtime_type, GraphQLObjectType)  # noqa: S101  # types are named as their models
        return self.complete_object_value(runtime_type, field_nodes, info, path, result)


def select(
    context: Context, graphql_type: GraphQLObjectType, nodes: tuple[FieldNode, ...], reference: Reference
) -> dict[str, Any] | None:
    """Return what fields of a payload select of a record; None if the viewer does not see it (any more)."""
    given = (context.document, context.operation, context.marked, graphql_type, nodes)
    statement = record_statement(*given, context.viewer.kind)
    rows = fetch(statement.sql, statement.values(context.inputs._replace(record=reference.key)))
    if not rows:
        raise unauthenticated(context.viewer.kind)
    answer = rows[0][0]
    return json.loads(_disclosed(context, answer, statement.shown)) if answer else None


def _disclosed(context: Context, answer: str, shown: bytes) -> str | bytes:
    """Return the answer without its marks, which are noted."""
    if not shown:
        return answer
    viewer = context.viewer
    reader = f"{RECIPIENTS[viewer.kind]} {viewer.user.account_id} {viewer.user.pk} {viewer.credential_id}"
    data, told = taken(answer.encode(), shown, reader.encode())
    context.told.extend([told] if told else [])
    return data


def mutate(
    document: Document,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    needs: Needs,
    inputs: Inputs,
) -> tuple[dict[str, Any], float]:
    """Return the data of a mutation's answer, and the points that are left; `inputs` has the variables coerced.

    Raise RequestError or what nobody foresaw; then nothing is changed.
    """
    close_old_connections()
    try:
        with transaction.atomic():
            viewer, remaining = _authenticate(inputs, needs)
            marked = mark(operation, inputs.variables)
            context = Context(viewer=viewer, document=document, operation=operation, marked=marked, inputs=inputs)
            with coming_from(viewer.origin):
                data = _data(_execute(context, variables))
            register.tell(list(map(register.text_of, context.told)))
            return data, remaining
    finally:
        close_old_connections()


def introspect(document: Document, operation: OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a query of the schema alone; needs nobody and no database."""
    result = execute_sync(
        graphql_schema,
        document.ast,
        variable_values=variables,
        operation_name=_name(operation),
        context_value=infer_scopes,
    )
    return _data(result)


@lru_cache(maxsize=256)
def is_introspection(operation: OperationDefinitionNode) -> bool:
    """Whether a query asks for nothing but the schema, and what it says of documents; neither is a secret."""
    return all(
        isinstance(node, FieldNode) and (node.name.value.startswith("__") or node.name.value == "inferScopes")
        for node in operation.selection_set.selections
    )


def unauthenticated(kind: Kind | None = None) -> RequestError:
    """Return the refusal of a request that nothing live came with."""
    if kind is None or kind is Kind.SESSION:
        return RequestError(Code.UNAUTHENTICATED, "Sign in: there is no live session with this request.")
    if kind is Kind.SUPPORT:
        return RequestError(Code.UNAUTHENTICATED, NO_SUPPORT)
    return RequestError(Code.UNAUTHENTICATED, "The token is not known, has expired or was revoked.")


def refused(requested: int, remaining: float, refusal: str | None) -> RequestError:
    """Return why an operation was not run: the token may not do it, or there are not enough points left."""
    return forbidden(refusal) if refusal else limits.too_much(requested, remaining)


def _authenticate(inputs: Inputs, needs: Needs) -> tuple[Viewer, float]:
    viewer, remaining, refusal = authenticate(inputs, needs)
    if viewer is None:
        raise unauthenticated(inputs.kind)
    if refusal or remaining < 0:
        raise refused(inputs.requested, remaining, refusal)
    return viewer, remaining


def _execute(context: Context, variables: dict[str, Any]) -> ExecutionResult:
    return execute_sync(
        graphql_schema,
        context.document.ast,
        variable_values=variables,
        operation_name=_name(context.operation),
        context_value=context,
        execution_context_class=PayloadContext,
    )


def _data(result: ExecutionResult) -> dict[str, Any]:
    for error in result.errors or ():
        raise error.original_error or error
    return result.data or {}


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None

"""What is to be run? A request -> its document and operation, the variables' values, the plan and what it costs.

To parse, validate and plan takes milliseconds; to look up what is kept takes none. `prepare` is told which of the two
it may do: `of=made`, or `of=known`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import OperationDefinitionNode, OperationType

from graph import limits, sql
from graph.document import Document, Kept
from graph.execution import introspect, is_introspection, unauthenticated
from graph.http import Asked
from graph.sql import Query
from graph.trusted import TrustedDocuments
from graph.variables import take

Of = Callable[..., Any]
NO_VARIABLES = "{}"


class NotKnownError(Exception):
    """Something has to be made first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """An operation that can be run, with the variables as given and as coerced.

    `query` is None for a mutation; `data` is set if there is nothing left to run.
    """

    document: Document
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    values: dict[str, Any]
    requested: int = 0
    query: Query | None = None
    data: bytes | None = None


def made(kept: Kept[Any], *key: Any) -> Any:
    """Return what is kept, or make it."""
    return kept(*key)


def known(kept: Kept[Any], *key: Any) -> Any:
    """Return what is kept; raise NotKnownError if it would have to be made."""
    result = kept.known(*key)
    if result is None:
        raise NotKnownError
    return result


def prepare(trusted: TrustedDocuments, asked: Asked, *, in_session: bool, of: Of) -> Prepared:
    """Return the operation that is asked for; raise RequestError for one that cannot be run."""
    document = trusted.find(asked, in_session=in_session, of=of)
    operation = document.operation(asked.operation_name)
    if is_introspection(operation):
        data = of(_introspected, document, operation, json.dumps(asked.variables))
        return Prepared(document=document, operation=operation, variables=asked.variables, values={}, data=data)
    if not in_session:
        raise unauthenticated()
    values, marked = take(operation, asked.variables)
    query = of(sql.query, document, operation, marked) if operation.operation is OperationType.QUERY else None
    cost = query.cost if query else of(sql.payload_cost, document, operation, marked)
    requested = max(1, cost.of(values))
    limits.check(requested)
    return Prepared(
        document=document,
        operation=operation,
        variables=asked.variables,
        values=values,
        requested=requested,
        query=query,
    )


def _introspect(document: Document, operation: OperationDefinitionNode, variables: str) -> bytes:
    return json.dumps(introspect(document, operation, json.loads(variables))).encode()


_introspected = Kept(
    _introspect, 32, is_kept=lambda document, _, variables: document.kept and variables == NO_VARIABLES
)

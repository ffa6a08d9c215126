"""What is to be run? A request -> its document and operation, the variables' values, the plan and what it costs.

To parse, validate and plan takes milliseconds; to look up what is kept takes none. So `prepare` is told where to have
things from: `of=known`, from what is kept here; or `of=made.take`, from what `make` made in another process.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import GraphQLError, OperationDefinitionNode, OperationType

from graph import cards, limits, sql
from graph.document import Document, Kept
from graph.errors import Code, RequestError, bad_variables
from graph.execution import introspect, is_introspection, unauthenticated
from graph.http import Asked
from graph.sql import Query, Write
from graph.trusted import TrustedDocuments
from graph.variables import take
from permissions.credentials import Kind

Of = Callable[..., Any]
NO_VARIABLES = "{}"
NONE_TRUSTED = TrustedDocuments({})


class NotKnownError(Exception):
    """Something has to be made first."""


class Prepared(NamedTuple):
    """An operation that can be run, with the variables as given and as coerced.

    `planned` is None and `data` set if there is nothing left to run.
    """

    document: Document
    name: str | None
    variables: dict[str, Any]
    values: dict[str, Any]
    requested: int = 0
    planned: Query | Write | None = None
    data: bytes | None = None
    holds_card: bool = False  # the number of one, in free texts alone

    @property
    def operation(self) -> OperationDefinitionNode:
        """The operation of that name, or the only one."""
        return self.document.operation(self.name)


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made for an operation, by the name of what makes it: to be run, and to be kept."""

    prepared: Prepared
    results: dict[str, Any]

    def take(self, kept: Kept[Any], *key: Any) -> Any:
        """Return what is kept here, or keep what was made."""
        result = kept.known(*key)
        return kept.keep(key, self.results[kept.name]) if result is None else result


def make(asked: Asked, *, kind: Kind | None) -> Made:
    """Make all that an operation needs; raise RequestError for one that cannot be run.

    Documents are asked for by text; in the process that does this, none are trusted.
    """
    results: dict[str, Any] = {}

    def note(kept: Kept[Any], *key: Any) -> Any:
        results[kept.name] = result = kept(*key)
        return result

    try:
        return Made(prepared=prepare(NONE_TRUSTED, asked, kind=kind, of=note), results=results)
    except GraphQLError as error:
        raise bad_variables(error) from error


def known(kept: Kept[Any], *key: Any) -> Any:
    """Return what is kept; raise NotKnownError if it would have to be made."""
    result = kept.known(*key)
    if result is None:
        raise NotKnownError
    return result


def prepare(trusted: TrustedDocuments, asked: Asked, *, kind: Kind | None, of: Of) -> Prepared:
    """Return the operation that is asked for; raise RequestError for one that cannot be run."""
    document = trusted.find(asked, kind=kind, of=of)
    name = asked.operation_name
    operation = document.operation(name)
    holds_card = _holds_card(document, operation, asked)
    if is_introspection(operation):
        data = of(_introspected, document, operation, json.dumps(asked.variables))
        return Prepared(
            document=document, name=name, variables=asked.variables, values={}, data=data, holds_card=holds_card
        )
    if kind is None:
        raise cards.refusal() if holds_card else unauthenticated()
    values, marked = take(operation, asked.variables)
    is_query = operation.operation is OperationType.QUERY
    if kind is Kind.SUPPORT and not is_query:
        raise RequestError(Code.FORBIDDEN, "Support reads, and changes nothing.")
    planned = (
        of(sql.query, document, operation, marked, kind) if is_query else of(sql.write, document, operation, marked)
    )
    requested = max(1, planned.cost.of(values))
    limits.check(requested)
    return Prepared(
        document=document,
        name=name,
        variables=asked.variables,
        values=values,
        requested=requested,
        planned=planned,
        holds_card=holds_card,
    )


def _holds_card(document: Document, operation: OperationDefinitionNode, asked: Asked) -> bool:
    if asked.is_quick:
        return document.holds_card
    return cards.is_in_variables(document.ast, operation, asked.variables) or document.holds_card


def _introspect(document: Document, operation: OperationDefinitionNode, variables: str) -> bytes:
    return json.dumps(introspect(document, operation, json.loads(variables))).encode()


_introspected = Kept(
    _introspect, 32, is_kept=lambda document, _, variables: document.kept and variables == NO_VARIABLES
)

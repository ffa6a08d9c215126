"""What was asked? Text -> a parsed, validated document; then the operation of it, and its variables' values.

Bombs are met before the work they would cause (graph/shape.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    parse,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged as overlapping

from billing.cards import holds_card
from graph import cards, shape
from graph.discreet import discreet
from graph.errors import Code, RequestError
from graph.schema import graphql_schema

R = TypeVar("R")
IDENTIFIER_PREFIX = "sha256:"
HEXADECIMAL = frozenset("0123456789abcdef")
LENGTH_MAX = 65_536  # characters
VALUES_MAX = 2_000  # members of objects in the variables: those of filters and orders each become a part of the SQL
ITEMS_MAX = 10_000  # items of lists in the variables
KEPT_LENGTH_MAX = 4_096  # characters; longer documents are read anew each time, so that they cannot fill the memory

# What validation may spend on comparing fields with each other: the default of 500,000 is most of a second.
overlapping.MAX_COMPLEXITY_BUDGET = 20_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """A valid document: what there is to run, by name, and its fragments."""

    text: str
    ast: DocumentNode
    kept: bool
    holds_card: bool  # the number of one, in free texts alone
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]

    @cached_property
    def id(self) -> str:
        """Its id: of its text, "sha256:" and 64 hexadecimal digits."""
        return identifier(self.text)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation of this name, or the only one; raise RequestError(BAD_OPERATION) if there is none."""
        if name is None and len(self.operations) == 1:
            name = next(iter(self.operations))
        elif name is None or name not in self.operations:
            wanted = "Say in operationName which operation to run." if name is None else "There is no such operation."
            raise RequestError(Code.BAD_OPERATION, wanted)
        if self.operations[name].operation is OperationType.SUBSCRIPTION:
            raise RequestError(Code.BAD_OPERATION, "There are queries and mutations, but no subscriptions.")
        return self.operations[name]

    def __reduce__(self) -> tuple[Any, ...]:
        # To parse it takes another process no longer than to be sent all that there is in it.
        return _found_valid, (self.text, self.kept, self.holds_card)


class Kept(Generic[R]):
    """A function whose results are kept: as many as `maxsize`, of which the one that was long not asked for goes first.

    `known` tells what is kept without making it, and `keep` keeps what was made elsewhere, which functools.lru_cache
    does not.
    """

    def __init__(self, make: Callable[..., R], maxsize: int, *, is_kept: Callable[..., bool]) -> None:
        self.name = make.__name__
        self._make, self._maxsize, self._is_kept = make, maxsize, is_kept
        self._results: dict[tuple[Any, ...], R] = {}

    def __call__(self, *key: Any) -> R:
        """Return what is kept, or make it."""
        result = self.known(*key)
        return self.keep(key, self._make(*key)) if result is None else result

    def known(self, *key: Any) -> R | None:
        """Return what is kept, or None."""
        # Threads may come here at the same time; at worst something is made again.
        result = self._results.pop(key, None)
        if result is not None:
            self._results[key] = result
        return result

    def keep(self, key: tuple[Any, ...], result: R) -> R:
        """Return the result, which is kept now if it is of those that are."""
        if self._is_kept(*key):
            self._results[key] = result
            if len(self._results) > self._maxsize:
                self._results.pop(next(iter(self._results)), None)
        return result

    def clear(self) -> None:
        """Forget all."""
        self._results.clear()


def kept(maxsize: int) -> Callable[[Callable[..., R]], Kept[R]]:
    """Decorate a function of a document and more: what it makes of documents that are kept is kept too."""
    return lambda make: Kept(make, maxsize, is_kept=lambda document, *_: document.kept)


def identifier(text: str) -> str:
    """Return the id of a document: "sha256:" and 64 hexadecimal digits (GraphQL over HTTP, appendix A)."""
    # A text may hold half of a surrogate pair, which has no UTF-8; it is nobody's document, but has an id.
    return IDENTIFIER_PREFIX + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_identifier(given: str) -> bool:
    """Whether a text has the form of an id."""
    digits = given.removeprefix(IDENTIFIER_PREFIX)
    return given != digits and len(digits) == 64 and HEXADECIMAL.issuperset(digits)  # noqa: PLR2004  # SHA-256


def coerce(operation: OperationDefinitionNode, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables' values, coerced (GraphQL specification, 6.1.2); raise RequestError(BAD_VARIABLES)."""
    coerced = get_variable_values(graphql_schema, operation.variable_definitions, dict(values), max_errors=10)
    if isinstance(coerced, list):
        details = discreet(coerced, operation.loc.source.body if operation.loc else "")
        raise RequestError(Code.BAD_VARIABLES, "The variables do not fit the operation.", details=details)
    return coerced


def check_size(values: Mapping[str, Any]) -> None:
    """Return for variables that are worth looking at; raise RequestError(COST_EXCEEDED) for too deep or too many."""
    members, items, left = 0, 0, [(value, 1) for value in values.values() if isinstance(value, dict | list)]
    while left:
        value, depth = left.pop()
        if depth > shape.DEPTH_MAX:
            raise RequestError(Code.COST_EXCEEDED, f"Variables are at most {shape.DEPTH_MAX} lists and objects deep.")
        members += len(value) if isinstance(value, dict) else 0
        items += len(value) if isinstance(value, list) else 0
        if members > VALUES_MAX or items > ITEMS_MAX:
            most = f"{VALUES_MAX} members of objects and {ITEMS_MAX} items of lists"
            raise RequestError(Code.COST_EXCEEDED, f"Variables have at most {most}.")
        if isinstance(value, dict | list):
            left.extend((below, depth + 1) for below in (value.values() if isinstance(value, dict) else value))


def _read(text: str) -> Document:
    if len(text) > LENGTH_MAX:
        raise RequestError(Code.TOO_LARGE, f"A document has at most {LENGTH_MAX} characters.")
    if not holds_card(text):
        return _document(text, _valid(text), kept=_is_short(text))
    try:
        ast = _valid(text)
    except RequestError:
        # What is wrong with it may quote the number.
        raise cards.refusal() from None
    cards.check_text(text, ast)
    return _document(text, ast, kept=_is_short(text), holds_card=True)


def _valid(text: str) -> DocumentNode:
    try:
        shape.check_tokens(text)
        ast = parse(text)
        operations, fragments = _definitions(ast)
        shape.check_shape(operations, fragments)
        errors = validate(graphql_schema, ast, max_errors=10)
    except GraphQLError as error:
        raise RequestError(Code.BAD_DOCUMENT, error.message, details=discreet([error], text)) from error
    if errors:
        raise RequestError(Code.BAD_DOCUMENT, "The document does not fit the schema.", details=discreet(errors, text))
    return ast


def _document(text: str, ast: DocumentNode, *, kept: bool, holds_card: bool = False) -> Document:
    operations, fragments = _definitions(ast)
    by_name = {_name(node): node for node in operations}
    return Document(text=text, ast=ast, kept=kept, holds_card=holds_card, operations=by_name, fragments=fragments)


def _found_valid(text: str, kept: bool, holds_card: bool) -> Document:
    return _document(text, parse(text), kept=kept, holds_card=holds_card)


def _is_short(text: str) -> bool:
    return len(text) <= KEPT_LENGTH_MAX


# The document of a text. Raises RequestError for what does not parse, does not fit the schema, or is too large.
read = Kept(_read, 256, is_kept=_is_short)


def _definitions(ast: DocumentNode) -> tuple[list[OperationDefinitionNode], dict[str, FragmentDefinitionNode]]:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)}
    if not operations and all(isinstance(node, ExecutableDefinitionNode) for node in ast.definitions):
        raise RequestError(Code.BAD_OPERATION, "The document has no operation.")
    return operations, fragments


def _name(node: OperationDefinitionNode) -> str | None:
    return node.name.value if node.name else None

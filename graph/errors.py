"""What can be wrong with a request? Stable codes, each with the HTTP status it travels with.

Field-by-field refusals of a write are not errors: they are `userErrors` of the mutation's payload.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum, auto
from typing import Any

from graphql import GraphQLError

MESSAGE_LENGTH_MAX = 500  # characters
# One message for all reasons: asked without consent, expired, revoked, closed, or no agent at all.
NO_SUPPORT = "There is no access for support: it was not approved, is over, or is not yours."


class Code(StrEnum):
    """`extensions.code` of an error. The names are a contract: they are only ever added to."""

    BAD_REQUEST = auto()  # no JSON, or not the JSON of a GraphQL request
    BAD_DOCUMENT = auto()  # the query does not parse or does not fit the schema
    BAD_OPERATION = auto()  # operationName names none, or is missing
    BAD_VARIABLES = auto()
    BAD_ID = auto()  # not an id, or one of another type
    BAD_CURSOR = auto()  # not made here, altered, or made for another order
    BAD_PAGE = auto()  # first and last: one of them, 1 to 100
    BAD_FILTER = auto()
    CARD_NUMBER_REFUSED = auto()  # somewhere in the request is the number of a card (graph/cards.py)
    DOCUMENT_NOT_FOUND = auto()  # no trusted document has this documentId
    DOCUMENT_NOT_TRUSTED = auto()  # sessions may run only the documents of the manifest
    COST_EXCEEDED = auto()  # too deep, too wide, or too many records
    RATE_LIMITED = auto()  # more than is left of the budget; try again later
    UNAUTHENTICATED = auto()
    FORBIDDEN = auto()
    NOT_FOUND = auto()
    METHOD_NOT_ALLOWED = auto()
    NOT_ACCEPTABLE = auto()
    TOO_LARGE = auto()
    UNSUPPORTED_MEDIA_TYPE = auto()
    INTERNAL = auto()
    UNAVAILABLE = auto()  # the database cannot be reached; try again
    TIMEOUT = auto()  # the statement took too long and was ended

    @property
    def status(self) -> int:
        """The HTTP status it travels with."""
        return _STATUSES.get(self, 400)


_STATUSES = {
    Code.UNAUTHENTICATED: 401,
    Code.DOCUMENT_NOT_TRUSTED: 403,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
    Code.TIMEOUT: 504,
}


class RequestError(Exception):
    """A request that is refused as a whole, before or instead of its statement; perhaps with what it would cost."""

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        details: Sequence[GraphQLError] = (),
        cost: Mapping[str, int] | None = None,
        retry_after: int | None = None,
        scopes: Sequence[str] = (),
    ) -> None:
        super().__init__(code, message)  # which is what it is made from again in another process
        self.code = code
        self.cost = cost
        self.retry_after = retry_after  # seconds
        # The `errors` of the answer: message, locations where known, the code, and the scopes that a token lacks.
        extensions: dict[str, Any] = {"cost": dict(cost)} if cost else {}
        if scopes:
            extensions["missingScopes"] = list(scopes)
        self.errors = [formatted(error, code, **extensions) for error in details or [GraphQLError(message)]]

    def __str__(self) -> str:
        return str(self.args[1])


def bad_variables(error: GraphQLError) -> RequestError:
    """Return the refusal of what validation lets pass: a variable with a default, given as null where none may be."""
    return RequestError(Code.BAD_VARIABLES, error.message, details=[error])


def formatted(error: GraphQLError, code: Code, **extensions: Any) -> dict[str, Any]:
    """Return one member of `errors` (GraphQL specification, section 7.1.2)."""
    answer: dict[str, Any] = {"message": _short(_without_suggestions(error.message))}
    if error.locations:
        answer["locations"] = [location.formatted for location in error.locations]
    if error.path:
        answer["path"] = list(error.path)
    return answer | {"extensions": {"code": code.name, **extensions}}


def _short(message: str) -> str:
    """Return as much of a message as anybody reads: it may quote a name of 60,000 letters."""
    return message if len(message) <= MESSAGE_LENGTH_MAX else f"{message[:MESSAGE_LENGTH_MAX]}…"


def _without_suggestions(message: str) -> str:
    """'Cannot query field "nam". Did you mean "name"?' -> 'Cannot query field "nam".'

    Names come from the schema, which is there to be read, and never from guesses.
    """
    said, _, _ = message.rpartition(" Did you mean ") if message.endswith("?") else (message, "", "")
    return said or message

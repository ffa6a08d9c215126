"""What does an operation need of a token? The scopes of all that it selects and filters by, told from the plan alone.

Of a type that an interface may turn out to be, only what is said of it and not of all the others counts: Relay's
`node(id: …) { id ... on Contact { name } }` needs contacts:read, and finds nothing else.
"""

from collections.abc import Iterable, Sequence

from graph.errors import Code, RequestError
from graph.plan import Object, Selected
from graph.scopes import CLOSED
from graph.sources import TYPENAME
from permissions.levels import Level
from permissions.narrowing import scope_of
from permissions.viewer import Need

Needs = frozenset[Need]


def needs(planned: Object) -> Needs:
    """Return what is needed for an object, and all below."""
    return frozenset().union(*(_field(field) for field in planned.fields))


def of_any(objects: Sequence[Object]) -> Needs:
    """Return what is needed for an object of one of several types."""
    if len(objects) == 1:
        return needs(objects[0])
    of_all = set.intersection(*(_keys(planned) for planned in objects)) if objects else set()
    return frozenset().union(*(_alternative(planned, of_all) for planned in objects))


def forbidden(refusal: str) -> RequestError:
    """Return the refusal of what a token may not do: `refusal` is of permissions.viewer.refusal."""
    reason, *scopes = refusal.split(" ")
    match reason:
        case "ADDRESS":
            return RequestError(Code.FORBIDDEN, "The token may not be used from this address.")
        case "DOCUMENT":
            return RequestError(Code.FORBIDDEN, "The token may not run this document.")
    if CLOSED[0] in scopes:
        message = "No token can do this: it takes a person who is signed in."
        return RequestError(Code.FORBIDDEN, message, scopes=[CLOSED[0]])
    missing = ", ".join(filter(None, scopes)) or "what was added to the API after it was made"
    return RequestError(Code.FORBIDDEN, f"The token was not given {missing}.", scopes=scopes)


def _field(field: Selected) -> Needs:
    return _below(field).union({field.need} if field.need else ())


def _below(field: Selected) -> Needs:
    return of_any(field.objects).union(field.page.needs if field.page else ())


def _alternative(planned: Object, of_all: Iterable[str]) -> Needs:
    if _keys(planned) - set(of_all) or planned.model is None:
        return needs(planned)
    # Rows that no token has are not there for it, so that it needs nothing for them either.
    implied = scope_of(planned.model, Level.VIEW) or CLOSED[0]
    direct = (field.need for field in planned.fields if field.need and field.need[0] != implied)
    return frozenset(direct).union(*(_below(field) for field in planned.fields))


def _keys(planned: Object) -> set[str]:
    return {field.key for field in planned.fields if field.source is not TYPENAME}

"""How does every mutation go? Who, which record, one action, and the payload: refusals become `userErrors`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from django.db import models, transaction
from strawberry import UNSET, Info

from billing.seats import SeatCostUnconfirmed
from database.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal, RefusalCode, Refused
from graph import ids
from graph.errors import RequestError
from graph.types.payloads import Payload, SeatCost, UserError
from permissions import access
from permissions.carriers import CARRIERS
from permissions.catalogue import LEVELS, Action, scope_of
from permissions.levels import Level
from permissions.standing import require_open
from permissions.viewer import Viewer

M = TypeVar("M", bound=models.Model)
P = TypeVar("P", bound=Payload)


@dataclass(frozen=True)
class Reference:
    """A record in a payload: the compiler selects what is asked of it (graph/execution.py)."""

    model: type[models.Model]
    key: UUID


def reference(record: models.Model) -> Any:
    """Return what stands for the record in a payload."""
    return Reference(type(record), record.pk)


def refusable(
    payload: type[P], shows: str | None = None, *, always: bool = False
) -> Callable[[Callable[..., P]], Callable[..., P]]:
    """Decorate a resolver(viewer, input): it runs in a savepoint, and what it refuses becomes the payload's userErrors.

    After a conflict the payload's field `shows` has the record as it is, and `seat_cost` has the cost that was to be
    known. Unless it can be done `always`, it is refused to an account that does not pay.
    """

    def decorate(resolver: Callable[..., P]) -> Callable[..., P]:
        def resolve(info: Any, input: Any) -> P:
            try:
                with transaction.atomic():
                    if not always:
                        require_open(info.context.viewer)
                    return _within(info.context.viewer, resolver(info.context.viewer, input))
            except Refused as refused:
                return _refused(payload, refused, shows, input)

        resolve.__name__ = resolver.__name__
        resolve.is_always = always  # type: ignore[attr-defined]  # for whoever lists what an unpaid account can do
        resolve.__annotations__ = {"info": Info, "input": resolver.__annotations__["input"], "return": payload}
        return resolve

    return decorate


def _within(viewer: Viewer, payload: P) -> P:
    """Return the payload; raise Forbidden if a token has made or left a record that lies outside its restriction."""
    for value in vars(payload).values() if viewer.kind.is_restricted else ():
        if isinstance(value, Reference) and value.model in CARRIERS:
            try:
                access.record(viewer, value.model, value.key, Level.VIEW)
            except NotFound as error:
                raise Forbidden("The token is restricted to other records.") from error
    return payload


def _refused(payload: type[P], refused: Refused, shows: str | None, given: Any) -> P:
    errors = [UserError(code=item.code, field=item.field, message=item.message) for item in refused.refusals]
    return payload(user_errors=errors, **_to_go_on(refused, shows, given))


def _to_go_on(refused: Refused, shows: str | None, given: Any) -> dict[str, Any]:
    """Return what a payload has beside its errors, so that whoever reads them can try again."""
    if isinstance(refused, SeatCostUnconfirmed):
        return {"seat_cost": SeatCost(**vars(refused.cost))}
    if shows and isinstance(refused, Conflict):
        return {shows: Reference(*ids.decode(given.id))}
    return {}


def mutation(resolver: Callable[..., Any], description: str, *, resource: str | None = None) -> Any:
    """Declare a mutation; a token needs to write to the resource, and cannot do it if there is none."""
    return strawberry.mutation(resolver, description=description, metadata={"resource": resource})


def record_for(viewer: Viewer, action: Action, model: type[M], record_id: str, *, field: str = "id") -> M:
    """Return the record an action is about, locked; raise NotFound if the viewer may not do that to it."""
    return access.record(
        viewer, model, key_of(model, record_id, field), LEVELS[action], scope=scope_of(action), field=field
    )


def records_for(viewer: Viewer, action: Action, model: type[M], record_ids: Any, *, field: str) -> list[M]:
    """Return the records of an optional list of ids, as `record_for`; none for a list that was not given."""
    if not record_ids:
        return []
    keys = [key_of(model, record_id, field) for record_id in record_ids]
    return access.records(viewer, model, keys, LEVELS[action], scope=scope_of(action), field=field)


def key_of(model: type[models.Model], record_id: str, field: str) -> UUID:
    """Return the key in an id; raise Invalid if it is none, or one of another type."""
    try:
        return ids.decode_as(model, record_id)
    except RequestError as error:
        raise Invalid(Refusal(RefusalCode.INVALID, field, str(error))) from error


def given(value: Any, otherwise: Any = None) -> Any:
    """Return what was given, or something else for what was left out."""
    return otherwise if value is UNSET else value

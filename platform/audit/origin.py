"""From where, and with what, did somebody come? Known where a request begins, and noted with all that is done in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a request came from. Of a job of the service nothing is known."""

    address: str | None = None
    credential: str | None = None  # audit.models.Credential
    credential_id: UUID | None = None


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Hold a block in which all that is done is done from there."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def coming_with(credential: str, credential_id: UUID | None) -> Iterator[None]:
    """Hold a block in which all that is done is done with that credential, from the same place."""
    with coming_from(replace(origin(), credential=credential, credential_id=credential_id)):
        yield


def origin() -> Origin:
    """Return where what is being done comes from."""
    return _origin.get()

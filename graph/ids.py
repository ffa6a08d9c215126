"""Which record is that? Ids to models and keys, with the errors that clients get; `database.ids` has the codec."""

from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import Account, Invitation, Session, Team, User
from activities.models import Note
from contacts.models import Company, Contact, Tag
from database import ids
from graph.errors import Code, RequestError
from permissions.models import Transfer
from tokens.models import Application, Authorization, PersonalToken

PREFIXES: dict[Any, str] = {
    model: model.ID_PREFIX
    for model in (
        *(Account, Application, Authorization, Company, Contact, Invitation, Note),
        *(PersonalToken, Session, Tag, Team, Transfer, User),
    )
}
MODELS: dict[str, type[models.Model]] = {prefix: model for model, prefix in PREFIXES.items()}


def encode(model: type[models.Model], key: UUID) -> str:
    """(Contact, UUID("0192f3…")) -> "con_0192f3…"."""
    return ids.encode(PREFIXES[model], key)


def encode_sql(model: type[models.Model], expression: str) -> str:
    """Return SQL for the id of the key that `expression` gives."""
    return ids.encode_sql(PREFIXES[model], expression)


def decode(value: str) -> tuple[type[models.Model], UUID]:
    """ "con_0192f3…" -> (Contact, UUID("0192f3…")); raise RequestError(BAD_ID) for anything else."""
    try:
        prefix, key = ids.decode(value)
        return MODELS[prefix], key
    except (KeyError, ValueError) as error:
        raise RequestError(Code.BAD_ID, "That is not an id.") from error


def decode_as(model: type[models.Model], value: str) -> UUID:
    """Return the key in an id of this model; raise RequestError(BAD_ID) if it is one of another."""
    found, key = decode(value)
    if found is not model:
        raise RequestError(Code.BAD_ID, f"That is the id of a {found.__name__}, not of a {model.__name__}.")
    return key

"""What does an id look like? "con_0192f3…": the type's prefix and the key in hexadecimal, one codec for all types."""

import re
from uuid import UUID

from django.db import models

from accounts.models import Account, Team, User
from activities.models import Note
from contacts.models import Company, Contact, Tag
from graph.errors import Code, RequestError

PREFIXES: dict[type[models.Model], str] = {
    Account: "acc",
    Company: "com",
    Contact: "con",
    Note: "note",
    Tag: "tag",
    Team: "team",
    User: "usr",
}
MODELS = {prefix: model for model, prefix in PREFIXES.items()}
_SHAPE = re.compile(r"([a-z]{3,4})_([0-9a-f]{32})", re.ASCII)


def encode(model: type[models.Model], key: UUID) -> str:
    """(Contact, UUID("0192f3…")) -> "con_0192f3…"."""
    return f"{PREFIXES[model]}_{key.hex}"


def encode_sql(model: type[models.Model], expression: str) -> str:
    """Return SQL for the id of the key that `expression` gives."""
    return f"'{PREFIXES[model]}_' || replace({expression}::text, '-', '')"


def decode(value: str) -> tuple[type[models.Model], UUID]:
    """ "con_0192f3…" -> (Contact, UUID("0192f3…")); raise RequestError(BAD_ID) for anything else."""
    match = _SHAPE.fullmatch(value)
    if match is None or match[1] not in MODELS:
        raise RequestError(Code.BAD_ID, "That is not an id.")
    return MODELS[match[1]], UUID(match[2])


def decode_as(model: type[models.Model], value: str) -> UUID:
    """Return the key in an id of this model; raise RequestError(BAD_ID) if it is one of another."""
    found, key = decode(value)
    if found is not model:
        raise RequestError(Code.BAD_ID, f"That is the id of a {found.__name__}, not of a {model.__name__}.")
    return key

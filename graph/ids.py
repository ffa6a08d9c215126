"""Which record is that? Ids to models and keys, with the errors that clients get; `database.ids` has the codec."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import Account, Invitation, Session, Team, User
from activities.models import Note
from audit.models import AuditLogEntry, Credential, Disclosure, HistoryEntry, Recipient
from contacts.models import Company, Contact, Tag
from database import ids
from exports.models import Archive, ArchiveImport
from graph.errors import Code, RequestError
from mail.models import MailLogEntry
from permissions.models import SupportCase, SupportMessage, SupportRead, SupportRequest, Transfer
from tokens.models import Application, Authorization, PersonalToken

PREFIXES: dict[Any, str] = {
    model: model.ID_PREFIX
    for model in (
        *(Account, Application, Archive, ArchiveImport, AuditLogEntry, Authorization, Company, Contact, Disclosure),
        *(HistoryEntry, Invitation, MailLogEntry, Note, PersonalToken, Session, SupportCase, SupportMessage),
        *(SupportRead, SupportRequest, Tag, Team, Transfer, User),
    )
}
MODELS: dict[str, type[models.Model]] = {prefix: model for model, prefix in PREFIXES.items()}
# What an action is done to, by its resource: "contact:update" (permissions/catalogue.py).
RESOURCES: dict[str, type[models.Model]] = {
    "account": Account,
    "application": Application,
    "archive": Archive,
    "authorization": Authorization,
    "billing": Account,
    "company": Company,
    "contact": Contact,
    "invitation": Invitation,
    "note": Note,
    "profile": User,
    "session": Session,
    "support_case": SupportCase,
    "support_request": SupportRequest,
    "tag": Tag,
    "team": Team,
    "token": PersonalToken,
    "transfer": Transfer,
    "user": User,
}
CREDENTIALS: dict[str, type[models.Model]] = {
    Credential.APPLICATION: Application,
    Credential.PERSONAL_TOKEN: PersonalToken,
    Credential.SESSION: Session,
    Credential.SUPPORT: SupportRequest,
}
RECIPIENTS: dict[str, type[models.Model]] = {
    Recipient.APPLICATION: Application,
    Recipient.ARCHIVE: Archive,
    Recipient.PERSONAL_TOKEN: PersonalToken,
    Recipient.SUPPORT: SupportRequest,
}


def encode(model: type[models.Model], key: UUID) -> str:
    """(Contact, UUID("0192f3…")) -> "con_0192f3…"."""
    return ids.encode(PREFIXES[model], key)


def encode_sql(model: type[models.Model], expression: str) -> str:
    """Return SQL for the id of the key that `expression` gives."""
    return ids.encode_sql(PREFIXES[model], expression)


def encode_any_sql(kinds: Mapping[str, type[models.Model]], kind: str, expression: str) -> str:
    """Return SQL for the id of the key that `expression` gives, of the model that the beginning of `kind` stands for.

    It is null if that stands for none: an id that leads nowhere is no id.
    """
    prefixes = " ".join(f"WHEN '{name}' THEN '{PREFIXES[model]}'" for name, model in kinds.items())
    return f"CASE split_part({kind}, ':', 1) {prefixes} END || '_' || encode(uuid_send({expression}), 'hex')"


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

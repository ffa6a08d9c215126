"""Columns: which of a row may the viewer read, once the row itself is theirs to see? Closed by default.

A column that is not named here is in no answer, whatever the schema says: passwords, versions of sessions, sort keys.
"""

from django.db import models

from accounts.models import Account, Team, User
from activities.models import Note
from contacts.models import Address, Company, Contact, Email, Phone, Tag
from tokens.models import Application, Authorization, PersonalToken

RECORD = frozenset({"id", "owner", "version", "created_at", "created_by", "updated_at", "updated_by"})

READABLE: dict[type[models.Model], frozenset[str]] = {
    Account: frozenset({"id", "name", "country", "created_at"}),
    Address: frozenset({"street", "city", "region", "postal_code", "country", "label"}),
    Application: frozenset({"id", "name", "client_id", "is_confidential", "redirect_uris", "scopes", "is_open"})
    | {"created", "owner", "service_user"},
    Authorization: frozenset({"id", "application", "device", "scopes", "created_at", "last_used_at", "expires_at"}),
    Company: RECORD | {"name", "website", "industry"},
    Contact: RECORD
    | {"first_name", "middle_name", "last_name", "prefix", "suffix", "nickname", "display_name"}
    | {"job_title", "birthday", "website", "source", "company"},
    Email: frozenset({"address", "normalized", "label"}),
    Note: RECORD | {"body", "contact", "company"},
    PersonalToken: frozenset({"id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at"})
    | {"is_read_only", "only_owner", "only_tag", "only_group", "addresses", "documents"},
    Phone: frozenset({"number", "e164", "label"}),
    Tag: RECORD | {"name"},
    Team: frozenset({"id", "name", "owner", "created_at"}),
    User: frozenset({"id", "account", "username", "email", "name", "role", "created_at"}),
}

# Null unless the condition holds: an e-mail address is personal information, and shown to its person alone.
CONDITIONS: dict[tuple[type[models.Model], str], str] = {
    (User, "email"): "{row}.id = viewer.user_id",
}


def readable(model: type[models.Model], field: str) -> bool:
    """Return whether the schema may show this field of the model at all."""
    return field in READABLE.get(model, frozenset())


def condition(model: type[models.Model], field: str, row: str) -> str | None:
    """Return the SQL condition under which the viewer may read the field of a visible row; None if always."""
    rule = CONDITIONS.get((model, field))
    return rule.format(row=row) if rule else None

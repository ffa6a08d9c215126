"""Columns: which of a row may the viewer read, once the row itself is theirs to see? Closed by default.

A column that is not named here is in no answer, whatever the schema says: passwords, versions of sessions, sort keys.
"""

from django.db import models

from accounts.models import Account, Invitation, MailPreferences, Session, Team, User
from activities.models import Note
from audit.models import AuditLogEntry, Disclosure, HistoryEntry
from billing.models import AccountSubscription
from contacts.models import Address, Company, Contact, Email, Phone, Tag
from exports.models import Archive, ArchiveImport
from mail.models import MailLogEntry
from permissions.credentials import Kind
from permissions.models import SupportCase, SupportMessage, SupportRead, SupportRequest, Transfer
from permissions.roles import IS_ADMIN
from tokens.models import Application, Authorization, PersonalToken

OWN = "{row}.id = viewer.user_id"
RECORD = frozenset({"id", "owner", "version", "created_at", "created_by", "updated_at", "updated_by"})

READABLE: dict[type[models.Model], frozenset[str]] = {
    Account: frozenset({"id", "name", "phone", "street", "city", "region", "postal_code", "country"})
    | {"allows_card_numbers", "created_at", "updated_at", "updated_by"},
    Address: frozenset({"street", "city", "region", "postal_code", "country", "label"}),
    Application: frozenset({"id", "name", "client_id", "is_confidential", "redirect_uris", "scopes", "is_open"})
    | {"created", "owner", "service_user"},
    AuditLogEntry: frozenset({"id", "at", "action", "record_id", "user_id", "credential", "credential_id"}),
    Archive: frozenset({"id", "state", "done", "total", "requested_at", "completed_at"})
    | {"bytes", "sha256", "expires_at", "download_url"},
    ArchiveImport: frozenset({"id", "state", "total", "requested_at", "completed_at", "expires_at"})
    | {"code", "message", "tags", "companies", "contacts", "notes"},
    Authorization: frozenset({"id", "application", "device", "scopes", "created_at", "last_used_at", "expires_at"}),
    Company: RECORD | {"name", "website", "industry"},
    Contact: RECORD
    | {"first_name", "middle_name", "last_name", "prefix", "suffix", "nickname", "display_name"}
    | {"job_title", "birthday", "website", "source", "company"},
    Disclosure: frozenset({"id", "record_id", "kind", "fields", "recipient", "recipient_id"})
    | {"user_id", "first_at", "last_at", "times"},
    Email: frozenset({"address", "normalized", "label"}),
    HistoryEntry: frozenset({"id", "at", "action", "user_id"}),
    Invitation: frozenset({"id", "email", "username", "role", "created_at", "created_by", "expires_at"}),
    MailLogEntry: frozenset({"id", "mail_class", "subject", "sent_at", "outcome"}),
    MailPreferences: frozenset({"wants_service_updates", "wants_company_news"}),
    Note: RECORD | {"body", "contact", "company"},
    PersonalToken: frozenset({"id", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at"})
    | {"is_read_only", "only_owner", "only_tag", "only_group", "addresses", "documents"},
    Phone: frozenset({"number", "e164", "label"}),
    Session: frozenset({"public_id", "device", "created_at", "seen_at", "expire_date"}),
    AccountSubscription: frozenset({"id", "status", "reason", "plan", "seats", "seats_used", "seat_price", "currency"})
    | {"trial_ends_at", "current_period_end", "cancel_at", "is_pending"},
    SupportCase: frozenset({"id", "subject", "records", "opened_at", "closed_at", "legal_order"}),
    SupportMessage: frozenset({"id", "agent_name", "text", "at"}),
    SupportRead: frozenset({"id", "at", "action", "record_id", "agent_name", "reason", "fields"}),
    SupportRequest: frozenset({"id", "agent_name", "reason", "hours", "records"})
    | {"requested_at", "decided_at", "expires_at", "confirmed_by"},
    Tag: RECORD | {"name"},
    Team: frozenset({"id", "name", "owner", "created_at"}),
    Transfer: frozenset({"id", "made_at", "made_by", "from_user", "to_user"})
    | {"companies", "contacts", "notes", "tags", "teams"},
    User: frozenset({"id", "account", "username", "email", "name", "phone", "role", "is_active"})
    | {"created_at", "updated_at", "updated_by"},
}

# Null unless the condition holds: how to reach somebody is personal information. An e-mail address is shown to its
# person alone, a phone number to administrators too, who may remove it (P3).
CONDITIONS: dict[tuple[type[models.Model], str], str] = {
    (User, "email"): OWN,
    (User, "phone"): f"({OWN} OR {IS_ADMIN})",
}


def readable(model: type[models.Model], field: str) -> bool:
    """Return whether the schema may show this field of the model at all."""
    return field in READABLE.get(model, frozenset())


def condition(model: type[models.Model], field: str, row: str, kind: Kind) -> str | None:
    """Return the SQL condition under which the viewer may read the field of a visible row; None if always.

    What administrators see beside their own, no token of theirs does.
    """
    rule = CONDITIONS.get((model, field))
    return (rule if kind is Kind.SESSION else OWN).format(row=row) if rule else None

"""What is there? Every row of a few accounts, held in Python lists; who may see which is decided in gate.py."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps

from accounts.models import Account, User
from database.context import account_context

# The form of an id outside: what it is, and its key in hexadecimal.
PREFIXES = {
    "Account": "acc", "Archive": "arc", "ArchiveImport": "imp", "AuditLogEntry": "aud", "HistoryEntry": "his",
    "Invitation": "inv", "Transfer": "tra", "Company": "com", "Contact": "con", "Note": "note", "Tag": "tag",
    "Team": "team", "User": "usr",
}  # fmt: skip
# What is named in the audit, and is no row here.
NAMED_ONLY = {
    "Application": "app", "Authorization": "aut", "Session": "ses", "Token": "pat",
    "Billing": "acc", "Profile": "usr", "Support_Case": "case", "Support_Request": "sreq",
}  # fmt: skip
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
BEHIND_THE_WALL = {
    "audit": ("AuditLogEntry", "Detail", "HistoryEntry"),
    "accounts": ("Team", "Membership", "Invitation"),
    "activities": ("Note",),
    "billing": ("AccountSubscription",),
    "exports": ("Archive", "ArchiveImport"),
    "permissions": ("Transfer",),
    "contacts": ("Company", "Contact", "Tag", "Email", "Phone", "Address", "ContactTag", "CompanyTag"),
}


class Rows:
    """All rows of some accounts, by kind."""

    def __init__(self, account_ids: Iterable[UUID]) -> None:
        self._ids = ids = list(account_ids)
        self.of: dict[str, list[Any]] = {
            "Account": list(Account.objects.filter(pk__in=ids)),
            "User": list(User.objects.filter(account__in=ids).order_by("pk")),
        }
        self._read(*BEHIND_THE_WALL)

    def read_audit(self) -> None:
        """Read once more what was done."""
        self._read("audit")

    def _read(self, *names: str) -> None:
        models = [apps.get_model(app, kind) for app in names for kind in BEHIND_THE_WALL[app]]
        self.of |= {model.__name__: [] for model in models}
        for account_id in self._ids:
            with account_context(account_id):
                for model in models:
                    self.of[model.__name__] += model._default_manager.order_by("pk")

    def find(self, kind: str, key: UUID | None) -> Any:
        """Return the row of this key, None if there is none."""
        return next((row for row in self.of[kind] if row.pk == key), None)


def kind(row: Any) -> str:
    """Return what a row is: "Contact"."""
    return type(row).__name__


def public_id(row: Any) -> str:
    """Return the id of a row as it is known outside: "con_0192f3…"."""
    return f"{PREFIXES[kind(row)]}_{row.pk.hex}"


def key_of(public: str) -> tuple[str, UUID]:
    """ "con_0192f3…" -> ("Contact", UUID("0192f3…")); raise ValueError or KeyError for what is no id."""
    prefix, _, digits = public.partition("_")
    if len(digits) != 32 or set(digits) - set("0123456789abcdef"):
        raise ValueError(public)
    return KINDS[prefix], UUID(digits)


def of_what(entry: Any) -> str | None:
    """Return the id of what an entry of the audit is about: "contact:update" is of a contact."""
    prefix = (PREFIXES | NAMED_ONLY).get(entry.action.partition(":")[0].title())
    return f"{prefix}_{entry.record_id.hex}" if prefix and entry.record_id else None


def with_what(entry: Any) -> str | None:
    """Return the id of what somebody came with."""
    prefix = {"APPLICATION": "app", "PERSONAL_TOKEN": "pat", "SESSION": "ses", "SUPPORT": "sreq"}.get(entry.credential)
    return f"{prefix}_{entry.credential_id.hex}" if prefix and entry.credential_id else None

"""Who may see what? Each object is looked at by itself: its account, its owner, and what guardian says of grants."""

from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from guardian.core import ObjectPermissionChecker

from database.context import account_context
from tests.oracle.rows import Rows, kind

LEVELS = ("view", "edit", "manage")
SHARED = ("Company", "Contact", "Tag")
FOR_PEOPLE_ALONE = ("AccountSubscription", "Archive", "ArchiveImport", "AuditLogEntry", "Invitation", "Transfer")
RESOURCES = {
    "Account": "account", "Company": "companies", "Contact": "contacts", "Note": "notes", "Tag": "tags",
    "Team": "teams", "User": "users",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Token:
    """What somebody's token opens, and to which records it is restricted, by keys; None is to all."""

    scopes: frozenset[str]
    read_only: bool = False
    owner: Any = None
    tag: Any = None
    group: Any = None

    def has(self, scope: str) -> bool:
        """Whether it has a scope; to write implies to read."""
        resource, _, verb = scope.partition(":")
        writes = f"{resource}:write" in self.scopes
        return writes or scope in self.scopes if verb == "read" else writes and not self.read_only

    def opens(self, level: str, name: str) -> bool:
        """Whether it opens a level on a kind of row."""
        return self.has(f"{RESOURCES[name]}:{'read' if level == 'view' else 'write'}")


class Viewer:
    """Somebody who looks. Guardian is asked in a transaction of their account, since that is where the grants are."""

    def __init__(self, user: Any, rows: Rows, token: Token | None = None) -> None:
        self.rows, self.token = rows, token
        # To guardian a superuser may everything; here it is an ordinary user.
        self.user = copy(user)
        self.user.is_superuser = False
        self.checker = ObjectPermissionChecker(self.user)
        with account_context(user.account_id):
            for name in SHARED:
                if of_account := [row for row in rows.of[name] if row.account_id == user.account_id]:
                    self.checker.prefetch_perms(of_account)
        self.reasons, self.grants = lru_cache(self._reasons), lru_cache(self._grants)

    @property
    def is_admin(self) -> bool:
        """Whether they run the account."""
        return bool(self.user.role == "ADMIN") and self.token is None

    def sees(self, row: Any) -> bool:
        """Whether they may read the row."""
        return self.may("view", row)

    def may(self, level: str, row: Any) -> bool:
        """Whether they have a level on the row, and so has what they came with."""
        if self.token is not None and not self._opens(self.token, level, row):
            return False
        return self._may(level, row)

    def shows_grants(self, row: Any) -> bool:
        """Whether they are told whom a record is shared with; the document is refused to who lacks the scope."""
        return self.sees(row) and self._may("manage", row)

    def _opens(self, token: Token, level: str, row: Any) -> bool:
        if kind(row) in FOR_PEOPLE_ALONE:
            return False
        if kind(row) == "HistoryEntry":
            return True  # it is asked of a record that is seen
        if kind(row) in RESOURCES and not (token.opens("view", kind(row)) and token.opens(level, kind(row))):
            return False
        return kind(row) in ("Account", "Team", "User") or self._is_within(token, self.carrier(row))

    def _is_within(self, token: Token, record: Any) -> bool:
        """Whether a record is one of those that the token is restricted to."""
        if token.owner is not None and record.owner_id != token.owner:
            return False
        if token.tag is not None and token.tag not in self._tags(record):
            return False
        return token.group is None or ("group", token.group) in {grant[:2] for grant in self.grants(record)}

    def _tags(self, record: Any) -> set[Any]:
        if kind(record) == "Tag":
            return {record.pk}
        links, here = self.rows.of[f"{kind(record)}Tag"], f"{kind(record).lower()}_id"
        return {link.tag_id for link in links if getattr(link, here) == record.pk}

    def _may(self, level: str, row: Any) -> bool:
        match kind(row):
            case "Account":
                return level == "view" and row.pk == self.user.account_id
            case "AccountSubscription":
                return row.pk == self.user.account_id and self.user.role in ("ADMIN", "BILLING") and self.token is None
            case "Archive" | "ArchiveImport":
                return row.owner_id == self.user.pk and row.expires_at > datetime.now(UTC)
            case "AuditLogEntry" | "Invitation" | "Transfer":
                return row.account_id == self.user.account_id and self.is_admin
            case "User" | "Team":
                return level == "view" and row.account_id == self.user.account_id
            case "HistoryEntry":
                return row.account_id == self.user.account_id
            case "Address" | "Email" | "Note" | "Phone":
                return self._may(level, self.carrier(row))
        if row.account_id != self.user.account_id:
            return False
        return row.owner_id == self.user.pk or self.checker.has_perm(_codename(level, row), row)

    def _reasons(self, record: Any) -> list[str]:
        """Return why they may see a record."""
        viewing = _codename("view", record)
        with account_context(self.user.account_id):
            reasons = {
                "OWNER": record.owner_id == self.user.pk,
                "USER_GRANT": viewing in self.checker.get_user_perms(record),
                "TEAM_GRANT": viewing in self.checker.get_group_perms(record),
            }
        return [name for name, holds in reasons.items() if holds]

    def _grants(self, record: Any) -> list[tuple[str, Any, str]]:
        """Return ("user", key, highest level) or ("group", …) for everybody a record is shared with; users first."""
        found: dict[tuple[str, Any], list[str]] = {}
        with account_context(self.user.account_id):
            for grant in record.user_grants.select_related("permission"):
                found.setdefault(("user", grant.user_id), []).append(grant.permission.codename)
            for grant in record.team_grants.select_related("permission"):
                found.setdefault(("group", grant.group_id), []).append(grant.permission.codename)
        principals = sorted(found, key=lambda principal: (principal[0] != "user", principal[1]))
        return [(*principal, _highest(found[principal])) for principal in principals]

    def carrier(self, row: Any) -> Any:
        """Return the record whose owner and grants decide about a row: of a part, what it is part of."""
        if kind(row) in SHARED:
            return row
        return self.rows.find("Contact", row.contact_id) or self.rows.find("Company", row.company_id)


def _highest(codenames: list[str]) -> str:
    return max((codename.partition("_")[0] for codename in codenames), key=LEVELS.index).upper()


def _codename(level: str, record: Any) -> str:
    return f"{level}_{kind(record).lower()}"

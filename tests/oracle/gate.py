"""Who may see what? Each object is looked at by itself: its account, its owner, and what guardian says of grants."""

from copy import copy
from functools import lru_cache
from typing import Any

from guardian.core import ObjectPermissionChecker

from database.context import account_context
from tests.oracle.rows import Rows, kind

LEVELS = ("view", "edit", "manage")
SHARED = ("Company", "Contact", "Tag")


class Viewer:
    """Somebody who looks. Guardian is asked in a transaction of their account, since that is where the grants are."""

    def __init__(self, user: Any, rows: Rows) -> None:
        self.rows = rows
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
        return bool(self.user.role == "ADMIN")

    def sees(self, row: Any) -> bool:
        """Whether they may read the row."""
        return self.may("view", row)

    def may(self, level: str, row: Any) -> bool:
        """Whether they have a level on the row."""
        match kind(row):
            case "Account":
                return level == "view" and row.pk == self.user.account_id
            case "User" | "Team":
                return level == "view" and row.account_id == self.user.account_id
            case "Address" | "Email" | "Note" | "Phone":
                return self.may(level, self.carrier(row))
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

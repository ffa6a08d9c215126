"""What hangs together? From one row to others, keeping those the viewer may see."""

from typing import Any

from tests.oracle.gate import Viewer
from tests.oracle.rows import kind

TO_ONE = {
    "account": ("Account", "account_id"),
    "company": ("Company", "company_id"),
    "contact": ("Contact", "contact_id"),
    "createdBy": ("User", "created_by_id"),
    "fromUser": ("User", "from_user_id"),
    "madeBy": ("User", "made_by_id"),
    "owner": ("User", "owner_id"),
    "subscription": ("AccountSubscription", "pk"),
    "toUser": ("User", "to_user_id"),
    "updatedBy": ("User", "updated_by_id"),
    "user": ("User", "user_id"),
}
PARTS = {"addresses": "Address", "emails": "Email", "phones": "Phone"}
TO_MANY = ("auditLog", "contacts", "history", "members", "notes", "tags", "teams", *PARTS)
RELATIONS = {*TO_ONE, *TO_MANY}


def related(viewer: Viewer, row: Any, name: str) -> list[Any]:
    """Return the rows behind a relation, as a list also where there is at most one."""
    return [other for other in _linked(viewer, row, name) if viewer.sees(other)]


def one(viewer: Viewer, row: Any, name: str) -> Any:
    """Return the row behind a relation to one, None if it is hidden or not there."""
    return next(iter(related(viewer, row, name)), None)


def _linked(viewer: Viewer, row: Any, name: str) -> list[Any]:
    rows = viewer.rows
    here = f"{kind(row).lower()}_id"  # how others refer to this row
    if name in TO_ONE:
        target, column = TO_ONE[name]
        return [other for other in rows.of[target] if other.pk == getattr(row, column)]
    if name in PARTS:
        of_row = [part for part in rows.of[PARTS[name]] if getattr(part, here) == row.pk]
        return sorted(of_row, key=lambda part: part.position)
    match name:
        case "auditLog":
            return [entry for entry in rows.of["AuditLogEntry"] if entry.account_id == row.pk]
        case "history":
            entries = [entry for entry in rows.of["HistoryEntry"] if entry.record_id == row.pk]
            manages = viewer.shows_grants(row) and (viewer.token is None or viewer.token.has("sharing:read"))
            return [entry for entry in entries if manages or not entry.action.endswith(("share", "unshare"))]
        case "contacts":
            return [contact for contact in rows.of["Contact"] if contact.company_id == row.pk]
        case "notes":
            return [note for note in rows.of["Note"] if getattr(note, here) == row.pk]
        case "tags":
            links = {link.tag_id for link in rows.of[f"{kind(row)}Tag"] if getattr(link, here) == row.pk}
            return [tag for tag in rows.of["Tag"] if tag.pk in links]
        case "members":
            people = {membership.user_id for membership in rows.of["Membership"] if membership.group_id == row.group_id}
            return [user for user in rows.of["User"] if user.pk in people]
        case "teams":
            groups = {membership.group_id for membership in rows.of["Membership"] if membership.user_id == row.pk}
            return [team for team in rows.of["Team"] if team.group_id in groups]
    raise KeyError(name)

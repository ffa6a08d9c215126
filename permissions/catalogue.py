"""What can be done? Every action as `resource:verb`, sorted; roles, the matrix and the documents read this list.

Actions on a record need a level on it; the others need a role.
"""

from enum import StrEnum

from accounts.models import Role
from database.refusals import Forbidden
from permissions.levels import Level
from permissions.viewer import Viewer
from tokens.scopes import READ, WRITE


class Action(StrEnum):
    """An action: the resource, a colon, the verb."""

    ACCOUNT_CLOSE = "account:close"
    ACCOUNT_ERASE = "account:erase"
    ACCOUNT_UPDATE = "account:update"
    APPLICATION_DELETE = "application:delete"
    APPLICATION_REGISTER = "application:register"
    APPLICATION_UPDATE = "application:update"
    ARCHIVE_EXPORT = "archive:export"
    ARCHIVE_IMPORT = "archive:import"
    AUDIT_VIEW = "audit:view"
    AUTHORIZATION_REVOKE = "authorization:revoke"
    BILLING_UPDATE = "billing:update"
    COMPANY_CREATE = "company:create"
    COMPANY_DELETE = "company:delete"
    COMPANY_SHARE = "company:share"
    COMPANY_UPDATE = "company:update"
    COMPANY_VIEW = "company:view"
    CONTACT_CREATE = "contact:create"
    CONTACT_DELETE = "contact:delete"
    CONTACT_ERASE = "contact:erase"
    CONTACT_SHARE = "contact:share"
    CONTACT_UPDATE = "contact:update"
    CONTACT_VIEW = "contact:view"
    INVITATION_CREATE = "invitation:create"
    INVITATION_RESEND = "invitation:resend"
    INVITATION_REVOKE = "invitation:revoke"
    INVITATION_VIEW = "invitation:view"
    NOTE_CREATE = "note:create"
    NOTE_DELETE = "note:delete"
    NOTE_UPDATE = "note:update"
    NOTE_VIEW = "note:view"
    PROFILE_UPDATE = "profile:update"
    SESSION_END = "session:end"
    SUPPORT_CASE_CLOSE = "support_case:close"
    SUPPORT_CASE_OPEN = "support_case:open"
    SUPPORT_CASE_REPLY = "support_case:reply"
    SUPPORT_REQUEST_APPROVE = "support_request:approve"
    SUPPORT_REQUEST_DECLINE = "support_request:decline"
    SUPPORT_REQUEST_REVOKE = "support_request:revoke"
    TAG_CREATE = "tag:create"
    TAG_DELETE = "tag:delete"
    TAG_SHARE = "tag:share"
    TAG_UPDATE = "tag:update"
    TAG_VIEW = "tag:view"
    TEAM_CREATE = "team:create"
    TEAM_LEAVE = "team:leave"
    TEAM_UPDATE = "team:update"
    TEAM_VIEW = "team:view"
    TOKEN_REVOKE = "token:revoke"  # noqa: S105  # an action
    TRANSFER_VIEW = "transfer:view"
    USER_CHANGE_ROLE = "user:change_role"
    USER_DEACTIVATE = "user:deactivate"
    USER_ERASE = "user:erase"
    USER_HAND_OVER = "user:hand_over"
    USER_LEAVE = "user:leave"
    USER_REACTIVATE = "user:reactivate"
    USER_UPDATE = "user:update"
    USER_VIEW = "user:view"


_CREATE = frozenset(
    {
        Action.ARCHIVE_IMPORT,
        Action.COMPANY_CREATE,
        Action.CONTACT_CREATE,
        Action.TAG_CREATE,
        Action.TEAM_CREATE,
    }
)
_ADMINISTRATION = frozenset(
    {
        Action.ACCOUNT_CLOSE,
        Action.ACCOUNT_ERASE,
        Action.ACCOUNT_UPDATE,
        Action.INVITATION_CREATE,
        Action.USER_CHANGE_ROLE,
        Action.USER_DEACTIVATE,
        Action.USER_HAND_OVER,
        Action.USER_REACTIVATE,
        Action.USER_UPDATE,
    }
)
_HELP = frozenset({Action.SUPPORT_CASE_OPEN})
_ONESELF = frozenset({Action.ARCHIVE_EXPORT, Action.PROFILE_UPDATE, Action.USER_ERASE, Action.USER_LEAVE})
_PAYING = frozenset({Action.BILLING_UPDATE})
_APPLICATIONS = frozenset({Action.APPLICATION_DELETE, Action.APPLICATION_REGISTER, Action.APPLICATION_UPDATE})

# What a role allows beyond the records one owns or was granted. Nobody's role opens anybody's Data.
ROLES: dict[str, frozenset[Action]] = {
    Role.ADMIN: _CREATE | _APPLICATIONS | _ADMINISTRATION | _PAYING | _ONESELF | _HELP,
    Role.AGENT: frozenset({Action.PROFILE_UPDATE}),
    Role.BILLING: _PAYING | _ONESELF | _HELP,
    Role.MEMBER: _CREATE | _ONESELF | _HELP,
}

# Which level of a record an action needs. A note is part of its contact or company: changing it takes EDIT there.
LEVELS: dict[Action, Level] = {
    Action.APPLICATION_DELETE: Level.MANAGE,
    Action.APPLICATION_UPDATE: Level.MANAGE,
    Action.AUDIT_VIEW: Level.VIEW,
    Action.AUTHORIZATION_REVOKE: Level.MANAGE,
    Action.COMPANY_DELETE: Level.MANAGE,
    Action.COMPANY_SHARE: Level.MANAGE,
    Action.COMPANY_UPDATE: Level.EDIT,
    Action.COMPANY_VIEW: Level.VIEW,
    Action.CONTACT_DELETE: Level.MANAGE,
    Action.CONTACT_ERASE: Level.MANAGE,
    Action.CONTACT_SHARE: Level.MANAGE,
    Action.CONTACT_UPDATE: Level.EDIT,
    Action.CONTACT_VIEW: Level.VIEW,
    Action.INVITATION_RESEND: Level.EDIT,
    Action.INVITATION_REVOKE: Level.MANAGE,
    Action.INVITATION_VIEW: Level.VIEW,
    Action.NOTE_CREATE: Level.EDIT,
    Action.NOTE_DELETE: Level.EDIT,
    Action.NOTE_UPDATE: Level.EDIT,
    Action.NOTE_VIEW: Level.VIEW,
    Action.SESSION_END: Level.MANAGE,
    Action.SUPPORT_CASE_CLOSE: Level.MANAGE,
    Action.SUPPORT_CASE_REPLY: Level.EDIT,
    Action.SUPPORT_REQUEST_APPROVE: Level.MANAGE,
    Action.SUPPORT_REQUEST_DECLINE: Level.MANAGE,
    Action.SUPPORT_REQUEST_REVOKE: Level.MANAGE,
    Action.TAG_DELETE: Level.MANAGE,
    Action.TAG_SHARE: Level.MANAGE,
    Action.TAG_UPDATE: Level.EDIT,
    Action.TAG_VIEW: Level.VIEW,
    Action.TEAM_LEAVE: Level.VIEW,
    Action.TEAM_UPDATE: Level.MANAGE,
    Action.TEAM_VIEW: Level.VIEW,
    Action.TOKEN_REVOKE: Level.MANAGE,
    Action.TRANSFER_VIEW: Level.VIEW,
    Action.USER_VIEW: Level.VIEW,
}

# Which scope an action takes of a token. None of them opens what is not in its user's rights.
_RESOURCES = {
    "company": "companies",
    "contact": "contacts",
    "note": "notes",
    "tag": "tags",
    "team": "teams",
    "user": "users",
}


def scope_of(action: Action) -> str | None:
    """Return the scope that a token needs for an action: that of its resource, and to share, that of sharing.

    None if no token can do it.
    """
    resource, verb = action.split(":")
    opened = "sharing" if verb == "share" else _RESOURCES.get(resource)
    return f"{opened}:{READ if verb == 'view' else WRITE}" if opened else None


def require(viewer: Viewer, action: Action) -> None:
    """Return if the viewer's role allows the action; raise Forbidden otherwise."""
    if action not in ROLES[viewer.user.role]:
        raise Forbidden(f"Your role does not allow {action}.")

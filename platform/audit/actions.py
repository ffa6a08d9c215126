"""What is written down at all? Every action as `resource:verb`, sorted: what `audit.recording.record` takes.

Not the same as permissions.catalogue: nobody needs a permission to sign in, and nothing is written down of who looks.
"""

from enum import StrEnum


class Action(StrEnum):
    """Something that was done: the resource, a colon, the verb."""

    ACCOUNT_CLOSE = "account:close"
    ACCOUNT_REGISTER = "account:register"
    ACCOUNT_UPDATE = "account:update"
    APPLICATION_DELETE = "application:delete"
    APPLICATION_REGISTER = "application:register"
    APPLICATION_RENEW_SECRET = "application:renew_secret"  # noqa: S105  # an action
    APPLICATION_UPDATE = "application:update"
    ARCHIVE_DOWNLOAD = "archive:download"
    ARCHIVE_EXPORT = "archive:export"
    AUTHORIZATION_GRANT = "authorization:grant"
    AUTHORIZATION_REVOKE = "authorization:revoke"
    BILLING_CANCEL = "billing:cancel"
    BILLING_CHANGE_PLAN = "billing:change_plan"
    BILLING_LEAVE = "billing:leave"
    BILLING_OPEN_PORTAL = "billing:open_portal"
    BILLING_SET_DETAILS = "billing:set_details"
    BILLING_SET_PAYMENT_METHOD = "billing:set_payment_method"
    BILLING_SET_SEATS = "billing:set_seats"
    BILLING_START_SETUP = "billing:start_setup"
    COMPANY_CREATE = "company:create"
    COMPANY_DELETE = "company:delete"
    COMPANY_SHARE = "company:share"
    COMPANY_UNSHARE = "company:unshare"
    COMPANY_UPDATE = "company:update"
    CONTACT_CREATE = "contact:create"
    CONTACT_DELETE = "contact:delete"
    CONTACT_SHARE = "contact:share"
    CONTACT_UNSHARE = "contact:unshare"
    CONTACT_UPDATE = "contact:update"
    INVITATION_CREATE = "invitation:create"
    INVITATION_RESEND = "invitation:resend"
    INVITATION_REVOKE = "invitation:revoke"
    NOTE_CREATE = "note:create"
    NOTE_DELETE = "note:delete"
    NOTE_UPDATE = "note:update"
    PROFILE_UPDATE = "profile:update"
    SESSION_BEGIN = "session:begin"
    SESSION_END = "session:end"
    TAG_CREATE = "tag:create"
    TAG_DELETE = "tag:delete"
    TAG_SHARE = "tag:share"
    TAG_UNSHARE = "tag:unshare"
    TAG_UPDATE = "tag:update"
    TEAM_CREATE = "team:create"
    TEAM_LEAVE = "team:leave"
    TEAM_UPDATE = "team:update"
    TOKEN_CREATE = "token:create"  # noqa: S105  # an action
    TOKEN_REVOKE = "token:revoke"  # noqa: S105  # an action
    USER_CHANGE_EMAIL = "user:change_email"
    USER_CHANGE_ROLE = "user:change_role"
    USER_CHANGE_SECOND_FACTORS = "user:change_second_factors"
    USER_DEACTIVATE = "user:deactivate"
    USER_HAND_OVER = "user:hand_over"
    USER_JOIN = "user:join"
    USER_LEAVE = "user:leave"
    USER_REACTIVATE = "user:reactivate"
    USER_SET_PASSWORD = "user:set_password"  # noqa: S105  # an action
    USER_UPDATE = "user:update"

"""Rows: which of a table may the viewer use? One rule per model; every path to a row asks here.

A grant adds rows, the account bounds them, nothing widens that. A role opens no record, nor does `is_superuser`. To
support, a request that was approved opens the records that it names, to be read one by one, and nothing else.
Written for a statement that begins with `permissions.viewer.who`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings

from accounts.models import Account, Invitation, MailPreferences, Session, Team, User
from audit.models import AuditLogEntry, Disclosure
from billing.models import AccountSubscription
from exports.models import Archive, ArchiveImport
from mail.models import MailLogEntry
from permissions.carriers import CARRIERS, GRANTS, Model
from permissions.credentials import Kind
from permissions.levels import Level, PermissionId
from permissions.models import SupportCase, SupportMessage, SupportRead, SupportRequest, Transfer
from permissions.narrowing import narrowed, narrowed_key, scope_of
from permissions.roles import IS_ADMIN, IS_PAYER
from permissions.viewer import ViewerParameters
from tokens.models import Application, Authorization, PersonalToken

# Nobody sees these but their person, and only while they last. An application is seen by its account, and by whoever
# let it in.
OF_THE_VIEWER: dict[Model, str] = {
    Application: "({row}.account_id = viewer.account_id OR EXISTS (SELECT FROM tokens_authorization a"
    " WHERE a.application_id = {row}.id AND a.user_id = viewer.user_id))",
    Archive: "({row}.owner_id = viewer.user_id AND {row}.expires_at > now())",
    ArchiveImport: "({row}.owner_id = viewer.user_id AND {row}.expires_at > now())",
    Authorization: "({row}.user_id = viewer.user_id AND {row}.expires_at > now() AND ({row}.version IS NULL"
    " OR {row}.version = (SELECT u.session_version FROM accounts_user u WHERE u.id = viewer.user_id)))",
    Disclosure: "{row}.owner_id = viewer.user_id",
    MailLogEntry: "{row}.user_id = viewer.user_id",
    MailPreferences: "{row}.id = viewer.user_id",
    PersonalToken: "({row}.user_id = viewer.user_id AND {row}.revoked_at IS NULL AND {row}.expires_at > now())",
    SupportCase: "{row}.owner_id = viewer.user_id",
    SupportMessage: "EXISTS (SELECT FROM permissions_supportcase c WHERE c.id = {row}.case_id"
    " AND c.owner_id = viewer.user_id)",
    SupportRead: "{row}.owner_id = viewer.user_id",
    SupportRequest: "{row}.owner_id = viewer.user_id",
    Session: f"""({{row}}.user_id = viewer.user_id AND {{row}}.expire_date > now()
  AND {{row}}.seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'
  AND {{row}}.version = (SELECT u.session_version FROM accounts_user u WHERE u.id = viewer.user_id))""",
}
# People and teams are seen by everybody in their account; what they may change is in `access` and the roles.
OF_THE_ACCOUNT: dict[Model, str] = {Account: "id", Team: "account_id", User: "account_id"}

# Those who run the account see these, and do with them what can be done; to all others there are none.
OF_ADMINISTRATORS: dict[Model, str] = dict.fromkeys((AuditLogEntry, Invitation, Transfer), "account_id")
# Those who pay for it see what is paid for.
OF_PAYERS: dict[Model, str] = {AccountSubscription: "id"}


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One bounded source of a list: FROM `source` WHERE `condition` yields keys `key`; `row` is set if it has the row.

    With `each` the arm is run once for every row of it (LATERAL), and the condition may name it.
    """

    source: str
    key: str
    condition: str
    row: str | None = None
    each: str | None = None


def condition(model: Model, row: str, level: Level, parameters: ViewerParameters, *, scope: str | None = None) -> str:
    """Return the SQL condition under which the viewer has `level` on the row with alias `row`.

    A token needs `scope` for it; if none is given, that of the model and level. Raise KeyError for a model without a
    rule: closed by default.
    """
    rule = _rule(model, row, level, parameters)
    return narrowed(rule, model, row, scope or scope_of(model, level), parameters)


def _rule(model: Model, row: str, level: Level, parameters: ViewerParameters) -> str:
    if parameters.kind is Kind.SUPPORT:
        return _named(model, row, level)
    if model in OF_THE_VIEWER:
        return OF_THE_VIEWER[model].format(row=row)
    if model in OF_ADMINISTRATORS:
        return f"({row}.{OF_ADMINISTRATORS[model]} = viewer.account_id AND {IS_ADMIN})"
    if model in OF_PAYERS:
        return f"({row}.{OF_PAYERS[model]} = viewer.account_id AND {IS_PAYER})"
    if model in OF_THE_ACCOUNT:
        return _of_the_account(model, row, level)
    rules = (_owned(model, row), _granted_to_user(model, row, level, parameters))
    return f"({' OR '.join((*rules, _granted_to_team(model, row, level, parameters)))})"


def oneself(row: str) -> str:
    """Return the condition for a row of people to be the viewer; what of it a token opens, its fields say."""
    return f"{row}.id = viewer.user_id"


def arms(model: Model, row: str, parameters: ViewerParameters) -> tuple[Arm, ...]:
    """Return the arms whose UNION is all rows of the model that the viewer may see.

    Own rows, rows shared with the viewer, rows shared with each of the viewer's teams: each pages by an index of its
    own, and the union costs the same however much is owned or shared. An OR would walk the whole table.
    """
    if not lists(parameters):
        return (Arm(source=f"{model._meta.db_table} {row}", key=f"{row}.id", condition="false", row=row),)
    if model not in GRANTS:
        seen = condition(model, row, Level.VIEW, parameters)
        return (Arm(source=f"{model._meta.db_table} {row}", key=f"{row}.id", condition=seen, row=row),)
    permission = _permission(model, Level.VIEW, parameters)
    user_grant, team_grant = (grant._meta.db_table for grant in GRANTS[model])
    arms = (
        Arm(
            source=f"{model._meta.db_table} {row}",
            key=f"{row}.id",
            condition=f"{row}.owner_id = viewer.user_id",
            row=row,
        ),
        Arm(
            source=f"{user_grant} g",
            key="g.content_object_id",
            condition=f"g.user_id = viewer.user_id AND g.permission_id = {permission}",
        ),
        Arm(
            source=f"{team_grant} g",
            key="g.content_object_id",
            condition=f"g.group_id = team.id AND g.permission_id = {permission}",
            each="unnest(viewer.group_ids) AS team(id)",
        ),
    )
    return tuple(replace(arm, condition=narrowed_key(arm.condition, model, arm.key, parameters)) for arm in arms)


def lists(parameters: ViewerParameters) -> bool:
    """Return whether the viewer may list, count and search at all, at the root or below a row: support may not."""
    return parameters.kind is not Kind.SUPPORT


def owned(model: Model, row: str, parameters: ViewerParameters) -> str:
    """Return the SQL condition for the viewer to own a record, or what it is part of; it takes a session."""
    return _owned(model, row) if parameters.kind is Kind.SESSION else "false"


def reasons(model: Model, row: str, parameters: ViewerParameters) -> str:
    """Return SQL for a text array: why the viewer may see the row, of OWNER, USER_GRANT and TEAM_GRANT."""
    if parameters.kind is Kind.SUPPORT:
        return "ARRAY[]::text[]"
    rules = {
        "OWNER": _owned(model, row),
        "USER_GRANT": _granted_to_user(model, row, Level.VIEW, parameters),
        "TEAM_GRANT": _granted_to_team(model, row, Level.VIEW, parameters),
    }
    cases = ", ".join(f"CASE WHEN {sql} THEN '{name}' END" for name, sql in rules.items())
    return f"array_remove(ARRAY[{cases}], NULL)"


def shared_with(model: Model, row: str, parameters: ViewerParameters) -> str:
    """Return a SELECT of (user_id, group_id, level): everybody the row's record is shared with, users before teams."""
    selects = (
        f"SELECT {'g.user_id' if principal == 'user_id' else 'NULL::uuid'} AS user_id, "
        f"{'g.group_id' if principal == 'group_id' else 'NULL::int'} AS group_id, "
        f"{_highest_level(carrier, parameters)} AS level "
        f"FROM {grant._meta.db_table} g WHERE g.content_object_id = {row}.{column} GROUP BY g.{principal}"
        for column, carrier in CARRIERS[model]
        for principal, grant in zip(("user_id", "group_id"), GRANTS[carrier], strict=True)
    )
    return " UNION ALL ".join(selects)


def _of_the_account(model: Model, row: str, level: Level) -> str:
    within = f"{row}.{OF_THE_ACCOUNT[model]} = viewer.account_id"
    if level is Level.VIEW:
        return within
    return f"({within} AND {row}.owner_id = viewer.user_id)" if model is Team else "false"


def _owned(model: Model, row: str, by: str = "viewer.user_id") -> str:
    if model in GRANTS:
        return f"{row}.owner_id = {by}"
    return _any(
        f"EXISTS (SELECT FROM {carrier._meta.db_table} o WHERE o.id = {row}.{column} AND o.owner_id = {by})"
        for column, carrier in CARRIERS[model]
    )


def _named(model: Model, row: str, level: Level) -> str:
    """Return the condition for support: it is named in the request, and still owned by whoever approved that."""
    if model not in CARRIERS or level is not Level.VIEW:
        return "false"
    return f"({row}.id = ANY(viewer.record_ids) AND ({_owned(model, row, 'viewer.owner_id')}))"


def _granted_to_user(model: Model, row: str, level: Level, parameters: ViewerParameters) -> str:
    return _any(
        f"{_if_marked(model, row, 'has_user_grants')}"
        f"EXISTS (SELECT FROM {GRANTS[carrier][0]._meta.db_table} g WHERE g.user_id = viewer.user_id"
        f" AND g.permission_id = {_permission(carrier, level, parameters)} AND g.content_object_id = {row}.{column})"
        for column, carrier in CARRIERS[model]
    )


def _granted_to_team(model: Model, row: str, level: Level, parameters: ViewerParameters) -> str:
    return _any(
        f"{_if_marked(model, row, 'has_team_grants')}"
        f"EXISTS (SELECT FROM {GRANTS[carrier][1]._meta.db_table} g WHERE g.group_id = ANY(viewer.group_ids)"
        f" AND g.permission_id = {_permission(carrier, level, parameters)} AND g.content_object_id = {row}.{column})"
        for column, carrier in CARRIERS[model]
    )


def _if_marked(model: Model, row: str, mark: str) -> str:
    """Return what spares the walk down an index of grants for a record that never had one, as most have none."""
    return f"{row}.{mark} AND " if model in GRANTS else ""


def _highest_level(model: Model, parameters: ViewerParameters) -> str:
    manage, edit = (_permission(model, level, parameters) for level in (Level.MANAGE, Level.EDIT))
    return (
        f"CASE WHEN bool_or(g.permission_id = {manage}) THEN 'MANAGE'"
        f" WHEN bool_or(g.permission_id = {edit}) THEN 'EDIT' ELSE 'VIEW' END"
    )


def _permission(model: Model, level: Level, parameters: ViewerParameters) -> str:
    return f"{parameters.add(PermissionId(level.codename(model)))}::int"


def _any(conditions: Iterable[str]) -> str:
    return " OR ".join(conditions)

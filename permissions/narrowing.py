"""What does a token take away from its user's rights? What its scopes do not open, and records outside its restriction.

    rights of a token = rights of its user AND its scopes AND its restriction

It is part of every condition on a row (permissions/predicates.py), so that no path can do without it. A session has no
scopes and no restriction, and a request of support opens no more than its records; their statements have none of this.
"""

from accounts.models import Account, Team, User
from activities.models import Note
from contacts.models import Company, CompanyTag, Contact, ContactTag, Tag
from permissions.carriers import CARRIERS, GRANTS, Model
from permissions.levels import Level, PermissionId
from permissions.viewer import ViewerParameters
from tokens.scopes import READ, WRITE

# Which resource's scopes open rows of a model to a token. What is not here is closed to all of them.
RESOURCES: dict[Model, str] = {
    Account: "account",
    Company: "companies",
    Contact: "contacts",
    Note: "notes",
    Tag: "tags",
    Team: "teams",
    User: "users",
}

SHARING = "sharing:read"  # what it takes to see whom a record is shared with, beside to see the record

# What tells which tags are on a row of a model: (table, its column for the row).
TAGGED: dict[Model, tuple[str, str]] = {
    Company: (CompanyTag._meta.db_table, "company_id"),
    Contact: (ContactTag._meta.db_table, "contact_id"),
}


def scope_of(model: Model, level: Level) -> str | None:
    """Return the scope that it takes to have a level on rows of a model; None if no token has any."""
    resource = RESOURCES.get(model)
    return f"{resource}:{READ if level is Level.VIEW else WRITE}" if resource else None


def narrowed(rule: str, model: Model, row: str, scope: str | None, parameters: ViewerParameters) -> str:
    """Return the condition of a rule on the row with this alias, for whoever asks.

    A token needs the scope, and one to read such rows, whatever else is done to them.
    """
    if not parameters.kind.is_token:
        return rule
    scopes = dict.fromkeys((scope_of(model, Level.VIEW), scope))
    parts = [_has(needed) for needed in scopes]
    if parameters.kind.is_restricted and model in CARRIERS:
        parts.append(_within(model, row, parameters))
    return f"({' AND '.join((*parts, rule))})"


def narrowed_key(rule: str, model: Model, key: str, parameters: ViewerParameters) -> str:
    """Return the same for a rule that knows no more of a row than its key: of a record that has grants."""
    if not parameters.kind.is_token:
        return rule
    parts = [_has(scope_of(model, Level.VIEW))]
    if parameters.kind.is_restricted:
        only = " AND ".join(_restrictions(model, "o", parameters))
        table = model._meta.db_table
        parts.append(f"(viewer.is_whole OR EXISTS (SELECT FROM {table} o WHERE o.id = {key} AND {only}))")
    return " AND ".join((rule, *parts))


def _has(scope: str | None) -> str:
    return f"'{scope}' = ANY(viewer.scopes)" if scope else "false"


def _within(model: Model, row: str, parameters: ViewerParameters) -> str:
    """Return SQL for whether the row is one of those that the token is restricted to, if it is."""
    if model in GRANTS:
        return f"(viewer.is_whole OR ({' AND '.join(_restrictions(model, row, parameters))}))"
    of_carriers = (
        f"EXISTS (SELECT FROM {carrier._meta.db_table} o WHERE o.id = {row}.{column}"
        f" AND {' AND '.join(_restrictions(carrier, 'o', parameters))})"
        for column, carrier in CARRIERS[model]
    )
    return f"(viewer.is_whole OR {' OR '.join(of_carriers)})"


def _restrictions(model: Model, row: str, parameters: ViewerParameters) -> tuple[str, ...]:
    """Return the conditions for a record to be of the owner, of the tag, and shared with the team that is given."""
    grant = GRANTS[model][1]._meta.db_table
    viewed = f"{parameters.add(PermissionId(Level.VIEW.codename(model)))}::int"
    shared = (
        f"EXISTS (SELECT FROM {grant} r WHERE r.group_id = viewer.only_group_id"
        f" AND r.permission_id = {viewed} AND r.content_object_id = {row}.id)"
    )
    return (
        f"(viewer.only_owner_id IS NULL OR {row}.owner_id = viewer.only_owner_id)",
        f"(viewer.only_tag_id IS NULL OR {_is_tagged(model, row)})",
        f"(viewer.only_group_id IS NULL OR {shared})",
    )


def _is_tagged(model: Model, row: str) -> str:
    if model is Tag:
        return f"{row}.id = viewer.only_tag_id"
    through, column = TAGGED[model]
    return f"EXISTS (SELECT FROM {through} t WHERE t.{column} = {row}.id AND t.tag_id = viewer.only_tag_id)"

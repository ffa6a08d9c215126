"""What would the answer be? The read side of schema.graphql once more, in graphene-django, the naive way.

A resolver for each field, Python lists behind each. It shares no code with `permissions` or `graph`, and is not fast.
"""

from collections.abc import Callable
from typing import Any

import graphene
from django.apps import apps
from graphene_django import DjangoObjectType

from tests.oracle.changes import changes
from tests.oracle.fields import TYPES, hanging, pages, required, several
from tests.oracle.gate import LEVELS
from tests.oracle.inputs import FILTERS
from tests.oracle.lists import Page, fold
from tests.oracle.relations import related
from tests.oracle.rows import key_of, of_what, public_id, with_what
from tests.oracle.scalars import (
    JSON,
    AccessReason,
    ArchiveState,
    Credential,
    DateTime,
    GrantLevel,
    Plan,
    Role,
    SubscriptionReason,
    SubscriptionStatus,
    UserErrorCode,
)


class Node(graphene.Interface):
    """Whatever has an id."""

    id = required(graphene.ID, lambda row, info: public_id(row))


class Access(graphene.ObjectType):
    """What the viewer may do with a record; the record itself is the parent of these fields."""

    view, edit, manage = (
        required(graphene.Boolean, lambda row, info, level=level: info.context.may(level, row)) for level in LEVELS
    )
    reasons = graphene.List(graphene.NonNull(AccessReason), required=True)

    @staticmethod
    def resolve_reasons(row: Any, info: Any) -> list[str]:
        return info.context.reasons(info.context.carrier(row))


class Grant(graphene.ObjectType):
    """Somebody a record is shared with: ("user", key, level) or ("group", key, level)."""

    level = required(GrantLevel, lambda grant, info: grant[2])
    user = graphene.Field(lambda: TYPES["User"])
    team = graphene.Field(lambda: TYPES["Team"])

    @staticmethod
    def resolve_user(grant: Any, info: Any) -> Any:
        seen = (user for user in info.context.rows.of["User"] if info.context.sees(user))
        return next((user for user in seen if grant[:2] == ("user", user.pk)), None)

    @staticmethod
    def resolve_team(grant: Any, info: Any) -> Any:
        seen = (team for team in info.context.rows.of["Team"] if info.context.sees(team))
        return next((team for team in seen if grant[:2] == ("group", team.group_id)), None)


class Record(graphene.Interface):
    """Data that a user owns."""

    class Meta:
        interfaces = (Node,)

    id = required(graphene.ID, lambda row, info: public_id(row))
    owner = hanging("User", "owner")
    version = required(graphene.Int)
    created_at = required(DateTime)
    created_by = hanging("User", "createdBy")
    updated_at = required(DateTime)
    updated_by = hanging("User", "updatedBy")
    access = required(Access, lambda row, info: row)
    shared_with = graphene.List(graphene.NonNull(Grant))
    history = pages("HistoryEntry", lambda row, viewer: related(viewer, row, "history"))

    @staticmethod
    def resolve_shared_with(row: Any, info: Any) -> Any:
        return info.context.grants(info.context.carrier(row)) if info.context.shows_grants(row) else None


def shown(app: str, kind: str, *columns: str, record: bool = False, node: bool = True, **fields: Any) -> None:
    """Declare the type that shows rows of a model: its columns as graphene-django turns them, and these fields."""
    interfaces = (Record, Node) if record else (Node,) if node else ()
    meta = type("Meta", (), {"model": apps.get_model(app, kind), "fields": columns, "interfaces": interfaces})
    TYPES[kind] = type(kind, (DjangoObjectType,), fields | {"Meta": meta})


class PageInfo(graphene.ObjectType):
    """Where a page stands."""

    has_next_page = required(graphene.Boolean, lambda page, info: page.has_next)
    has_previous_page = required(graphene.Boolean, lambda page, info: page.has_previous)
    start_cursor = graphene.String(resolver=lambda page, info: page.cursor(page.rows[0]) if page.rows else None)
    end_cursor = graphene.String(resolver=lambda page, info: page.cursor(page.rows[-1]) if page.rows else None)


def connection(of: str) -> None:
    """Declare the connection of a type, and its edges; an edge is a pair of the page and the row."""

    def edges(page: Page, info: Any) -> list[tuple[Page, Any]]:
        return [(page, row) for row in page.rows]

    edge = {
        "cursor": required(graphene.String, lambda edge, info: edge[0].cursor(edge[1])),
        "node": required(lambda: TYPES[of], lambda edge, info: edge[1]),
    }
    TYPES[f"{of}Edge"] = type(f"{of}Edge", (graphene.ObjectType,), edge)
    fields = {
        "edges": graphene.List(graphene.NonNull(TYPES[f"{of}Edge"]), required=True, resolver=edges),
        "nodes": graphene.List(
            graphene.NonNull(lambda: TYPES[of]), required=True, resolver=lambda page, info: page.rows
        ),
        "pageInfo": required(PageInfo, lambda page, info: page),
        "totalCount": required(graphene.Int, lambda page, info: page.total),
    }
    TYPES[f"{of}Connection"] = type(f"{of}Connection", (graphene.ObjectType,), fields)


class Change(graphene.ObjectType):
    """(field, before, after)."""

    field = required(graphene.String, lambda change, info: change[0])
    before = graphene.Field(JSON, resolver=lambda change, info: change[1])
    after = graphene.Field(JSON, resolver=lambda change, info: change[2])


for name in FILTERS:
    connection(name)

shown(
    *("accounts", "Account", "name", "phone", "street", "city", "region", "postal_code", "country"),
    allows_card_numbers=required(graphene.Boolean),
    created_at=required(DateTime),
    subscription=hanging("AccountSubscription", "subscription"),
    audit_log=pages("AuditLogEntry", lambda row, viewer: related(viewer, row, "auditLog")),
    updated_at=required(DateTime),
    updated_by=hanging("User", "updatedBy"),
)
shown(
    *("accounts", "User", "username", "name"),
    email=graphene.String(resolver=lambda row, info: row.email if row.pk == info.context.user.pk else None),
    phone=graphene.String(
        resolver=lambda row, info: row.phone if info.context.user.pk == row.pk or info.context.is_admin else None
    ),
    role=required(Role),
    is_active=required(graphene.Boolean),
    created_at=required(DateTime),
    updated_at=required(DateTime),
    updated_by=hanging("User", "updatedBy"),
    account=hanging("Account", "account"),
    teams=several("Team", "teams", lambda team: team.name),
)
shown(
    *("accounts", "Team", "name"),
    created_at=required(DateTime),
    owner=hanging("User", "owner"),
    members=several("User", "members", lambda user: user.username),
)
shown(
    *("accounts", "Invitation", "email", "username"),
    role=required(Role),
    created_at=required(DateTime),
    created_by=hanging("User", "createdBy"),
    expires_at=required(DateTime),
)
shown(
    *("exports", "Archive", "sha256", "download_url"),
    bytes=graphene.Int(),
    state=required(ArchiveState),
    done=required(graphene.Int),
    total=required(graphene.Int),
    requested_at=required(DateTime),
    completed_at=graphene.Field(DateTime),
    expires_at=required(DateTime),
)
shown(
    *("exports", "ArchiveImport", "message", "tags", "companies", "contacts", "notes"),
    state=required(ArchiveState),
    total=required(graphene.Int),
    requested_at=required(DateTime),
    completed_at=graphene.Field(DateTime),
    expires_at=required(DateTime),
    code=graphene.Field(UserErrorCode),
)
shown(
    *("permissions", "Transfer", "companies", "contacts", "notes", "tags", "teams"),
    made_at=required(DateTime),
    made_by=hanging("User", "madeBy"),
    from_user=hanging("User", "fromUser"),
    to_user=hanging("User", "toUser"),
)
shown(
    *("audit", "AuditLogEntry"),
    record_id=graphene.ID(resolver=lambda row, info: of_what(row)),
    credential=graphene.Field(Credential),
    credential_id=graphene.ID(resolver=lambda row, info: with_what(row)),
    at=required(DateTime),
    action=required(graphene.String),
    user=hanging("User", "user"),
)
shown(
    *("audit", "HistoryEntry"),
    node=False,
    id=required(graphene.ID, lambda row, info: public_id(row)),
    at=required(DateTime),
    action=required(graphene.String),
    user=hanging("User", "user"),
    changes=graphene.List(graphene.NonNull(Change), resolver=lambda row, info: changes(info.context, row)),
)
shown(
    *("billing", "AccountSubscription", "currency"),
    node=False,
    status=required(SubscriptionStatus),
    reason=graphene.Field(SubscriptionReason),
    plan=graphene.Field(Plan),
    seats=required(graphene.Int),
    seats_used=required(graphene.Int),
    seat_price=graphene.Int(),
    trial_ends_at=required(DateTime),
    current_period_end=graphene.Field(DateTime),
    cancel_at=graphene.Field(DateTime),
    pending=required(graphene.Boolean, lambda row, info: row.is_pending),
)
shown("contacts", "Email", "address", "normalized", "label", node=False)
shown("contacts", "Phone", "number", "e164", "label", node=False)
shown("contacts", "Address", "street", "city", "region", "postal_code", "country", "label", node=False)
shown("contacts", "Tag", "name", record=True)
shown(
    "activities",
    "Note",
    "body",
    record=True,
    contact=hanging("Contact", "contact"),
    company=hanging("Company", "company"),
)
PARTS: dict[str, Callable[[], Any]] = {
    "emails": lambda: several("Email", "emails"),
    "phones": lambda: several("Phone", "phones"),
    "addresses": lambda: several("Address", "addresses"),
    "tags": lambda: several("Tag", "tags", lambda tag: fold(tag.name)),
    "notes": lambda: pages("Note", lambda row, viewer: related(viewer, row, "notes")),
}
shown(
    *("contacts", "Company", "name", "website", "industry"),
    record=True,
    contacts=pages("Contact", lambda row, viewer: related(viewer, row, "contacts")),
    **{name: declared() for name, declared in PARTS.items()},
)
shown(
    *("contacts", "Contact", "first_name", "middle_name", "last_name", "prefix", "suffix", "nickname"),
    *("job_title", "birthday", "website", "source"),
    record=True,
    name=required(graphene.String, lambda row, info: row.display_name),
    company=hanging("Company", "company"),
    **{name: declared() for name, declared in PARTS.items()},
)


def found(viewer: Any, public: str) -> Any:
    """Return whatever has this id, None if there is none for the viewer."""
    row = viewer.rows.find(*key_of(public))
    return row if row is not None and viewer.sees(row) else None


def of_all(kind: str) -> Callable[[Any, Any], list[Any]]:
    """Return what makes a list of all rows of a kind."""
    return lambda _, viewer: viewer.rows.of[kind]


class Query(graphene.ObjectType):
    """What can be asked."""

    viewer = required(lambda: TYPES["User"], lambda _, info: info.context.user)
    node = graphene.Field(Node, id=graphene.ID(required=True))
    nodes = graphene.List(Node, required=True, ids=graphene.List(graphene.NonNull(graphene.ID), required=True))
    contact = graphene.Field(lambda: TYPES["Contact"], id=graphene.ID(required=True))
    contacts = pages("Contact", of_all("Contact"))
    companies = pages("Company", of_all("Company"))
    tags = pages("Tag", of_all("Tag"))
    users = pages("User", of_all("User"))
    teams = pages("Team", of_all("Team"))
    invitations = pages("Invitation", of_all("Invitation"))
    transfers = pages("Transfer", of_all("Transfer"))

    @staticmethod
    def resolve_node(_: Any, info: Any, id: str) -> Any:  # noqa: A002  # GraphQL's name
        return found(info.context, id)

    @staticmethod
    def resolve_nodes(_: Any, info: Any, ids: list[str]) -> list[Any]:
        return [found(info.context, one) for one in ids]

    @staticmethod
    def resolve_contact(_: Any, info: Any, id: str) -> Any:  # noqa: A002  # GraphQL's name
        return found(info.context, id)


schema = graphene.Schema(query=Query, types=list(TYPES.values())).graphql_schema

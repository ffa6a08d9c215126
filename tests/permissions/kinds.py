"""Which records are there, which ways lead to one, and what can be done to it? The cells of the matrix, as documents.

A way asks by `$id`, by `$name` (a text that only the record has) or through `$door`, a neighbour that everybody in the
account sees. What somebody gets who may not is what the same document gives for an id, name or door without a record.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.models import Account, Invitation, Role, Team, User
from activities.models import Note
from audit.models import AuditLogEntry
from contacts.models import Company, Contact, Tag
from exports.models import Archive, ArchiveImport
from permissions.catalogue import Action
from permissions.models import Transfer
from tests.permissions import matrix
from tests.permissions.matrix import Rights

ID, DOOR = "the record's id", "the door's id"
SECRET = 'filter: {action: {startsWith: "Secret"}}'  # of all that was done in the account, the one of the test


@dataclass(frozen=True, kw_only=True)
class Way:
    """A query that shows the record, and its data then; `hidden` is its data otherwise, if it names nothing."""

    query: str
    shown: Any
    hidden: Any = None


@dataclass(frozen=True, kw_only=True)
class Write:
    """A mutation of the record: what it does, which right it takes, which tables change, which field is not found."""

    action: Action
    right: str
    mutation: str
    changes: frozenset[str]
    field: str = "id"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One type of record."""

    name: str
    model: type[models.Model]
    view: Action | None
    rights: dict[str, Rights]
    ways: dict[str, Way]
    writes: dict[str, Write]
    parent: type[models.Model] | None = None


def _by_id() -> dict[str, Way]:
    return {
        "node": Way(query="query($id: ID!) { node(id: $id) { id } }", shown={"node": {"id": ID}}),
        "nodes": Way(query="query($id: ID!) { nodes(ids: [$id, $id]) { id } }", shown={"nodes": [{"id": ID}] * 2}),
    }


def _listed(root: str, text: str, order: str) -> dict[str, Way]:
    """Return the ways through a root connection, `text` being the field that holds the name."""
    one, none = {root: {"nodes": [{"id": ID}]}}, {root: {"nodes": []}}
    many = {root: {"totalCount": 1, "nodes": [{"id": ID}]}}
    return {
        "list": Way(query=f"{{ {root} {{ nodes {{ id }} }} }}", shown=one, hidden=none),
        "ordered": Way(
            query=f"{{ {root}(last: 5, orderBy: [{{field: {order}}}]) {{ nodes {{ id }} }} }}", shown=one, hidden=none
        ),
        "count": Way(
            query=f"{{ {root} {{ totalCount }} }}", shown={root: {"totalCount": 1}}, hidden={root: {"totalCount": 0}}
        ),
        "filter by id": Way(
            query=f"query($id: ID!) {{ {root}(filter: {{id: {{eq: $id}}}}) {{ totalCount nodes {{ id }} }} }}",
            shown=many,
        ),
        "filter by text": Way(
            query=f"query($name: String!) {{ {root}(filter: {{{text}: {{eq: $name}}}})"
            " { totalCount nodes { id } } }",
            shown=many,
        ),
    }


def _through(door: str, selection: str, behind: Any) -> dict[str, Way]:
    query = f"query($door: ID!) {{ node(id: $door) {{ ... on {door} {{ {selection} }} }} }}"
    return {"nested": Way(query=query, shown={"node": behind})}


def _logged(of: str, arguments: str, selection: str = "nodes { id }", **shown: Any) -> Way:
    """Return a way through the audit log: `of` declares what it names, of what it does not others have none."""
    query = f"query{of} {{ viewer {{ account {{ auditLog({arguments}) {{ {selection} }} }} }} }}"
    hidden = {name: type(value)() for name, value in shown.items()}
    found, none = ({"viewer": {"account": {"auditLog": log}}} for log in (shown, hidden))
    return Way(query=query, shown=found, hidden=None if of else none)


def _narrowing(root: str, condition: str) -> dict[str, Way]:
    query = f"query($name: String!) {{ {root}(filter: {{{condition}}}) {{ totalCount nodes {{ id }} }} }}"
    return {"filter of the door": Way(query=query, shown={root: {"totalCount": 1, "nodes": [{"id": DOOR}]}})}


def _write(action: Action, right: str, call: str, *changes: str, field: str = "id") -> Write:
    types = {"id": "ID!", "door": "ID!", "other": "ID!", "grantee": "ID!", "me": "ID!", "new": "String!"}
    variables = ", ".join(f"${name}: {of}" for name, of in types.items() if f"${name}" in call)
    mutation = f"mutation({variables}) {{ write: {call} {{ userErrors {{ code field message }} }} }}"
    return Write(action=action, right=right, mutation=mutation, changes=frozenset(changes), field=field)


def _remembered(model: type[models.Model]) -> dict[str, Way]:
    """Return the way to what was done with a record."""
    name = model.__name__
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ history(last: 1) {{ nodes {{ action }} }} }} }} }}"
    history = {"nodes": [{"action": f"{name.lower()}:create"}]}
    return {"history": Way(query=query, shown={"node": {"history": history}})}


def _record_writes(model: type[models.Model], change: str) -> dict[str, Write]:
    """Return what can be done to a contact, company or tag."""
    name = model.__name__
    table, action = model._meta.db_table, Action.__members__
    users, teams = (f"permissions_{name.lower()}{principal}grant" for principal in ("user", "team"))
    share = "shareRecord(input: {recordId: $id, userId: $other, level: MANAGE})"
    unshare = "unshareRecord(input: {recordId: $id, userId: $grantee})"
    update, delete, sharing = (action[f"{name.upper()}_{verb}"] for verb in ("UPDATE", "DELETE", "SHARE"))
    return {
        "update": _write(update, "edit", f"update{name}(input: {{id: $id, {change}}})", table),
        "delete": _write(delete, "manage", f"delete{name}(input: {{id: $id}})", table, users, teams),
        "share": _write(sharing, "manage", share, users, field="recordId"),
        "unshare": _write(sharing, "manage", unshare, users, field="recordId"),
    }


def _note(parent: type[models.Model], root: str) -> Kind:
    name = parent.__name__
    link, table = f"{name.lower()}Id", "activities_note"
    notes = {"totalCount": 1, "nodes": [{"id": ID}]}
    return Kind(
        name=f"Note on a {name.lower()}",
        model=Note,
        parent=parent,
        view=Action.NOTE_VIEW,
        rights=matrix.RECORD,
        ways=_by_id()
        | _remembered(Note)
        | _through(name, "notes { totalCount nodes { id } }", {"notes": notes})
        | _narrowing(root, "notes: {body: {eq: $name}}"),
        writes={
            "create": _write(
                Action.NOTE_CREATE, "edit", f'createNote(input: {{{link}: $door, body: "New"}})', table, field=link
            ),
            "update": _write(Action.NOTE_UPDATE, "edit", 'updateNote(input: {id: $id, body: "Other"})', table),
            "delete": _write(Action.NOTE_DELETE, "edit", "deleteNote(input: {id: $id})", table),
        },
    )


CONTACT = Kind(
    name="Contact",
    model=Contact,
    view=Action.CONTACT_VIEW,
    rights=matrix.RECORD,
    ways=_by_id()
    | {"contact": Way(query="query($id: ID!) { contact(id: $id) { id } }", shown={"contact": {"id": ID}})}
    | _remembered(Contact)
    | _listed("contacts", "lastName", "LAST_NAME")
    | _through(
        "Company",
        "contacts { totalCount nodes { id } }",
        {"contacts": {"totalCount": 1, "nodes": [{"id": ID}]}},
    )
    | _narrowing("companies", "contacts: {lastName: {eq: $name}}"),
    writes=_record_writes(Contact, 'jobTitle: "Tester"'),
)
COMPANY = Kind(
    name="Company",
    model=Company,
    view=Action.COMPANY_VIEW,
    rights=matrix.RECORD,
    ways=_by_id()
    | _listed("companies", "name", "NAME")
    | _remembered(Company)
    | _through("Contact", "company { id }", {"company": {"id": ID}})
    | _narrowing("contacts", "company: {name: {eq: $name}}"),
    writes=_record_writes(Company, 'industry: "Testing"'),
)
TAG = Kind(
    name="Tag",
    model=Tag,
    view=Action.TAG_VIEW,
    rights=matrix.RECORD,
    ways=_by_id()
    | _listed("tags", "name", "NAME")
    | _remembered(Tag)
    | _through("Contact", "tags { id }", {"tags": [{"id": ID}]})
    | _narrowing("contacts", "tags: {name: {eq: $name}}"),
    writes=_record_writes(Tag, "name: $new"),
)
TEAM = Kind(
    name="Team",
    model=Team,
    view=Action.TEAM_VIEW,
    rights=matrix.TEAM,
    ways=_by_id() | _listed("teams", "name", "NAME") | _through("User", "teams { id }", {"teams": [{"id": ID}]}),
    writes={
        "add": _write(
            Action.TEAM_UPDATE,
            "manage",
            "addTeamMember(input: {teamId: $id, userId: $other})",
            "accounts_membership",
            field="teamId",
        ),
        "remove": _write(
            Action.TEAM_UPDATE,
            "manage",
            "removeTeamMember(input: {teamId: $id, userId: $grantee})",
            "accounts_membership",
            field="teamId",
        ),
    },
)
# Beside the others: who is not in a team of theirs is told so, since they see it.
LEAVE = _write(
    Action.TEAM_LEAVE,
    "leave",
    "removeTeamMember(input: {teamId: $id, userId: $me})",
    "accounts_membership",
    field="teamId",
)
USER = Kind(
    name="User",
    model=User,
    view=Action.USER_VIEW,
    rights=matrix.OF_THE_ACCOUNT,
    ways=_by_id()
    | {
        "filter by text": Way(
            query="query($name: String!) { users(filter: {username: {eq: $name}}) { totalCount nodes { id } } }",
            shown={"users": {"totalCount": 1, "nodes": [{"id": ID}]}},
        )
    },
    writes={},
)
ACCOUNT = Kind(name="Account", model=Account, view=None, rights=matrix.OF_THE_ACCOUNT, ways=_by_id(), writes={})
INVITATION = Kind(
    name="Invitation",
    model=Invitation,
    view=Action.INVITATION_VIEW,
    rights=matrix.OF_ADMINISTRATORS,
    ways=_by_id() | _listed("invitations", "username", "EXPIRES_AT"),
    writes={
        "resend": _write(
            Action.INVITATION_RESEND, "view", "resendInvitation(input: {id: $id})", Invitation._meta.db_table
        ),
        "revoke": _write(
            Action.INVITATION_REVOKE, "view", "revokeInvitation(input: {id: $id})", Invitation._meta.db_table
        ),
    },
)
TRANSFER = Kind(
    name="Transfer",
    model=Transfer,
    view=Action.TRANSFER_VIEW,
    rights=matrix.OF_ADMINISTRATORS,
    ways=_by_id()
    | {
        way: listed
        for way, listed in _listed("transfers", "", "MADE_AT").items()
        if way != "filter by text"  # it has none
    },
    writes={},
)
AUDIT_LOG_ENTRY = Kind(
    name="AuditLogEntry",
    model=AuditLogEntry,
    view=Action.AUDIT_VIEW,
    rights=matrix.OF_ADMINISTRATORS,
    ways=_by_id()
    | {
        "list": _logged("", SECRET, nodes=[{"id": ID}]),
        "ordered": _logged("", f"last: 1, orderBy: [{{field: AT}}], {SECRET}", nodes=[{"id": ID}]),
        "count": _logged("", SECRET, "totalCount", totalCount=1),
        "filter by id": _logged("($id: ID!)", "filter: {id: {eq: $id}}", nodes=[{"id": ID}]),
        "filter by text": _logged("($name: String!)", "filter: {action: {eq: $name}}", nodes=[{"id": ID}]),
    },
    writes={},
)
ARCHIVE = Kind(name="Archive", model=Archive, view=None, rights=matrix.OF_ITS_OWNER, ways=_by_id(), writes={})
ARCHIVE_IMPORT = Kind(
    name="ArchiveImport", model=ArchiveImport, view=None, rights=matrix.OF_ITS_OWNER, ways=_by_id(), writes={}
)
KINDS = (
    *(CONTACT, COMPANY, TAG, _note(Contact, "contacts"), _note(Company, "companies")),
    *(TEAM, USER, ACCOUNT, INVITATION, TRANSFER, AUDIT_LOG_ENTRY, ARCHIVE, ARCHIVE_IMPORT),
)
# What is about the account or somebody in it, $user: the mutation, and what it changes.
ADMINISTRATION = {
    Action.ACCOUNT_UPDATE: ('updateAccount(input: {city: "Hull"})', "accounts_account"),
    Action.INVITATION_CREATE: (
        'invitePerson(input: {email: "zoe@example.net", role: MEMBER})',
        "accounts_invitation",
    ),
    Action.USER_CHANGE_ROLE: ("changeRole(input: {userId: $user, role: BILLING})", "accounts_user"),
    Action.USER_DEACTIVATE: ("deactivateUser(input: {userId: $user})", "accounts_user"),
    Action.USER_HAND_OVER: ("handOver(input: {fromUserId: $user, toUserId: $me})", "permissions_transfer"),
    Action.USER_REACTIVATE: ("reactivateUser(input: {userId: $user})", "accounts_user"),
    Action.USER_UPDATE: ('updateProfile(input: {userId: $user, name: "Zoë"})', "accounts_user"),
}
ONESELF = {
    Action.ARCHIVE_EXPORT: ("exportArchive(input: {userId: $user})", "exports_archive"),
    Action.PROFILE_UPDATE: ('updateProfile(input: {name: "Zoë"})', "accounts_user"),
    Action.USER_ERASE: ("requestErasure(input: {id: $user})", "erasure_erasure"),
    Action.USER_LEAVE: ("deactivateUser(input: {userId: $user})", "accounts_user"),
}
# What is about paying for $account, and whom it is for.
PAYING = {
    Action.ACCOUNT_CLOSE: ("closeAccount(input: {accountId: $account})", {Role.ADMIN}),
    Action.BILLING_UPDATE: ("removeBillingDetails(input: {accountId: $account})", {Role.ADMIN, Role.BILLING}),
}
CREATIONS = {
    Action.COMPANY_CREATE: 'createCompany(input: {name: "New"})',
    Action.CONTACT_CREATE: 'createContact(input: {firstName: "New"})',
    Action.TAG_CREATE: 'createTag(input: {name: "New"})',
    Action.TEAM_CREATE: 'createTeam(input: {name: "New"})',
}

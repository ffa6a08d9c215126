"""What do tests work with? Accounts, people and records of their own, so that no test sees another's."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from accounts.actions import add_team_member, create_team, found_account
from accounts.models import Account, Invitation, Role, Session, Team, User
from activities.actions import create_note
from activities.models import Note
from audit.models import AuditLogEntry, Disclosure
from contacts import actions, tagging
from contacts.models import Company, Contact, Tag
from contacts.values import CompanyValues, ContactValues
from database.context import account_context
from graph import ids
from permissions.levels import Level
from permissions.models import SupportCase, SupportRequest
from permissions.sharing import share, unshare
from permissions.support.agency import ask
from permissions.support.cases import open_case
from permissions.support.consent import approve
from tokens.actions import Grant, create_personal_token
from tokens.oauth_models import AccessToken, Application, ClientType
from tokens.scopes import SCOPES, held
from tokens.secret import ACCESS, digest, issue

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def account(*, country: str | None = "GB") -> Account:
    """Return a new account."""
    return found_account(f"Account {next(_numbers)}", country=country)


def end_trial(of: Account) -> None:
    """Have an account's trial be over, a good while ago."""
    Account.objects.filter(pk=of.pk).update(created_at=timezone.now() - timedelta(days=100))


def user(of: Account, name: str = "user", *, role: str = Role.MEMBER, **columns: Any) -> User:
    """Return a new user of the account; the name is made unique."""
    unique = f"{name}-{uuid.uuid4().hex[:12]}"
    return User.objects.create(account=of, username=unique, email=f"{unique}@example.org", role=role, **columns)


def address() -> str:
    """Return an e-mail address that nobody has had yet."""
    return f"somebody-{uuid.uuid4().hex[:12]}@example.org"


def people(*names: str, of: Account | None = None) -> list[User]:
    """Return new users, all of one account."""
    of = of or account()
    return [user(of, name) for name in names]


@contextmanager
def within(person: User) -> Iterator[None]:
    """Work in a transaction of the person's account, as the app's role."""
    with account_context(person.account_id):
        yield


def contact(owner: User, **values: Any) -> Contact:
    """Return a new contact of the owner's; `company` and `tags` link it."""
    links = {name: values.pop(name) for name in ("company", "tags") if name in values}
    with within(owner):
        return actions.create_contact(ContactValues(**(values or {"first_name": "Zoë"})), actor=owner, **links)


def company(owner: User, name: str = "Acme", **values: Any) -> Company:
    """Return a new company of the owner's."""
    with within(owner):
        return actions.create_company(CompanyValues(name=name, **values), actor=owner)


def tag(owner: User, name: str = "VIP") -> Tag:
    """Return a new tag of the owner's."""
    with within(owner):
        return tagging.create_tag(name, actor=owner)


def note(author: User, parent: Contact | Company, body: str = "Called back.") -> Note:
    """Return a new note on a contact or company."""
    with within(author):
        return create_note(body, parent=parent, actor=author)


def invitation(of: Account, by: User, username: str = "zoe") -> Invitation:
    """Return an open invitation to the account, whose link nobody has."""
    key, now = uuid.uuid4().hex, timezone.now()
    with account_context(of.pk):
        return Invitation.objects.create(
            account=of,
            email=f"{key}@example.org",
            username=username,
            role=Role.MEMBER,
            secret_hash=key * 2,
            created_at=now,
            created_by=by,
            expires_at=now + timedelta(days=7),
        )


def done(actor: User, action: str, record_id: UUID | None = None) -> AuditLogEntry:
    """Return the entry of something that the actor did, whatever it is called; nothing is told of it."""
    with within(actor):
        made = AuditLogEntry.objects.create(action=action, record_id=record_id, user_id=actor.pk, at=timezone.now())
        return AuditLogEntry.objects.get(pk=made.pk)


def team(owner: User, *members: User, name: str = "Sales") -> Team:
    """Return a new team of the owner's, with these members beside."""
    with within(owner):
        made = create_team(name, actor=owner)
        for member in members:
            add_team_member(made, member.pk, actor=owner)
        return made


def grant(record: Contact | Company | Tag, principal: User | Team, level: Level) -> None:
    """Share a record as its owner."""
    owner = User.objects.get(pk=record.owner_id)
    with within(owner):
        share(record, principal, level, actor=owner)


def token(person: User, *scopes: str, **restrictions: Any) -> str:
    """Return a new personal token with these scopes, with all if none are named."""
    grant = Grant(name="Test", scopes=scopes or sorted(SCOPES), **restrictions)
    with within(person):
        return create_personal_token(grant, actor=person)[1]


def access_token(person: User, *scopes: str, **columns: Any) -> str:
    """Return a new access token of an application that the person let in, as the token endpoint stores it."""
    made = issue(ACCESS)
    application = Application.objects.create(
        name="Partner", client_type=ClientType.PUBLIC, redirect_uris=[], scopes=sorted(SCOPES)
    )
    kept = {"user": person, "application": application, "scope": " ".join(sorted(held(scopes or SCOPES)))}
    until = timezone.now() + timedelta(minutes=15)
    AccessToken.objects.create(**kept, token="", token_checksum=digest(made), expires=until, **columns)
    return made


def agent(name: str = "agent") -> User:
    """Return a new agent of the operator's, with a second factor."""
    operator, _ = Account.objects.get_or_create(is_operator=True, defaults={"name": "Operator"})
    made = user(operator, name, role=Role.AGENT)
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={})
    return made


def case(owner: User, *records: models.Model, subject: str = "Help") -> SupportCase:
    """Return a new case of the owner's, about records of theirs."""
    with within(owner):
        return open_case(subject, "It does not work.", [id_of(record) for record in records], actor=owner)


def asked(of: SupportCase, agent: User, *records: models.Model, hours: int = 2) -> SupportRequest:
    """Return a new request of an agent's, to read records that were named in the case."""
    return ask(of.pk, [id_of(record) for record in records], "To look at it.", hours, agent=agent)


def approved(owner: User, agent: User, *records: models.Model) -> SupportRequest:
    """Return a request to read records of the owner's, who has approved it."""
    request = asked(case(owner, *records), agent, *records)
    with within(owner):
        return approve(request, actor=owner)


def end_sessions(person: User) -> None:
    """End all sessions of a person, as a new password does."""
    User.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1)


def take_back(record: Contact | Company | Tag, principal: User | Team) -> None:
    """Stop sharing a record, as its owner."""
    owner = User.objects.get(pk=record.owner_id)
    with within(owner):
        unshare(record, principal, actor=owner)


def delete(record: Contact | Company | Tag) -> None:
    """Delete a record as its owner."""
    owner = User.objects.get(pk=record.owner_id)
    with within(owner):
        actions.delete_record(record, actor=owner)


def id_of(record: models.Model) -> str:
    """Return the public id of a record, person, team or account."""
    return ids.encode(type(record), record.pk)


Rows = dict[str, list[list[str] | None]]
# All tables that have an account, save that of sessions, where it is noted when they were used, and the register of
# disclosures, into which what was told comes later.
TABLES = sorted(
    {
        model._meta.db_table
        for model in apps.get_models()
        if model not in (Session, Disclosure) and any(field.column == "account_id" for field in model._meta.fields)
    }
)
# Where somebody signs in and out does not count either.
_OF_SESSIONS = "(SELECT id FROM audit_entry WHERE action LIKE 'session:%%')"
AUDIT = {"audit_entry": "id", "audit_detail": "entry_id", "audit_link": "id"}
# What is looked up before the account is known, and so stands outside the wall.
BEFORE_ANYONE_IS_KNOWN = {
    *("accounts_user", "billing_customer", "permissions_opencase", "permissions_supportaccess"),
    *("tokens_application", "tokens_personaltoken"),
}
_ALL_ROWS = " UNION ALL ".join(
    f"SELECT '{table}', array_agg((to_jsonb(t) - 'last_used_at')::text ORDER BY t.id) FROM {table} t"
    f" WHERE account_id = %(account)s{f' AND {AUDIT[table]} NOT IN {_OF_SESSIONS}' if table in AUDIT else ''}"
    for table in TABLES
)


def rows(*people: User) -> Rows:
    """Return every row that these people's accounts have, by table; compared with later ones, it tells what changed."""
    found: Rows = {table: [] for table in TABLES}
    for person in people:
        with within(person), connection.cursor() as cursor:
            cursor.execute(_ALL_ROWS, {"account": person.account_id})
            for table, of_account in cursor.fetchall():
                found[table].append(of_account)
    return found


def changed(before: Rows, *people: User) -> set[str]:
    """Return the tables that have other rows now than they had before.

    That something was written down of it goes without saying; it is told if nothing else was changed.
    """
    found = {table for table, now in rows(*people).items() if now != before[table]}
    return found - AUDIT.keys() or found

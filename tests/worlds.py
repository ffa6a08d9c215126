"""What do tests work with? Accounts, people and records of their own, so that no test sees another's."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.actions import add_team_member, create_team, found_account
from accounts.models import Account, Role, Team, User
from activities.actions import create_note
from activities.models import Note
from contacts import actions
from contacts.models import Company, Contact, Tag
from contacts.values import CompanyValues, ContactValues
from database.context import account_context
from permissions.levels import Level
from permissions.sharing import share

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def account(*, country: str | None = "GB") -> Account:
    """Return a new account."""
    return found_account(f"Account {next(_numbers)}", country=country)


def user(of: Account, name: str = "user", *, role: str = Role.MEMBER, **columns: Any) -> User:
    """Return a new user of the account; the name is made unique."""
    unique = f"{name}-{uuid.uuid4().hex[:12]}"
    return User.objects.create(account=of, username=unique, email=f"{unique}@example.org", role=role, **columns)


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
        return actions.create_tag(name, actor=owner)


def note(author: User, parent: Contact | Company, body: str = "Called back.") -> Note:
    """Return a new note on a contact or company."""
    with within(author):
        return create_note(body, parent=parent, actor=author)


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

"""What can be hidden, and how? For each pair a scene: one viewer, a hidden record, and its permitted twin.

The twin is made by the very same steps, save the one that hides. `nothing` was never there: what the viewer is told of
it is all that may be told of what is hidden.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

import worlds
from accounts.actions import remove_team_member
from accounts.models import Account, Invitation, Role, Team, User
from activities.actions import delete_note
from activities.models import Note
from api import Client
from audit.models import AuditLogEntry
from contacts import actions
from contacts.models import Company, Contact, Tag
from contacts.values import AddressValue, CompanyValues, EmailValue
from exports.models import Archive, ArchiveImport
from graph import ids
from permissions.levels import Level
from permissions.models import Transfer
from worlds import id_of


class Hiding(StrEnum):
    """Why somebody does not see a record."""

    NEVER_SHARED = "never shared"
    OF_ANOTHER_ACCOUNT = "of another account"
    TAKEN_BACK = "shared and taken back"
    LEFT_TEAM = "shared with a team that was left"
    DELETED = "deleted"
    NEVER_USED = "of an id never used"


# People and teams are seen by all of their account.
FROM_OUTSIDE = (Hiding.OF_ANOTHER_ACCOUNT, Hiding.NEVER_USED)
# Of these alone a neighbour remains that the viewer sees.
BEHIND_A_DOOR = (Hiding.NEVER_SHARED, Hiding.TAKEN_BACK, Hiding.LEFT_TEAM, Hiding.DELETED)


@dataclass(frozen=True, kw_only=True)
class Target:
    """What an attack can name: a record, a text that no other has, and by field of the schema the door it is behind."""

    id: str
    text: str
    doors: dict[str, str]


@dataclass(frozen=True)
class Cast:
    """Who is there: ada attacks, ben owns, eve is a colleague; fay is of another account."""

    ada: User
    ben: User
    eve: User
    fay: User


@dataclass(frozen=True, kw_only=True)
class Door:
    """A neighbour that ada sees, with the record behind it, or with none (`empty`)."""

    make: Callable[[Cast, Any], models.Model]
    empty: Callable[[Cast], models.Model]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of record: how one is made, and which doors lead to it."""

    name: str
    model: type[models.Model]
    make: Callable[[Cast, User, str], Any]
    hidings: tuple[Hiding, ...] = tuple(Hiding)
    doors: dict[str, Door] = field(default_factory=dict)
    carrier: Callable[[Any], Any] = lambda record: record  # what is shared
    owner: str = "ben"  # of the twin
    role: str = Role.MEMBER  # ada's
    listed: int = 1  # how many ada's list has, the twin among them


class Scene:
    """One kind of record, hidden in one way from ada."""

    def __init__(self, kind: Kind, hiding: Hiding, server: str, clients: ExitStack) -> None:
        self.kind, self.hiding = kind, hiding
        self.cast = Cast(*worlds.people("ada", "ben", "eve"), *worlds.people("fay"))
        User.objects.filter(pk=self.cast.ada.pk).update(role=kind.role)
        self.client = clients.enter_context(Client(server, self.cast.ada))
        self.shown = self._target(hidden=False)
        self.nothing = self._nothing(doors=True)
        never = hiding is Hiding.NEVER_USED
        self.hidden = self._nothing(doors=False) if never else self._target(hidden=True)

    def renew(self) -> None:
        """Have a twin again after it was deleted."""
        self.shown = self._target(hidden=False)

    def _target(self, *, hidden: bool) -> Target:
        away = hidden and self.hiding is Hiding.OF_ANOTHER_ACCOUNT
        owner = self.cast.fay if away else getattr(self.cast, self.kind.owner)
        record = self.kind.make(self.cast, owner, f"secret{uuid7().hex}")
        doors = {} if away else {name: id_of(door.make(self.cast, record)) for name, door in self.kind.doors.items()}
        found = Target(id=id_of(record), text=text_of(record), doors=doors)
        if self.kind.carrier(record):
            self._share(self.kind.carrier(record), hidden=hidden, away=away)
        if hidden and self.hiding is Hiding.DELETED:
            delete(self.cast, record)
        return found

    def _share(self, record: Any, *, hidden: bool, away: bool) -> None:
        if not away:
            worlds.grant(record, self.cast.eve, Level.VIEW)
        match self.hiding:
            case Hiding.NEVER_SHARED | Hiding.OF_ANOTHER_ACCOUNT if hidden:
                return
            case Hiding.LEFT_TEAM:
                team = worlds.team(self.cast.ben, self.cast.ada, name=uuid7().hex)
                worlds.grant(record, team, Level.MANAGE)
                if hidden:
                    leave(self.cast.ada, team)
            case _:
                worlds.grant(record, self.cast.ada, Level.MANAGE)
        if hidden and self.hiding is Hiding.TAKEN_BACK:
            worlds.take_back(record, self.cast.ada)

    def _nothing(self, *, doors: bool) -> Target:
        # With a deleted note its door stays open; any other way of hiding a note hides its door.
        gone = self.kind.model is Note and self.hiding is not Hiding.DELETED
        empty = {name: door.empty(self.cast) for name, door in self.kind.doors.items()} if doors else {}
        ids_of = {name: ids.encode(type(door), uuid7()) if gone else id_of(door) for name, door in empty.items()}
        return Target(id=ids.encode(self.kind.model, uuid7()), text=f"secret{uuid7().hex}", doors=ids_of)


def text_of(record: Any) -> str:
    """Return the text that only this record has."""
    columns = ("username", "last_name", "body", "name", "action")
    return str(next((getattr(record, column) for column in columns if hasattr(record, column)), uuid7().hex))


def leave(member: User, team: Team) -> None:
    """Leave a team."""
    with worlds.within(member):
        remove_team_member(team, member.pk, actor=member)


def delete(cast: Cast, record: Any) -> None:
    """Delete a record of ben's."""
    with worlds.within(cast.ben):
        delete_note(record, actor=cast.ben) if isinstance(record, Note) else actions.delete_record(
            record, actor=cast.ben
        )


def contact(cast: Cast, owner: User, text: str) -> Contact:
    """Return a contact with the text in each of its columns."""
    names = ("first_name", "middle_name", "last_name", "prefix", "suffix", "nickname", "job_title", "source")
    emails = (EmailValue(address=f"{text}@example.org"),)
    addresses = (AddressValue(street=text, city=text, region=text, postal_code=text),)
    website = f"https://{text}.example"
    return worlds.contact(owner, emails=emails, addresses=addresses, website=website, **dict.fromkeys(names, text))


def company(cast: Cast, owner: User, text: str) -> Company:
    """Return a company with the text in each of its columns."""
    emails = (EmailValue(address=f"{text}@example.org"),)
    addresses = (AddressValue(street=text, city=text, region=text, postal_code=text),)
    values = {"emails": emails, "addresses": addresses, "website": f"https://{text}.example", "industry": text}
    return worlds.company(owner, text, **values)


def company_of(cast: Cast, record: Contact) -> Company:
    """Return a company of ada's in which the contact works."""
    door = worlds.company(cast.ada)
    with worlds.within(cast.ada):
        Contact.objects.filter(pk=record.pk).update(company=door)
    return door


def tagged_company(cast: Cast, record: Tag) -> Company:
    """Return a company of ada's with the tag on it."""
    with worlds.within(cast.ada):
        return actions.create_company(CompanyValues(name="Door"), tags=[record], actor=cast.ada)


def shared_contact(cast: Cast) -> Contact:
    """Return a contact that ada sees."""
    made = worlds.contact(cast.ben)
    worlds.grant(made, cast.ada, Level.MANAGE)
    return made


def shared_company(cast: Cast) -> Company:
    """Return a company that ada sees."""
    made = worlds.company(cast.ben)
    worlds.grant(made, cast.ada, Level.MANAGE)
    return made


def team(cast: Cast, owner: User, text: str) -> Team:
    """Return a team, with eve in it if she can be."""
    return worlds.team(owner, *([cast.eve] if owner.account_id == cast.eve.account_id else []), name=text)


def transfer(cast: Cast, owner: User, text: str) -> Transfer:
    """Return an entry of the log of the owner's account."""
    people = dict.fromkeys(("made_by", "from_user", "to_user"), owner)
    counts = dict.fromkeys(("companies", "contacts", "notes", "tags", "teams"), 1)
    with worlds.within(owner):
        return Transfer.objects.create(account=owner.account, made_at=timezone.now(), **people, **counts)


def archive(cast: Cast, owner: User, text: str, model: Any = Archive) -> Archive | ArchiveImport:
    """Return an archive that the owner asked for, or an import, and that is still there."""
    now = timezone.now()
    times = {"requested_at": now, "expires_at": now + timedelta(days=7)}
    with worlds.within(owner):
        return model.objects.create(account=owner.account, owner=owner, state="COMPLETE", **times)


CONTACT_DOOR = Door(make=lambda cast, note: note.contact, empty=shared_contact)
COMPANY_DOOR = Door(make=lambda cast, note: note.company, empty=shared_company)
KINDS = (
    Kind(
        name="contact",
        model=Contact,
        make=contact,
        doors={"Company.contacts": Door(make=company_of, empty=lambda cast: worlds.company(cast.ada))},
    ),
    Kind(
        name="company",
        model=Company,
        make=company,
        doors={
            "Contact.company": Door(
                make=lambda cast, record: worlds.contact(cast.ada, company=record, first_name="Door"),
                empty=lambda cast: worlds.contact(cast.ada),
            )
        },
    ),
    Kind(
        name="tag",
        model=Tag,
        make=lambda cast, owner, text: worlds.tag(owner, text),
        doors={
            "Contact.tags": Door(
                make=lambda cast, record: worlds.contact(cast.ada, tags=[record], first_name="Door"),
                empty=lambda cast: worlds.contact(cast.ada),
            ),
            "Company.tags": Door(make=tagged_company, empty=lambda cast: worlds.company(cast.ada)),
        },
    ),
    Kind(
        name="note on a contact",
        model=Note,
        make=lambda cast, owner, text: worlds.note(owner, worlds.contact(owner), text),
        carrier=lambda note: note.contact,
        doors={"Contact.notes": CONTACT_DOOR},
    ),
    Kind(
        name="note on a company",
        model=Note,
        make=lambda cast, owner, text: worlds.note(owner, worlds.company(owner), text),
        carrier=lambda note: note.company,
        doors={"Company.notes": COMPANY_DOOR},
    ),
    Kind(name="team", model=Team, make=team, carrier=lambda _: None, hidings=FROM_OUTSIDE, owner="ada"),
    Kind(
        name="user",
        model=User,
        make=lambda cast, owner, text: owner,
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
        listed=3,
    ),
    Kind(
        name="invitation",
        model=Invitation,
        make=lambda cast, owner, text: worlds.invitation(owner.account, owner, text),
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
        role=Role.ADMIN,
    ),
    Kind(
        name="archive",
        model=Archive,
        make=archive,
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,  # of a colleague: tests/permissions/test_matrix.py
        owner="ada",
    ),
    Kind(
        name="import of an archive",
        model=ArchiveImport,
        make=partial(archive, model=ArchiveImport),
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
        owner="ada",
    ),
    Kind(
        name="transfer",
        model=Transfer,
        make=transfer,
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
        role=Role.ADMIN,
    ),
    Kind(
        name="audit log entry",
        model=AuditLogEntry,
        make=lambda cast, owner, text: worlds.done(owner, text),
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
        role=Role.ADMIN,
    ),
    Kind(
        name="account",
        model=Account,
        make=lambda cast, owner, text: owner.account,
        carrier=lambda _: None,
        hidings=FROM_OUTSIDE,
    ),
)

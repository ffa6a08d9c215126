"""How does a sketch become rows? In bulk, by the tables' own rules and none of the product's actions."""

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.cookies import stored_key
from accounts.models import Account, Invitation, Membership, Session, Team, User
from activities.models import Note
from api import sign_in
from audit.models import Detail, Entry
from audit.recording import seal
from contacts.models import Address, Company, CompanyTag, Contact, ContactTag, Email, Phone, Tag
from database.context import account_context
from exports.models import Archive, ArchiveImport
from permissions.models import Transfer
from tests.oracle.gate import Token
from tests.oracle.naive import Oracle
from tests.oracle.rows import Rows
from tests.oracle.sketches import LEVELS, OPTIONAL, SCOPES, TIMES, AccountSketch, CardSketch, EntrySketch, RecordSketch
from worlds import access_token
from worlds import token as personal_token

_numbers = itertools.count(1)
SALT = bytes(32)
TEXT_COLUMNS = ("middle_name", "prefix", "suffix", "nickname", "job_title", "website", "source")


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody with a session's cookie or a token; to `may_ask` it must be live, and its user active."""

    label: str
    user: User
    headers: dict[str, str]
    may_ask: bool = True
    token: Token | None = None


@dataclass(frozen=True, kw_only=True)
class World:
    """Two accounts in the database, all their rows, and who looks at them."""

    rows: Rows
    oracle: Oracle
    guests: tuple[Guest, ...]


def build(sketches: Sequence[AccountSketch]) -> World:
    """Make the accounts. In the first, the last person is deactivated; sessions of the first one's are ended too."""
    people = [Builder(sketch).build() for sketch in sketches]
    gone = people[0][-1]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    rows = Rows([group[0].account_id for group in people])
    users = {user.pk: user for user in rows.of["User"]}
    guests = [
        Guest(
            label=f"{'away' if place else 'home'} {number}, {user.username}",
            user=users[user.pk],
            headers=with_cookie(sign_in(user)),
            may_ask=user.pk != gone.pk,
        )
        for place, group in enumerate(people)
        for number, user in enumerate(group)
    ]
    with_tokens = _with_tokens(rows, [guest.user for guest in guests], sketches[0].scopes)
    everybody = (*guests, *_ended(guests[0]), *with_tokens)
    rows.read_audit()  # that somebody signed in, or made a token, is written down
    return World(rows=rows, oracle=Oracle(rows), guests=everybody)


def with_cookie(cookie: str) -> dict[str, str]:
    """Return the headers of somebody with a session."""
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}


def _with_tokens(rows: Rows, users: list[User], scopes: tuple[str, ...]) -> Iterator[Guest]:
    """Yield people of the first account with tokens: of some scopes; and of all, but restricted each in one way."""
    ada, ben, cyd = users[:3]
    home = [[row for row in rows.of[kind] if row.account_id == ada.account_id] for kind in ("Tag", "Team")]
    tag, team = (found[0] if found else None for found in home)
    everything = frozenset(SCOPES)
    yield _with_token("an application", ada, access_token(ada, *scopes), Token(scopes=frozenset(scopes)))
    tagged = Token(scopes=everything, tag=tag.pk)
    yield _with_token("only a tag", ada, personal_token(ada, only_tag=tag), tagged)
    shared = Token(scopes=everything, owner=None if team else ada.pk, group=team.group_id if team else None)
    only = {"only_team": team} if team else {"only_owner": ada}
    yield _with_token("only a team", ben, personal_token(ben, **only), shared)
    read = Token(scopes=everything, read_only=True, owner=cyd.pk)
    yield _with_token("only reading one's own", cyd, personal_token(cyd, only_owner=cyd, is_read_only=True), read)


def _with_token(label: str, user: User, secret: str, token: Token) -> Guest:
    return Guest(
        label=f"{user.username}, {label}", user=user, headers={"authorization": f"Bearer {secret}"}, token=token
    )


def _ended(guest: Guest) -> Iterator[Guest]:
    """Yield a guest's sessions that are over: one has expired, one was left idle, one is of before a new password."""
    ends = {
        "expired": {"expire_date": timezone.now() - timedelta(seconds=1)},
        "left idle": {"seen_at": timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)},
        "of an old version": {"version": 0},
    }
    for label, end in ends.items():
        cookie = sign_in(guest.user)
        assert Session.objects.filter(session_key=stored_key(cookie)).update(**end) == 1
        yield Guest(label=f"{guest.label}, {label}", user=guest.user, headers=with_cookie(cookie), may_ask=False)


class Builder:
    """Makes the rows of one account."""

    def __init__(self, sketch: AccountSketch) -> None:
        self.sketch = sketch
        self.records: list[Any] = []
        self.permissions = dict(Permission.objects.values_list("codename", "pk"))

    @transaction.atomic
    def build(self) -> list[User]:
        """Make all rows, and return the people."""
        keys = [uuid7() for _ in self.sketch.people]
        self.account = Account.objects.create(name="Account", country=None, city="Hull", updated_by_id=keys[0])
        self.people = User.objects.bulk_create(
            User(
                pk=key,
                account=self.account,
                phone=person.phone,
                updated_by_id=None if person.updated_by is None else keys[person.updated_by % len(keys)],
                username=f"{person.username}-{next(_numbers)}",
                email=f"{uuid7().hex}@example.org",
                name=person.name,
                role=person.role,
                is_superuser=person.is_superuser,
            )
            for key, person in zip(keys, self.sketch.people, strict=True)
        )
        groups = Group.objects.bulk_create(Group(name=str(uuid7())) for _ in self.sketch.teams)
        with account_context(self.account.pk):
            self._teams(groups)
            self._invitations()
            self._transfers()
            self._archives()
            self._records()
            self._entries()
        return self.people

    def _teams(self, groups: list[Group]) -> None:
        self.teams = Team.objects.bulk_create(
            Team(account=self.account, name=team.name, owner=self._person(team.owner), group=group)
            for team, group in zip(self.sketch.teams, groups, strict=True)
        )
        Membership.objects.bulk_create(
            Membership(account=self.account, group=group, user=person)
            for team, group in zip(self.sketch.teams, groups, strict=True)
            for person in {self._person(member) for member in team.members}
        )

    def _invitations(self) -> None:
        """One for each team, by its owner; nobody has the links."""
        Invitation.objects.bulk_create(
            Invitation(
                account=self.account,
                email=f"{uuid7().hex}@example.org",
                username=team.name,
                role="MEMBER",
                secret_hash=uuid7().hex * 2,
                created_at=TIMES[number % len(TIMES)],
                created_by=self._person(team.owner),
                expires_at=TIMES[team.owner % len(TIMES)],
            )
            for number, team in enumerate(self.sketch.teams)
        )

    def _transfers(self) -> None:
        """One for each team, from its owner to the next; nothing need have been handed over for it."""
        Transfer.objects.bulk_create(
            Transfer(
                account=self.account,
                made_at=TIMES[team.owner % len(TIMES)],
                made_by=self.people[0],
                from_user=self._person(team.owner),
                to_user=self._person(team.owner + 1),
                **dict.fromkeys(("companies", "contacts", "notes", "tags", "teams"), number),
            )
            for number, team in enumerate(self.sketch.teams)
        )

    def _archives(self) -> None:
        """One of each kind for each team, of its owner; every other has expired."""
        for model in (Archive, ArchiveImport):
            model._default_manager.bulk_create(
                model(
                    account=self.account,
                    owner=self._person(team.owner),
                    state=("COMPLETE", "FAILED")[team.owner % 2],
                    requested_at=TIMES[team.owner % len(TIMES)],
                    expires_at=timezone.now() + timedelta(days=-1 if number % 2 else 1),
                    **({"code": "ARCHIVE_INVALID", "contacts": number} if model is ArchiveImport else {}),
                )
                for number, team in enumerate(self.sketch.teams)
            )

    def _records(self) -> None:
        companies, contacts = self.sketch.companies, self.sketch.contacts
        self.tags = self._made(Tag, self.sketch.tags, [{"name": tag.name} for tag in self.sketch.tags])
        self.companies = self._made(Company, [card.record for card in companies], [*map(self._company, companies)])
        made = self._made(Contact, [card.record for card in contacts], [*map(self._contact, contacts)])
        self._hang("company", list(zip(companies, self.companies, strict=True)))
        self._hang("contact", list(zip(contacts, made, strict=True)))

    def _entries(self) -> None:
        """What was done to the records, of which the database makes a chain; some of what changed is erased."""
        told = [(uuid7(), sketch, self._changes(sketch)) for sketch in self.sketch.entries]
        Entry.objects.bulk_create(self._entry(key, sketch, changes) for key, sketch, changes in told)
        Detail.objects.bulk_create(
            Detail(account_id=self.account.pk, entry_id=key, kind="CHANGES", subject_id=key, salt=SALT, text=changes)
            for key, sketch, changes in told
            if changes and not sketch.is_erased
        )

    def _entry(self, key: Any, sketch: EntrySketch, changes: str | None) -> Entry:
        record = self.records[sketch.record % len(self.records)]
        return Entry(
            pk=key,
            account_id=self.account.pk,
            at=timezone.now(),
            action=sketch.action or f"{record._meta.model_name}:{sketch.verb}",
            record_id=record.pk,
            user_id=None if sketch.user is None else self._person(sketch.user).pk,
            credential=sketch.credential,
            credential_id=uuid7() if sketch.credential else None,
            changes_seal=seal(SALT, changes) if changes else None,
        )

    def _changes(self, sketch: EntrySketch) -> str | None:
        """Return what changed, in JSON; values that are null on both sides were not there."""
        companies = (
            None if n is None else f"com_{self.companies[n % len(self.companies)].pk.hex}" for n in sketch.companies
        )
        tags = [f"tag_{self.tags[n % len(self.tags)].pk.hex}" for n in sketch.tags]
        sides = [{"jobTitle": text, "company": company} for text, company in zip(sketch.texts, companies, strict=True)]
        if sides[0] == sides[1] and not tags:
            return None
        return json.dumps({"before": sides[0], "after": sides[1] | ({"tags": tags} if tags else {})})

    def _made(self, model: Any, sketches: Sequence[RecordSketch], columns: list[dict[str, Any]]) -> list[Any]:
        """Make records of one kind, and their grants."""
        made = model._default_manager.bulk_create(
            model(
                account=self.account,
                owner=self._person(sketch.owner),
                created_by=self._person(sketch.others[0]),
                updated_by=self._person(sketch.others[1]),
                created_at=sketch.times[0],
                updated_at=sketch.times[1],
                version=sketch.version,
                **more,
            )
            for sketch, more in zip(sketches, columns, strict=True)
        )
        self.records += made
        granted = [(record, *grant) for record, sketch in zip(made, sketches, strict=True) for grant in sketch.grants]
        if granted:
            self._grant(model.__name__, granted)
        return list(made)

    def _grant(self, kind: str, granted: list[tuple[Any, int, str]]) -> None:
        """A grant holds those of all levels up to its own. An owner needs none."""
        to: dict[str, dict[Any, list[Any]]] = {"User": {}, "Team": {}}
        for record, principal, level in granted:
            person = ([*self.people, *self.teams])[principal % (len(self.people) + len(self.teams))]
            if person.pk != record.owner_id:
                codenames = [f"{one}_{kind.lower()}" for one in LEVELS[: LEVELS.index(level) + 1]]
                to[type(person).__name__][record, person] = codenames
        for principal_kind, rows in to.items():
            model: Any = apps.get_model("permissions", f"{kind}{principal_kind}Grant")
            model.objects.bulk_create(
                model(
                    account=self.account,
                    content_object=record,
                    permission_id=self.permissions[codename],
                    **({"user": person} if principal_kind == "User" else {"group": person.group}),
                )
                for (record, person), codenames in rows.items()
                for codename in codenames
            )

    def _hang(self, kind: str, cards: list[tuple[CardSketch, Any]]) -> None:
        """Make parts, tags and notes of companies or contacts."""
        self._parts(kind, cards)
        link: Any = CompanyTag if kind == "company" else ContactTag
        link.objects.bulk_create(
            link(account=self.account, tag=tag, **{kind: record})
            for card, record in cards
            for tag in {self.tags[number % len(self.tags)] for number in card.tags if self.tags}
        )
        notes = [(note, record) for card, record in cards for note in card.notes]
        self._made(Note, [note for note, _ in notes], [{"body": note.name, kind: record} for note, record in notes])

    def _parts(self, kind: str, cards: list[tuple[CardSketch, Any]]) -> None:
        parts: dict[Any, list[Any]] = {Address: [], Email: [], Phone: []}
        for card, record in cards:
            for position, number in enumerate(card.parts):
                part = _part(number)
                part.account, part.position = self.account, position
                setattr(part, kind, record)
                parts[type(part)].append(part)
        for model, made in parts.items():
            model.objects.bulk_create(made)

    def _person(self, number: int) -> User:
        return self.people[number % len(self.people)]

    def _company(self, card: CardSketch) -> dict[str, Any]:
        return {"name": card.record.name, "website": card.names[0], "industry": card.names[1]}

    def _contact(self, card: CardSketch) -> dict[str, Any]:
        texts = {column: OPTIONAL[(card.texts * place) % len(OPTIONAL)] for place, column in enumerate(TEXT_COLUMNS, 1)}
        return texts | {
            "first_name": card.names[0],
            "last_name": card.names[1],
            "display_name": card.record.name,
            "birthday": card.birthday,
            "company": self.companies[card.company % len(self.companies)] if card.company and self.companies else None,
        }


def _part(number: int) -> Any:
    """Return one of ninety parts, without what it hangs on."""
    text, label = OPTIONAL[number // 3 % len(OPTIONAL)], OPTIONAL[number % len(OPTIONAL)]
    match number % 3:
        case 0:
            return Email(address=f"N{text}@Example.org", normalized=f"n{text}@example.org", label=label)
        case 1:
            return Phone(number=f"020 7946 {number:04}", e164=f"+44207946{number:04}", label=label)
    return Address(street=text, city=label, region=None, postal_code=text, country="GB" if number % 2 else None)

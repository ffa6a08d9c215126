"""What does one contact more look like, row by row? Short, quick to make, and as the actions would have stored it.

Rows have the columns of `COLUMNS`, in their order; ids are 32 hexadecimal digits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Any

from django.db import models

from activities.models import Note
from config.demo import people, texts, times
from config.demo.cultures import BRITISH, HOME, OTHERS
from contacts.models import Company, Contact, ContactTag, Email, Phone, Tag
from permissions.levels import Level, permission_ids
from permissions.models import ContactTeamGrant, ContactUserGrant

RECORD = ("id", "owner_id", "created_by_id", "updated_by_id", "version", "created_at", "updated_at")
GRANT = ("id", "content_object_id", "permission_id")
# Before those that point at them.
COLUMNS: Mapping[type[models.Model], Sequence[str]] = {
    Tag: (*RECORD, "name"),
    Company: (*RECORD, "name", "industry"),
    Contact: (*RECORD, "first_name", "last_name", "display_name", "job_title", "source", "company_id"),
    Email: ("id", "contact_id", "position", "address", "normalized", "label"),
    Phone: ("id", "contact_id", "position", "number", "e164", "label"),
    ContactTag: ("id", "contact_id", "tag_id"),
    Note: (*RECORD, "contact_id", "body"),
    ContactUserGrant: (*GRANT, "user_id"),
    ContactTeamGrant: (*GRANT, "group_id"),
}
Rows = defaultdict[type[models.Model], list[Sequence[Any]]]

TAGS_PER_OWNER = 8
TAGS_PER_CONTACT = 2
NOTES_PER_CONTACT = 3
EMAIL_COUNTS, PHONE_COUNTS = (1, 2, 2, 3), (0, 1, 1, 2)
USER_GRANT_SHARE, TEAM_GRANT_SHARE, LINKED_SHARE = 0.20, 0.05, 0.8
LEVELS = {Level.VIEW: 70, Level.EDIT: 25, Level.MANAGE: 5}
# Owner number 1 of 25 has 10 % of the contacts, number 13 has 3 %, the last has 2 %: a tail as in Zipf's law.
RANK_OFFSET = 5

NAMES = tuple(
    tuple(
        tuple((people.native(name), people.plain(name)) for name in names) for names in (culture.given, culture.family)
    )
    for culture in (*HOME.values(), *HOME.values(), *OTHERS)
)


class Crowd:
    """The people of one account at work, up to the moment `until`."""

    def __init__(self, users: Sequence[str], groups: Sequence[int], *, rng: Random, until: int) -> None:
        self.until = until
        self._users, self._groups, self._rng = users, groups, rng
        self._rows: Rows = defaultdict(list)
        self._weights = [*accumulate(1 / (rank + RANK_OFFSET) for rank, _ in enumerate(users, start=1))]
        self._tags = {user: [self._tag(user, name) for name in texts.TAGS[:TAGS_PER_OWNER]] for user in users}
        self._companies: defaultdict[str, list[str]] = defaultdict(list)
        self._permissions = {
            level: [permission_ids()[included.codename(Contact)] for included in level.included] for level in LEVELS
        }

    def add_company(self, made: int) -> None:
        """Somebody meets a company."""
        owner, (_, families) = self._owner(), self._rng.choice(NAMES)
        name = self._rng.choice(texts.TRADES["GB"]).format(self._rng.choice(families)[0])
        company = self._record(Company, made, owner, name, self._rng.choice(texts.INDUSTRIES))
        self._companies[owner].append(company)

    def add_contact(self, made: int) -> None:
        """Somebody meets a person, writes three notes, and perhaps shares what they know."""
        owner, (givens, families) = self._owner(), self._rng.choice(NAMES)
        (first, plain_first), (last, plain_last) = self._rng.choice(givens), self._rng.choice(families)
        known = (first, last, f"{first} {last}", self._rng.choice(texts.JOB_TITLES), self._rng.choice(texts.SOURCES))
        contact = self._record(Contact, made, owner, *known, self._company(owner))
        self._add_emails(contact, f"{plain_first}.{plain_last}")
        self._add_phones(contact)
        for tag in self._rng.sample(self._tags[owner], TAGS_PER_CONTACT):
            self._part(ContactTag, contact, tag)
        for _ in range(NOTES_PER_CONTACT):
            written = times.later(made, self._rng, until=self.until)
            self._record(Note, written, owner, contact, self._rng.choice(texts.SENTENCES).format(first))
        self._share(contact, owner)

    def take(self) -> Rows:
        """Return the rows made since the last time."""
        taken, self._rows = self._rows, defaultdict(list)
        return taken

    def _owner(self) -> str:
        return self._rng.choices(self._users, cum_weights=self._weights)[0]

    def _company(self, owner: str) -> str | None:
        companies = self._companies[owner]
        return self._rng.choice(companies) if companies and people.chance(self._rng, LINKED_SHARE) else None

    def _tag(self, owner: str, name: str) -> str:
        return self._record(Tag, self.until - times.SPAN_MS, owner, name)

    def _add_emails(self, contact: str, box: str) -> None:
        for position in range(self._rng.choice(EMAIL_COUNTS)):
            address = f"{box}{self._rng.randrange(10**6)}@load.example"
            self._part(Email, contact, position, address, address, self._rng.choice(people.LABELS))

    def _add_phones(self, contact: str) -> None:
        for position in range(self._rng.choice(PHONE_COUNTS)):
            number = people.phone(self._rng, BRITISH)
            e164 = f"+44{number.replace(' ', '')[1:]}"
            self._part(Phone, contact, position, number, e164, self._rng.choice(people.LABELS))

    def _share(self, contact: str, owner: str) -> None:
        if people.chance(self._rng, USER_GRANT_SHARE):
            grantee = next(user for user in self._rng.sample(self._users, 2) if user != owner)
            self._grant(ContactUserGrant, contact, grantee)
        if people.chance(self._rng, TEAM_GRANT_SHARE):
            self._grant(ContactTeamGrant, contact, self._rng.choice(self._groups))

    def _grant(self, model: type[models.Model], contact: str, principal: str | int) -> None:
        level = self._rng.choices(tuple(LEVELS), tuple(LEVELS.values()))[0]
        for permission in self._permissions[level]:
            self._part(model, contact, permission, principal)

    def _record(self, model: type[models.Model], made: int, owner: str, *columns: object) -> str:
        key = times.id_at(made, self._rng)
        version, updated = times.history(made, self._rng, until=self.until)
        when = (times.as_datetime(made), times.as_datetime(updated))
        self._rows[model].append((key, owner, owner, owner, version, *when, *columns))
        return key

    def _part(self, model: type[models.Model], *columns: object) -> None:
        self._rows[model].append((times.id_at(self.until, self._rng), *columns))

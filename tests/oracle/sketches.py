"""What may a world be like? Hypothesis draws two accounts: people, teams, records, parts, links and grants.

A sketch is plain data, so that a failure can be read; building.py makes rows of it. Numbers choose among what there
is, modulo how many there are.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

# Ties under the sort keys (case, accents, composed or not), what sorts apart, and what is written from the right.
TEXTS = (
    *("a", "ab", "Ab", "A", "b", "a", "ab", "Ab", "A", "b", "a", "ab", "Ab", "A", "b"),
    *(
        "a",
        "A",
        "å",
        "a\u030a",
        "ab",
        "Ab",
        "Äb",
        "b",
        "é z",
        "É",
        "中",
        "ß",
        "ss",
        "ı",
        "I",
        "İ",
        "ﬁ",
        "fi",
        "𝒜",
        "😀",
    ),
    *("Σ", "ς", "ΣΑΣ", "שלום", "مرحبا", "50%_", "\\", "'; --", '"', "z"),
)
OPTIONAL = (None, None, "", *TEXTS)
TEAM_NAMES = ("a", "B", "é", "E", "中", "😀", "z")  # no two are the same in lower case
USER_NAMES = ("ada", "Ada", "ben", "Zoë", "éva")
DAYS = (None, None, date(1, 1, 1), date(1990, 2, 28), date(2000, 1, 1), date(9999, 12, 31))
TIMES = (
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2020, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(2030, 1, 1, tzinfo=UTC),
)
LEVELS = ("view", "edit", "manage")
RESOURCES = ("account", "companies", "contacts", "notes", "profile", "sharing", "tags", "teams", "users")
SCOPES = tuple(f"{resource}:{verb}" for resource in RESOURCES for verb in ("read", "write"))


@dataclass(frozen=True, kw_only=True)
class PersonSketch:
    """Somebody of the account."""

    username: str
    name: str | None
    phone: str | None
    role: str
    is_superuser: bool
    updated_by: int | None


@dataclass(frozen=True, kw_only=True)
class TeamSketch:
    """A team; members are numbers of people, and its owner need not be one."""

    name: str
    owner: int
    members: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RecordSketch:
    """What all records have: whose, who else touched it when, and (principal, level) for each grant."""

    owner: int
    others: tuple[int, int]
    times: tuple[datetime, datetime]
    name: str
    version: int = 1
    grants: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardSketch:
    """A contact or company: its record, columns, parts and links."""

    record: RecordSketch
    names: tuple[str | None, str | None]
    birthday: date | None
    texts: int
    parts: tuple[int, ...]
    tags: tuple[int, ...]
    company: int | None
    notes: tuple[RecordSketch, ...]


@dataclass(frozen=True, kw_only=True)
class EntrySketch:
    """Something that was done to some record, by whom, with what; and what changed, unless that is erased."""

    record: int
    action: str | None  # None: what the record is, and the verb
    verb: str
    user: int | None
    credential: str | None
    companies: tuple[int | None, int | None]
    tags: tuple[int, ...]
    texts: tuple[str | None, str | None]
    is_erased: bool


@dataclass(frozen=True, kw_only=True)
class AccountSketch:
    """One account."""

    people: tuple[PersonSketch, ...]
    teams: tuple[TeamSketch, ...]
    tags: tuple[RecordSketch, ...]
    companies: tuple[CardSketch, ...]
    contacts: tuple[CardSketch, ...]
    entries: tuple[EntrySketch, ...]
    scopes: tuple[str, ...]  # of a token


def tuples(of: Any, smallest: int, most: int, **more: Any) -> Any:
    """Return a strategy of tuples."""
    return st.lists(of, min_size=smallest, max_size=most, **more).map(tuple)


one_of = st.sampled_from
number = st.integers(0, 11)
grants = tuples(st.tuples(number, one_of(LEVELS)), 0, 5, unique_by=lambda grant: grant[0])


def records(granted: Any = grants) -> Any:
    """Return a strategy of records."""
    return st.builds(
        RecordSketch,
        owner=number,
        others=st.tuples(number, number),
        times=st.tuples(one_of(TIMES), one_of(TIMES)),
        name=one_of(TEXTS),
        version=st.integers(1, 3),
        grants=granted,
    )


cards = st.builds(
    CardSketch,
    record=records(),
    names=st.tuples(one_of(OPTIONAL), one_of(OPTIONAL)),
    birthday=one_of(DAYS),
    texts=st.integers(0, 200),
    parts=tuples(st.integers(0, 89), 0, 3),
    tags=tuples(number, 0, 2),
    company=st.none() | number,
    notes=tuples(records(st.just(())), 0, 2),
)
people = st.builds(
    PersonSketch,
    username=one_of(USER_NAMES),
    name=one_of(OPTIONAL),
    phone=one_of(OPTIONAL),
    updated_by=st.none() | number,
    role=one_of(["ADMIN", "MEMBER", "BILLING"]),
    is_superuser=st.booleans(),
)
entries = st.builds(
    EntrySketch,
    record=st.integers(0, 59),
    action=st.sampled_from([None, None, None, "user:update", "weather:change"]),
    verb=one_of(["create", "update", "update", "share", "unshare"]),
    user=st.none() | number,
    credential=st.none() | one_of(["SESSION", "PERSONAL_TOKEN", "APPLICATION"]),
    companies=st.tuples(st.none() | number, st.none() | number),
    tags=tuples(number, 0, 3),
    texts=st.tuples(one_of(OPTIONAL), one_of(OPTIONAL)),
    is_erased=st.integers(0, 5).map(lambda drawn: drawn == 5),
)
teams = st.builds(TeamSketch, name=one_of(TEAM_NAMES), owner=number, members=tuples(number, 0, 3))


def accounts(of_people: int, contacts: int, others: int) -> Any:
    """Return a strategy of accounts of so many people, and at most so many of all else."""
    return st.builds(
        AccountSketch,
        people=tuples(people, of_people, of_people),
        teams=tuples(teams, 0, 3, unique_by=lambda team: team.name),
        tags=tuples(records(), 1, others),
        companies=tuples(cards, 1, others),
        contacts=tuples(cards, contacts // 2, contacts),
        entries=tuples(entries, others, 4 * others),
        scopes=tuples(one_of(SCOPES), 1, len(SCOPES)) | st.just(tuple(SCOPES)),
    )


worlds = st.tuples(accounts(4, 14, 6), accounts(2, 4, 3))

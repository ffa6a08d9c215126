"""Which contacts may somebody see, in which order? Random worlds, and an oracle that looks at rows one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import worlds
from accounts.models import Membership, Team, User
from contacts.models import Company, Contact
from permissions.levels import Level, permission_ids
from permissions.models import ContactTeamGrant, ContactUserGrant

# Each example makes an account of its own in the database, so that the first take their time.
PROPERTY = settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
# Ties under the sort key (case, accents, composed or not), and what sorts apart: ß, ı, a ligature, other planes.
NAMES = [
    *(None, "", "a", "A", "å", "a\u030a", "ab", "Ab", "Äb", "b", "é z", "中", "ß", "ss"),
    *("ı", "I", "İ", "ﬁ", "fi", "𝒜", "😀", "Σ", "ς"),
]
DAYS = [None, date(1, 1, 1), date(1990, 2, 28), date(2000, 1, 1), date(9999, 12, 31)]
TIMES = [
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2020, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(2030, 1, 1, tzinfo=UTC),
]
LEVELS = [None, None, *Level]
ORDER_FIELDS = {
    "BIRTHDAY": "birthday",
    "CREATED_AT": "created_at",
    "FIRST_NAME": "first_name_key",
    "LAST_NAME": "last_name_key",
    "NAME": "display_name_key",
    "UPDATED_AT": "updated_at",
}
Order = list[tuple[str, str]]


@dataclass(frozen=True)
class Sketch:
    """A contact before it is made: whose, which columns, and the levels that ada, her team and another have."""

    owner: int
    columns: dict[str, Any]
    in_company: bool
    levels: tuple[Level | None, Level | None, Level | None]


@dataclass(frozen=True)
class World:
    """Who looks, and a company of theirs that some of the contacts work for."""

    ada: User
    company: Company


sketches = st.lists(
    st.builds(
        Sketch,
        owner=st.integers(0, 1),
        columns=st.fixed_dictionaries(
            {"first_name": st.sampled_from(NAMES), "last_name": st.sampled_from(NAMES)}
            | {"birthday": st.sampled_from(DAYS)}
            | {"created_at": st.sampled_from(TIMES), "updated_at": st.sampled_from(TIMES)}
        ),
        in_company=st.booleans(),
        levels=st.tuples(*[st.sampled_from(LEVELS)] * 3),
    ),
    max_size=24,
)
orders = st.lists(st.tuples(st.sampled_from(sorted(ORDER_FIELDS)), st.sampled_from(["ASC", "DESC"])), max_size=3)


def build(drawn: Sequence[Sketch]) -> World:
    """Make the world: ada and ben, her team and one that she is not in."""
    ada, ben = worlds.people("ada", "ben")
    teams = (worlds.team(ben, ada), worlds.team(ben, name="Others"))
    company = worlds.company(ada)
    with worlds.within(ada):
        contacts = Contact.objects.bulk_create(
            Contact(
                account_id=ada.account_id,
                company=company if sketch.in_company else None,
                display_name=f"{sketch.columns['first_name'] or ''} {sketch.columns['last_name'] or ''}",
                **dict.fromkeys(("owner", "created_by", "updated_by"), (ada, ben)[sketch.owner]),
                **sketch.columns,
            )
            for sketch in drawn
        )
        for contact, sketch in zip(contacts, drawn, strict=True):
            _grant(contact, ada, teams, sketch.levels)
    return World(ada, company)


def _grant(contact: Contact, ada: User, teams: tuple[Team, Team], levels: tuple[Level | None, ...]) -> None:
    for principal, level in zip((ada, *teams), levels, strict=True):
        model: Any = ContactUserGrant if principal is ada else ContactTeamGrant
        who = {"user": principal} if isinstance(principal, User) else {"group": principal.group}
        model.objects.bulk_create(
            model(content_object=contact, permission_id=permission_ids()[included.codename(Contact)], **who)
            for included in (level.included if level else ())
        )


def visible(person: User) -> list[Contact]:
    """Return the contacts that somebody may see, by looking at each, its owner and its grants."""
    with worlds.within(person):
        groups = {row.group_id for row in Membership.objects.all() if row.user_id == person.pk}
        mine = [row for row in ContactUserGrant.objects.all() if row.user_id == person.pk]
        teams = [row for row in ContactTeamGrant.objects.all() if row.group_id in groups]
        may_view = permission_ids()["view_contact"]
        shared = {row.content_object_id for row in (*mine, *teams) if row.permission_id == may_view}
        return [row for row in Contact.objects.all() if row.owner_id == person.pk or row.pk in shared]


def ordered(contacts: Sequence[Contact], order: Order) -> list[str]:
    """Return the ids in order: ties go by id in the direction of the last key, and without any, newest first."""
    found = sorted(contacts, key=lambda row: row.pk, reverse=not order or order[-1][1] == "DESC")
    for name, direction in reversed(order):
        found.sort(key=lambda row: _key(row, ORDER_FIELDS[name]), reverse=direction == "DESC")
    return [worlds.id_of(row) for row in found]


def _key(row: Contact, column: str) -> Any:
    value = getattr(row, column)
    # Who has no birthday comes after all who have.
    return (value is None, value or date.max) if column == "birthday" else value

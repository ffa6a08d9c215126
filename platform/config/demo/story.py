"""Whom does the demo show? Two customers who know nothing of each other, and people who have shared nothing yet.

So a walk begins as with real users: ben and dora see none of ada's contacts until ada shares one.
"""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions import add_team_member, create_team
from accounts.models import Account, Role, User
from config.demo import times
from config.demo.years import Years
from database.context import account_context
from tokens.applications import ApplicationValues, register_application
from tokens.oauth_models import ClientType
from tokens.scopes import SCOPES

SEED = 1
FOUNDED_BEFORE_MS = 60_000  # before anything was put in


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user, and how much they have put in."""

    username: str
    name: str
    role: Role = Role.MEMBER
    contacts: int = 0
    companies: int = 0
    tags: int = 0


@dataclass(frozen=True, kw_only=True)
class Customer:
    """An account. Its team, if there is a name for one, is the first person's, and has so many of them as members."""

    name: str
    country: str
    domain: str
    people: tuple[Person, ...]
    team: str | None = None
    members: int = 0


HARBOUR = Customer(
    name="Harbour Books",
    country="GB",
    domain="harbour-books.example",
    people=(
        Person(username="ada", name="Ada Brontë", role=Role.ADMIN, contacts=300, companies=34, tags=10),
        Person(username="ben", name="Ben Okafor", contacts=40, companies=6, tags=4),
        Person(username="dora", name="Dora O’Neill"),
    ),
    team="Sales",
    members=2,
)
QUARRY = Customer(
    name="Quarry Tools",
    country="NO",
    domain="quarry-tools.example",
    people=(Person(username="cleo", name="Cleo Ødegård", role=Role.ADMIN, contacts=300, companies=40, tags=8),),
)
PHONES = ApplicationValues(
    name="Steward for phones",
    redirect_uris=("com.example.steward:/back", "http://127.0.0.1/back"),
    scopes=tuple(SCOPES),
)


@transaction.atomic
def create_demo(password: str) -> list[str]:
    """Create the demo and return its user names, who all have this password. All of it or nothing."""
    rng, until = Random(SEED), times.now_ms()  # noqa: S311  # nothing to guess: always the same people
    register_application(PHONES, client_type=ClientType.PUBLIC, actor=None, client_id="steward-mobile")
    return [user.username for customer in (HARBOUR, QUARRY) for user in _create(customer, password, rng, until)]


def is_loaded() -> bool:
    """Return whether this database has the demo."""
    first = HARBOUR.people[0].username
    return User.objects.filter(username=first, email=f"{first}@{HARBOUR.domain}").exists()


def _create(customer: Customer, password: str, rng: Random, until: int) -> list[User]:
    account, users = _found(customer, password, rng, until - times.SPAN_MS - FOUNDED_BEFORE_MS)
    with account_context(account.pk):
        for person, user in zip(customer.people, users, strict=True):
            years = Years(user, country=customer.country, rng=rng, until=until)
            years.fill(contacts=person.contacts, companies=person.companies, tags=person.tags)
        if customer.team:
            _create_team(customer.team, users[: customer.members])
    return users


def _found(customer: Customer, password: str, rng: Random, moment: int) -> tuple[Account, list[User]]:
    """Return the account and its users as founded at that moment, each with an address to sign in by."""
    key = UUID(times.id_at(moment, rng))
    account = Account.objects.create(id=key, name=customer.name, country=customer.country)
    keys = (UUID(times.id_at(moment + number, rng)) for number in range(len(customer.people)))
    users = [
        _create_user(*pair, account, customer.domain, password) for pair in zip(customer.people, keys, strict=True)
    ]
    # Django writes the present into this column, whatever it was given. The account keeps it: its trial begins now.
    User.objects.filter(account=account).update(created_at=times.as_datetime(moment))
    return account, users


def _create_user(person: Person, key: UUID, account: Account, domain: str, password: str) -> User:
    address = f"{person.username}@{domain}"
    user = User(id=key, account=account, username=person.username, email=address, name=person.name, role=person.role)
    user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def _create_team(name: str, people: list[User]) -> None:
    owner, *members = people
    team = create_team(name, actor=owner)
    for member in members:
        add_team_member(team, member.pk, actor=owner)

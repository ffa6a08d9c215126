"""How does measuring get its contacts? Accounts of 25 users and 25,000 contacts, each in one transaction.

Everything is written by the app's role from within the account, so the wall stays up. Ctrl-C ends the accounts that are
under way first; what is killed leaves whole accounts only. Memory holds a batch for each worker, whatever the number.
"""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from random import Random

from django.db import connection
from uuid_utils.compat import uuid7

from accounts.actions import create_team
from accounts.models import Account, Membership, Role, User
from config.demo import times
from config.demo.rows import COLUMNS, Crowd
from config.demo.staging import Staging
from database.context import account_context, lift_limits

USER_CONTACTS = 1_000
USERS_MIN = 10
ACCOUNT_USERS = 25
ACCOUNTS_MIN = 2
CONTACTS_PER_COMPANY = 10
TEAMS = ("Sales", "Service", "Board")
BATCH_CONTACTS = 2_000
WORKERS = 2  # the database works for one while Python works for the other


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one account gets of the load. Users and accounts have numbers."""

    number: int
    users: range
    contacts: int


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """An account that is there now; `rows` by table."""

    name: str
    first_user: str
    rows: dict[str, int]
    seconds: float


def shares(contacts: int) -> list[Share]:
    """Return how the load is divided: 1,000,000 contacts -> 40 accounts of 25 users and 25,000 contacts."""
    users = max(USERS_MIN, contacts // USER_CONTACTS)
    accounts = max(ACCOUNTS_MIN, round(users / ACCOUNT_USERS))
    sizes = _parts(users, accounts)
    columns = zip(sizes, accumulate(sizes), _parts(contacts, accounts), strict=True)
    return [
        Share(number=number, users=range(end - size + 1, end + 1), contacts=part)
        for number, (size, end, part) in enumerate(columns, start=1)
    ]


def load(contacts: int, *, seed: int, password: str) -> Iterator[Loaded]:
    """Make the accounts. `password` is hashed; `seed` decides all but ids and moments."""
    run = secrets.token_hex(4)  # so that no load is in the way of another
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(partial(_load, run=run, seed=seed, password=password), shares(contacts))


def _load(share: Share, *, run: str, seed: int, password: str) -> Loaded:
    began, key = time.monotonic(), uuid7()
    rng = Random(f"{seed} {share.number}")  # noqa: S311  # nothing to guess
    try:
        with account_context(key):
            lift_limits()
            account = Account.objects.create(id=key, name=f"Load {run} {share.number}", country="GB")
            users = _create_users(account, share.users, run, password)
            crowd = Crowd([user.pk.hex for user in users], _create_teams(users, rng), rng=rng, until=times.now_ms())
            rows = _fill(crowd, share.contacts, rng)
    finally:
        connection.close()  # it is this thread's alone
    return Loaded(name=account.name, first_user=users[0].username, rows=rows, seconds=time.monotonic() - began)


def _parts(whole: int, count: int) -> list[int]:
    """7, 3 -> [3, 2, 2]."""
    return [whole // count + (number < whole % count) for number in range(count)]


def _create_users(account: Account, numbers: range, run: str, password: str) -> list[User]:
    """Return new users: "load000001x3fa2b1c8", …; the first is an ADMIN."""
    names = [f"load{number:06}x{run}" for number in numbers]
    roles = [Role.ADMIN, *[Role.MEMBER] * (len(names) - 1)]
    return User.objects.bulk_create(
        User(account=account, username=name, email=f"{name}@load.example", name=name, role=role, password=password)
        for name, role in zip(names, roles, strict=True)
    )


def _create_teams(users: list[User], rng: Random) -> list[int]:
    """Return the groups of new teams. Everybody is in one to three; who owns one is in it."""
    groups = [create_team(name, actor=user).group_id for name, user in zip(TEAMS, users, strict=False)]
    Membership.objects.bulk_create(
        Membership(account_id=user.account_id, group_id=group, user=user)
        for user in users[len(TEAMS) :]
        for group in rng.sample(groups, rng.randint(1, len(groups)))
    )
    return groups


def _fill(crowd: Crowd, contacts: int, rng: Random) -> dict[str, int]:
    """Put contacts, and a tenth as many companies, into the open account; return how many rows there are of what."""
    staging = Staging(COLUMNS)
    for number, made in enumerate(times.spread(contacts, rng, until=crowd.until)):
        if number % CONTACTS_PER_COMPANY == 0:
            crowd.add_company(made)
        crowd.add_contact(made)
        if number % BATCH_CONTACTS == 0:
            staging.add(crowd.take())
    staging.add(crowd.take())
    return staging.move()

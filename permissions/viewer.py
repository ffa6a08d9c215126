"""Who asks? The first expression of every statement: no live session, no row; and with the row comes the wall.

Everything else in a statement depends on its row, so the order of evaluation is fixed and a mistake fails closed.
Nothing about a person is kept in memory between requests: what is revoked is gone for the very next statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from accounts import allowances
from accounts.cookies import stored_key
from accounts.models import User
from database.context import SETTING
from database.statements import Parameters, fetch

# What actions need of their actor, by the names of columns; passwords are not it.
OF_A_PERSON = ("id", "account_id", "username", "email", "name", "role", "is_active")


class Inputs(NamedTuple):
    """What a statement is run with: the session's stored key, the operation's variables, the record of a payload.

    `requested` are the points the operation costs, `spent` these and what the session was not yet charged.
    """

    session_key: str
    variables: Mapping[str, object]
    record: UUID | None = None
    requested: int = 0
    spent: int = 0


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person at work in a transaction of their account."""

    user: User
    session_key: str

    @property
    def inputs(self) -> Inputs:
        """What statements about this viewer alone are run with."""
        return Inputs(session_key=self.session_key, variables={})


@dataclass(frozen=True)
class SessionKey:
    """The slot of the session's stored key."""

    def __call__(self, inputs: Inputs) -> str:
        return inputs.session_key


def spent(inputs: Inputs) -> int:
    """The slot of the points spent."""
    return inputs.spent


def session_key(cookie: str) -> str | None:
    """Return the stored key of the session that the cookie is of, if it can be of one."""
    return stored_key(cookie)


def who(parameters: Parameters) -> str:
    """Return the WITH clause: one row `viewer` (user_id, account_id, remaining, group_ids), none if nobody is there.

    The account's wall is raised by `identity`; the teams are read behind it. `remaining` are the points that the viewer
    has left after this, below zero if it is too much.
    """
    remaining = allowances.remaining("a.full_at", f"{parameters.add(spent)}::int")
    return f"""WITH identity AS MATERIALIZED (
  SELECT u.id AS user_id, u.account_id, set_config('{SETTING}', u.account_id::text, true) AS wall,
         {remaining} AS remaining
  FROM accounts_session s JOIN accounts_user u ON u.id = s.user_id LEFT JOIN accounts_allowance a ON a.holder = u.id
  WHERE s.session_key = {parameters.add(SessionKey())}::text AND s.expire_date > now()
    AND s.seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'
    AND s.version = u.session_version AND u.is_active
), viewer AS MATERIALIZED (
  SELECT i.user_id, i.account_id, i.remaining,
         ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids
  FROM identity i WHERE i.wall IS NOT NULL
)"""


def authenticate(inputs: Inputs) -> tuple[Viewer | None, float]:
    """Return who is signed in, by `who`, and the points they have left; the transaction is in their account now."""
    parameters = Parameters()
    columns = ", ".join(f"u.{column}" for column in OF_A_PERSON)
    sql = f"""{who(parameters)}
SELECT viewer.remaining, {columns} FROM viewer JOIN accounts_user u ON u.id = viewer.user_id"""
    rows = fetch(sql, [slot(inputs) for slot in parameters.slots])
    if not rows:
        return None, 0
    [(remaining, *values)] = rows
    user = User.from_db(DEFAULT_DB_ALIAS, OF_A_PERSON, values)
    return Viewer(user=user, session_key=inputs.session_key), remaining

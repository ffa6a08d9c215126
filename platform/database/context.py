"""Whose rows are within reach? The account wall's setting, for one transaction.

Row-level security on every table of Data compares `account_id` with this setting. Without it no row is visible
and none can be written, so forgetting it fails closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

SETTING = "steward.account_id"
# '' and not NULL is what a setting reads as after the transaction that set it has ended.
CURRENT_ACCOUNT_SQL = f"nullif(current_setting('{SETTING}', true), '')::uuid"


@contextmanager
def account_context(account_id: UUID) -> Iterator[None]:
    """Run a transaction within one account. Nesting raises: a committed inner one would leave its account behind."""
    if connection.in_atomic_block and _current():
        raise RuntimeError("An account context is open already.")
    with transaction.atomic():
        set_account(account_id)
        yield
        _set("")


@contextmanager
def inside(account_id: UUID) -> Iterator[None]:
    """Hold a block within an account, and go back to where its transaction was: for what is done to no Data.

    Sessions, tokens and people are outside the wall, and what is done to them is written down behind it.
    """
    with transaction.atomic(savepoint=False):
        before = _current()
        if before != str(account_id):
            set_account(account_id)
        yield
        if before != str(account_id):
            _set(before or "")


@contextmanager
def snapshot(account_id: UUID) -> Iterator[None]:
    """Run a transaction within one account whose statements all see the same moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        set_account(account_id)
        yield


def lift_limits() -> None:
    """Let the statements of the open transaction take longer than those of a request may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def set_account(account_id: UUID) -> None:
    """Put the open transaction within `account_id`."""
    _set(str(account_id))


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


def _current() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')", [SETTING])
        row = cursor.fetchone()
    return row[0] if row else None

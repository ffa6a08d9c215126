"""What is too old, and goes? By the rules of privacy/rules.py: looked at in a dry run, and applied once a day.

Each batch is a transaction of its own, so none is long, nobody waits, and whoever is killed goes on where they were.
How late it is, the database says, for all workers alike.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from accounts.models import Account
from database.context import account_context
from erasure import clock, tombstones
from erasure.models import Subject
from privacy.lengths import lengths
from privacy.rules import RULES, Rule
from privacy.things import Old

BATCH = 500  # things of a transaction

logger = logging.getLogger("steward.retention")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How it stands with a rule: how many days it has, what is too old."""

    rule: Rule
    days: int
    old: Old


def look() -> Iterator[Standing]:
    """Yield how it stands with each rule, and change nothing."""
    now, days = _now(), lengths()
    for rule in RULES:
        before = now - timedelta(days=days[rule.name])
        yield Standing(rule=rule, days=days[rule.name], old=_together(_old(rule, before)))


def apply() -> Iterator[tuple[Rule, int]]:
    """Apply each rule; yield how many things went by it."""
    now, days = _now(), lengths()
    for rule in RULES:
        yield rule, _apply(rule, now - timedelta(days=days[rule.name]))


def apply_daily() -> None:
    """Apply the rules, unless the clock is not to be believed (erasure/clock.py): that is logged, and nothing goes.

    A rule that fails keeps no other from being applied; raise an ExceptionGroup of what went wrong.
    """
    now, days, wrong = _now(), lengths(), list[Exception]()
    if not clock.believed(now):
        logger.warning(
            "Nothing that is too old goes yet: the clock is new, or has jumped; the clock is watched for days."
        )
        return
    for rule in RULES:
        try:
            if count := _apply(rule, now - timedelta(days=days[rule.name])):
                logger.info("%s of %s went: older than %s days", count, rule.name, days[rule.name])
        except Exception as error:  # noqa: BLE001  # raised below, all together
            wrong.append(error)
    if wrong:
        raise ExceptionGroup("Not all rules could be applied.", wrong)


def _apply(rule: Rule, before: datetime) -> int:
    return sum(count for of in _places(rule) for count in _batches(rule, before, of))


def _batches(rule: Rule, before: datetime, of: UUID | None) -> Iterator[int]:
    """Delete batch after batch; yield how many things each had."""
    count = BATCH
    while count == BATCH:
        with _within(of):
            count = rule.things.delete(before, BATCH)
        yield count


def _old(rule: Rule, before: datetime) -> Iterator[Old]:
    for of in _places(rule):
        with _within(of):
            yield rule.things.old(before)


def _together(found: Iterator[Old]) -> Old:
    parts = list(found)
    return Old(sum(part.count for part in parts), min((part.oldest for part in parts if part.oldest), default=None))


def _places(rule: Rule) -> Sequence[UUID | None]:
    """Return behind which walls to look: those of all accounts, or none.

    Of an account that was erased the register stays, and grows old as all others.
    """
    if not rule.things.is_of_account:
        return [None]
    erased = {one.account for one in tombstones.read(settings.TOMBSTONES) if one.subject == Subject.ACCOUNT}
    return sorted({*Account.objects.values_list("pk", flat=True), *erased})


def _within(of: UUID | None) -> AbstractContextManager[None]:
    return account_context(of) if of else transaction.atomic()


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [(now,)] = cursor.fetchall()
    return now  # type: ignore[no-any-return]  # as PostgreSQL has it

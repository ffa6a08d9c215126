"""What was written down in an account? Read by tests, as whoever is behind its wall."""

import json
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from audit import chain
from audit.models import Detail, DetailKind, Entry
from database.context import account_context

EVERYTHING = " UNION ALL ".join(
    f"SELECT to_jsonb(t)::text FROM audit_{table} t" for table in ("entry", "detail", "link")
)


def entries(of: User, *, but: list[Entry] | None = None) -> list[Entry]:
    """Return all entries of a person's account, the oldest first, without those that there were before."""
    known = {entry.pk for entry in but or ()}
    with account_context(of.account_id):
        return list(Entry.objects.exclude(pk__in=known).order_by("id"))


def changes(entry: Entry) -> Any:
    """Return what an entry tells beside itself: {"before": {…}, "after": {…}}, or None."""
    return _said(entry, DetailKind.CHANGES)


def address(entry: Entry) -> str | None:
    """Return where what an entry tells of came from."""
    said = _said(entry, DetailKind.ORIGIN)
    return said and said["address"]


def faults(of: User) -> list[str]:
    """Return what is wrong with the chain of a person's account."""
    return chain.faults(of.account_id)


def everything(of: User) -> str:
    """Return all that the tables of the audit have of a person's account."""
    with account_context(of.account_id), connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return "\n".join(row for (row,) in cursor.fetchall())


def details_of(account_id: UUID, *subjects: UUID) -> int:
    """Return how much is told of some records."""
    with account_context(account_id):
        return Detail.objects.filter(subject_id__in=subjects).count()


def _said(entry: Entry, kind: DetailKind) -> Any:
    with account_context(entry.account_id):
        detail = Detail.objects.filter(entry=entry, kind=kind).first()
    return json.loads(detail.text) if detail else None

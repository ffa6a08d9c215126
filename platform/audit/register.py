"""How is it written down that something leaves, and to whom? Before it does: see `write` (P10).

What is told of a disclosure is what, by its id, and which of its fields; never what they hold.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from uuid_utils.compat import uuid7

from audit.models import Disclosure, Recipient
from database.statements import fetch

DAYS_MIN = 365  # what is younger stays, as audit_forget_disclosures has it
DISCLOSE = (
    "SELECT audit_disclose($1::text[]::uuid[], $2::text[]::uuid[], $3::text[]::uuid[], $4::text[],"
    " $5::text[]::uuid[], $6::text[], $7::text[]::uuid[], $8::text[]::uuid[], $9::text[], $10::int[])"
)


class Disclosed(NamedTuple):
    """Something that somebody is given. Keys are text, as the database has them."""

    account_id: str
    owner_id: str
    kind: str
    record_id: str
    recipient: str
    recipient_id: str | None
    user_id: str
    fields: frozenset[str]


def disclose(  # each a column
    what: str,
    record_id: UUID,
    *,
    to: Recipient,
    recipient_id: UUID | None = None,
    account_id: UUID,
    owner_id: UUID,
    fields: Iterable[str] = (),
) -> None:
    """Write down, in the open transaction, that somebody has something of theirs go to a recipient."""
    keys = (str(account_id), str(owner_id), what, str(record_id), to.value)
    write([Disclosed(*keys, str(recipient_id) if recipient_id else None, str(owner_id), frozenset(fields))])


def write(disclosed: Iterable[Disclosed]) -> None:
    """Write it down in the open transaction, which stays in its account."""
    if told := list(disclosed):
        fetch(DISCLOSE, columns([told]))


def forget(rows: QuerySet[Disclosure]) -> None:
    """Delete rows of the register that are older than DAYS_MIN, in the account whose context is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_disclosures(%s)", [list(rows.values_list("pk", flat=True))])


def columns(requests: Iterable[Collection[Disclosed]]) -> list[list[object]]:
    """Return the values of DISCLOSE for what several requests are given; of each, the same thing counts once."""
    merged: dict[tuple[str | None, ...], tuple[frozenset[str], int]] = {}
    for request in requests:
        for key, fields in _once(request).items():
            before, times = merged.get(key, (frozenset(), 0))
            merged[key] = before | fields, times + 1
    rows = [(str(uuid7()), *key, ",".join(sorted(fields)), times) for key, (fields, times) in merged.items()]
    return [[row[place] for row in rows] for place in range(10)]


def _once(request: Collection[Disclosed]) -> dict[tuple[str | None, ...], frozenset[str]]:
    found: dict[tuple[str | None, ...], frozenset[str]] = {}
    for *key, fields in request:
        found[*key,] = found.get((*key,), frozenset()) | fields
    return found

"""How is it written down that something leaves, and to whom? Before it does, as one text for each answer (P10).

What is told of a disclosure is what, by its id, and which of its fields; never what they hold. `fold` brings it into
the register, a row for each record: soon, and off the way of who waits for an answer.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from audit.models import Disclosure, Recipient
from database.statements import fetch

DAYS_MIN = 365  # what is younger stays, as audit_forget_disclosures has it
TELL = "SELECT audit_tell($1::text[])"
FOLD = "SELECT audit_fold($1::int)"
FOLDED_MOST = 1_000_000  # octets at once, with some 25,000 records: a second of work, where ten are allowed


class Reader(NamedTuple):
    """To whom something goes: on whose behalf, and by which token, application, request of support or archive."""

    account_id: str
    user_id: str
    recipient: Recipient
    recipient_id: str | None


class Part(NamedTuple):
    """Records of one kind and owner, of which these fields are shown. Keys are text, as the database has them."""

    kind: str
    owner_id: str
    fields: Iterable[str]
    record_ids: Sequence[str]


def text(reader: Reader, parts: Iterable[Part]) -> str:
    """Return what is told in one answer, as `audit_fold` reads it. Each record is in one part."""
    told = [
        {"kind": kind, "owner": owner, "fields": ",".join(fields), "records": records}
        for kind, owner, fields, records in parts
    ]
    to = {"recipient": reader.recipient.value, "recipientId": reader.recipient_id}
    return json.dumps({"account": reader.account_id, "user": reader.user_id, "told": told} | to)


def disclose(what: str, record_id: UUID, *, reader: Reader, fields: Iterable[str] = ()) -> None:
    """Write down, in the open transaction, that somebody has something of theirs go."""
    tell([text(reader, [Part(what, reader.user_id, fields, [str(record_id)])])])


def tell(told: list[str]) -> None:
    """Write down texts in the open transaction."""
    if told:
        fetch(TELL, [told])


def fold() -> None:
    """Bring all that was told into the register."""
    while fetch(FOLD, [FOLDED_MOST])[0][0]:
        pass


def forget(rows: QuerySet[Disclosure]) -> None:
    """Delete rows of the register that are older than DAYS_MIN, in the account whose context is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_disclosures(%s)", [list(rows.values_list("pk", flat=True))])

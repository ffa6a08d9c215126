"""How is it written down that something leaves, and to whom? Before it does, as one text for each answer (P10).

What a mutation or a job tells is told in its transaction; what a query tells, in a journal (audit/journal.py) first.

What is told of a disclosure is what, by its id, and which of its fields; never what they hold. `fold` brings it into
the register, a row for each record: soon, and off the way of who waits for an answer.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.journal import left
from audit.models import Disclosure, Recipient
from database.statements import fetch

logger = logging.getLogger("steward.audit")

DAYS_MIN = 365  # what is younger stays, as audit_forget_disclosures has it
_KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LINE = re.compile(rf"[A-Z_]+(?: {_KEY}){{3}}\t\[.+\]\t[0-9]+ {_KEY} {_KEY}(?:,[0-9]+ {_KEY} {_KEY})*".encode())
TELL = "SELECT audit_tell($1::text[])"
TELL_PART = "SELECT audit_tell($1::jsonb, $2::timestamptz)"
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


def line(reader: bytes, shown: bytes, marks: bytes) -> bytes:
    """Return the line of a journal for an answer, which is made while somebody waits for it: `text_of` reads it.

    `reader` are a Recipient and three keys: of an account, a person, and what is told. `shown` is the JSON of
    [["contact", ["name"]], …], and each of the `marks`, with commas between, a place in that and the keys of a record
    and its owner.
    """
    return b"\t".join((reader, shown, marks))


def text_of(noted: bytes) -> str:
    """Return what a line says, as `audit_register` reads it."""
    by, shown, marks = noted.decode().split("\t")
    recipient, account_id, user_id, recipient_id = by.split(" ")
    places: dict[str, list[str]] = {}  # by record and owner, all in which it is shown
    for marked in dict.fromkeys(marks.split(",")):
        place, _, record = marked.partition(" ")
        places.setdefault(record, []).append(place)
    records: dict[tuple[str, ...], list[str]] = {}
    for record, of in places.items():
        record_id, owner_id = record.split(" ")
        records.setdefault((owner_id, *of), []).append(record_id)
    all_shown = _shown(shown)
    parts = (_part(owner_id, [all_shown[int(place)] for place in of], ids) for (owner_id, *of), ids in records.items())
    return text(Reader(account_id, user_id, Recipient(recipient), recipient_id), parts)


@lru_cache(maxsize=1_024)
def _shown(text: str) -> list[tuple[str, list[str]]]:
    """Return what the places of a statement show: the same for all that it answers."""
    return [(kind, fields) for kind, fields in json.loads(text)]


def _part(owner_id: str, shown: list[tuple[str, list[str]]], record_ids: list[str]) -> Part:
    fields = sorted(set[str]().union(*(fields for _, fields in shown)))
    return Part(shown[0][0], owner_id, fields, record_ids)


def text(reader: Reader, parts: Iterable[Part]) -> str:
    """Return what is told in one answer, as `audit_register` reads it. Each record is in one part."""
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


def told(part: Counter[bytes], at: datetime) -> list[object]:
    """Return the values of TELL_PART for lines of a journal, which were last told then."""
    told = (f'{{"times": {times}, {text_of(noted)[1:]}' for noted, times in part.items())
    return [f"[{','.join(told)}]", at]


def recover(folder: Path) -> None:
    """Tell what processes that are no more have left in their journals.

    A machine that lost its power may have left what is no line: nobody can tell what that was.
    """
    for page in left(folder):
        broken = [noted for noted in page.times if not _is_line(noted)]
        if broken:
            logger.warning("%s of %s lines of a journal could not be read", len(broken), len(page.times))
        page.forget(broken)
        with transaction.atomic():
            while part := page.part():
                fetch(TELL_PART, told(part, page.last_at))
                page.forget(part)
        page.end()


def _is_line(noted: bytes) -> bool:
    try:
        return LINE.fullmatch(noted) is not None and bool(text_of(noted))
    except (IndexError, ValueError):
        return False


def fold() -> None:
    """Bring all that was told into the register."""
    while fetch(FOLD, [FOLDED_MOST])[0][0]:
        pass


def forget(rows: QuerySet[Disclosure]) -> None:
    """Delete rows of the register that are older than DAYS_MIN, in the account whose context is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_disclosures(%s)", [list(rows.values_list("pk", flat=True))])

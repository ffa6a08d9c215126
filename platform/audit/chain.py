"""Was anything altered? Each link's hash is of the one before and of its entry, so that nothing can change unseen.

It is computed here once more, since whoever could alter the rows could alter the database's functions as well.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from audit.recording import ORIGIN_DAYS_MIN, seal
from database.context import account_context

BEGINNING = bytes(32)
ROWS = """
SELECT l.sequence, l.previous, l.hash, l.id, e.id, e.account_id, e.at, e.action, e.record_id, e.user_id, e.credential,
  e.credential_id, e.changes_seal, e.origin_seal
FROM audit_entry e FULL JOIN audit_link l ON l.id = e.id ORDER BY l.sequence NULLS LAST, e.id
"""
# What is told of a record goes with it, and the entry of its end says so; from where it was done goes by its age.
DETAILS = f"""
SELECT e.id, kind.name, kind.seal, d.salt, d.text, EXISTS (
  SELECT FROM audit_entry gone WHERE gone.record_id IN (
    CASE kind.name WHEN 'CHANGES' THEN e.record_id ELSE e.user_id END,
    CASE gone.action WHEN 'account:erase' THEN e.account_id END
  ) AND gone.id >= e.id AND split_part(gone.action, ':', 2) IN ('delete', 'erase'))
  OR kind.name = 'ORIGIN' AND e.at < now() - interval '{ORIGIN_DAYS_MIN} days'
FROM audit_entry e CROSS JOIN LATERAL (VALUES ('CHANGES', e.changes_seal), ('ORIGIN', e.origin_seal)) kind (name, seal)
FULL JOIN audit_detail d ON d.entry_id = e.id AND d.kind = kind.name
WHERE kind.seal IS NOT NULL OR d.id IS NOT NULL
"""
HEAD = "SELECT sequence, hash FROM audit_link ORDER BY sequence DESC LIMIT 1"


@dataclass(frozen=True)
class Head:
    """The newest link of a chain: who keeps it elsewhere can tell later whether the chain was written anew."""

    sequence: int
    hash: bytes


def head(account_id: UUID) -> Head | None:
    """Return the head of an account's chain; None if nothing was ever done."""
    with account_context(account_id):
        return newest()


def newest() -> Head | None:
    """Return the head of the chain of the account whose context is open."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1])) if row else None


def faults(account_id: UUID, anchors: Iterable[Head] = ()) -> list[str]:
    """Return what is wrong with an account's chain, a sentence each; none, if all is well.

    Heads that were kept elsewhere must be links of it: else it ends too early, or was written anew.
    """
    with account_context(account_id), connection.cursor() as cursor:
        cursor.execute(ROWS)
        rows = cursor.fetchall()
        cursor.execute(DETAILS)
        details = cursor.fetchall()
    hashes = {row[0]: bytes(row[2]) for row in rows if row[0] is not None}
    return [*_of_links(rows), *_of_details(details), *_of_anchors(hashes, anchors)]


def _of_links(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    expected, last = 1, BEGINNING
    for sequence, previous, kept, link_id, entry_id, *entry in rows:
        if sequence is None:
            yield f"Entry {entry_id} is in no chain: it was forged, or its link removed."
            continue
        if sequence != expected:
            yield f"Links {expected} to {sequence - 1} are missing."
        elif bytes(previous) != last:
            yield f"Link {sequence} does not follow the one before."
        if entry_id is None:
            yield f"Link {sequence} has no entry: {link_id} was removed."
        elif _hash(previous, sequence, entry_id, entry) != bytes(kept):
            yield f"Entry {entry_id}, link {sequence}, was altered."
        expected, last = sequence + 1, bytes(kept)


def _of_details(details: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for entry_id, kind, sealed, salt, text, is_gone in details:
        if entry_id is None or sealed is None:
            yield f"There is a detail that no entry has a seal of: {entry_id}."
        elif text is None and not is_gone:
            yield f"What entry {entry_id} says of {kind} was removed."
        elif text is not None and seal(bytes(salt), text) != bytes(sealed):
            yield f"What entry {entry_id} says of {kind} was altered."


def _of_anchors(hashes: Mapping[int, bytes], anchors: Iterable[Head]) -> Iterator[str]:
    for anchor in anchors:
        if anchor.sequence not in hashes:
            yield f"The chain ends before link {anchor.sequence}, which there was."
        elif hashes[anchor.sequence] != anchor.hash:
            yield f"The chain was written anew up to link {anchor.sequence}, or before."


def _hash(previous: bytes, sequence: int, entry_id: UUID, entry: list[Any]) -> bytes:
    """Return a link's hash: SHA-256 of the one before, and a JSON array of the entry, as PostgreSQL writes one."""
    account_id, at, action, record_id, user_id, credential, credential_id, changes, place = entry
    known = [sequence, entry_id, account_id, _moment(at), action, record_id, user_id, credential, credential_id]
    seals = [seal and bytes(seal).hex() for seal in (changes, place)]
    text = json.dumps([*known, *seals], default=str)
    return hashlib.sha256(bytes(previous) + text.encode()).digest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

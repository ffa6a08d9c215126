"""How is it written down that something was done? In the transaction that does it, by the verb itself."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import QuerySet
from uuid_utils.compat import uuid7

from audit.actions import Action
from audit.models import Detail, DetailKind
from audit.origin import origin

SALT_OCTETS = 32
ORIGIN_DAYS_MIN = 90  # from where what is younger was done stays, as audit_forget_origins has it
# One statement, for it goes with each thing that is done.
WRITE = """
WITH entry AS (
  INSERT INTO audit_entry (id, action, record_id, user_id, credential, credential_id, changes_seal, origin_seal, at)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now()) RETURNING id
)
INSERT INTO audit_detail (id, entry_id, kind, subject_id, salt, text)
SELECT d.id, entry.id, d.kind, d.subject_id, d.salt, d.text
FROM entry CROSS JOIN unnest(%s::uuid[], %s::text[], %s::uuid[], %s::bytea[], %s::text[])
  AS d (id, kind, subject_id, salt, text)
"""


class Sealed(NamedTuple):
    """A detail on its way."""

    kind: DetailKind
    subject_id: UUID
    salt: bytes
    text: str

    @property
    def seal(self) -> bytes:
        """What its entry keeps of it for good."""
        return seal(self.salt, self.text)


def record(
    action: str,
    record_id: UUID | None,
    *,
    actor_id: UUID | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down an action, on a record, and what of it is other than before.

    `before` and `after` have values by the names of the API; what is the same in both is left out. Nobody, as
    `actor_id`, is the service itself, or somebody who is not known: then it is not said from where. Raise ValueError
    for what is no audit.actions.Action.
    """
    came = origin()
    changes = _changes(before or {}, after or {}, record_id)
    place = _sealed(DetailKind.ORIGIN, actor_id, {"address": came.address}) if came.address and actor_id else None
    seals = [detail and detail.seal for detail in (changes, place)]
    entry = (uuid7(), Action(action), record_id, actor_id, came.credential, came.credential_id, *seals)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, (*entry, *_columns([detail for detail in (changes, place) if detail])))


def forget(*record_ids: UUID) -> None:
    """Delete what is told of records that are deleted: their entries stay, with seals of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [list(record_ids)])


def origins() -> QuerySet[Detail]:
    """Return what is known of where things were done from, in the account whose context is open."""
    return Detail.objects.filter(kind=DetailKind.ORIGIN)


def forget_origins(rows: QuerySet[Detail]) -> None:
    """Delete some of these that are older than ORIGIN_DAYS_MIN: their entries stay, with seals of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_origins(%s)", [list(rows.values_list("pk", flat=True))])


def seal(salt: bytes, text: str) -> bytes:
    """Return the seal of a detail: nobody who has it alone can tell the text, however few there could be."""
    return hashlib.sha256(salt + text.encode()).digest()


def _columns(details: list[Sealed]) -> list[list[Any]]:
    """Return the columns of details: keys, kinds, subjects, salts, texts."""
    rows = [(uuid7(), *detail) for detail in details]
    return [[row[place] for row in rows] for place in range(5)]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], subject_id: UUID | None) -> Sealed | None:
    gone = {name: value for name, value in before.items() if name not in after or after[name] != value}
    new = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return _sealed(DetailKind.CHANGES, subject_id, {"before": gone, "after": new}) if gone or new else None


def _sealed(kind: DetailKind, subject_id: UUID | None, said: Mapping[str, Any]) -> Sealed:
    if subject_id is None:
        raise ValueError("A detail is about somebody, and goes with them.")
    text = json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False)
    return Sealed(kind, subject_id, secrets.token_bytes(SALT_OCTETS), text)

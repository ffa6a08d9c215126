"""What proves an erasure? A line of canonical JSON that tells what is gone and what stays, and our signature of it.

Signed with the key that signs archives, which /.well-known/steward-archive-key shows (exports/signing.py).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Account, User
from database.ids import encode
from erasure.models import Erasure
from erasure.subjects import MODELS, STAYS
from exports.layout import Fault, canonical
from exports.signing import OF_RECEIPT, signer, statement

FORMAT = "steward-erasure-receipt"


def receipt(erasure: Erasure, gone: Mapping[str, int]) -> str:
    """Return the receipt: two lines, what is said and who said so."""
    confirmed = erasure.confirmed_at or erasure.requested_at
    said = canonical(
        {
            "format": FORMAT,
            "account": encode(Account.ID_PREFIX, erasure.account_id),
            "erased": encode(MODELS[erasure.subject].ID_PREFIX, erasure.subject_id),  # type: ignore[attr-defined]  # has one
            "confirmedBy": encode(User.ID_PREFIX, erasure.requested_by_id),
            "confirmedAt": confirmed.isoformat(),
            "erasedAt": timezone.now().isoformat(),
            "gone": dict(gone),
            "stays": STAYS[erasure.subject],
        }
    )
    return f"{said.decode().rstrip()}\n{statement(OF_RECEIPT, _digest(said)).decode().rstrip()}\n"


def verify(text: str) -> tuple[dict[str, Any], str]:
    """Return what the receipt in a text says, and the public key that signed it; raise Fault if it is not as it was.

    The text may be the whole mail.
    """
    lines = [line.strip() for line in text.splitlines()]
    found = next((place for place, line in enumerate(lines) if f'"{FORMAT}"' in line), None)
    if found is None or found + 1 >= len(lines):
        raise Fault("There is no receipt in it.")
    said = lines[found].encode()
    key = signer(lines[found + 1].encode(), OF_RECEIPT, _digest(said))
    return json.loads(said), key


def _digest(said: bytes) -> bytes:
    return hashlib.sha256(said.rstrip()).digest()

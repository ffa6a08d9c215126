"""Where was the last page? Opaque, signed positions: a cursor that was altered or made elsewhere is refused.

A cursor is base64url of 16 octets of HMAC-SHA256 and a JSON array: the order it belongs to, then the keys of the row.
The database writes it (SQL function `steward_cursor`), because it writes the answer; Python reads it.
"""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings

from graph.errors import Code, RequestError
from permissions.viewer import Inputs

_SIGNATURE_LENGTH = 16
_BLOCK_LENGTH = 64  # of SHA-256, RFC 2104


@cache
def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"steward.cursor", sha256)


@dataclass(frozen=True)
class PaddedKey:
    """The slot of one of HMAC's two padded keys: 0x36 for the inner, 0x5c for the outer (RFC 2104)."""

    pad: int

    def __call__(self, inputs: Inputs) -> bytes:
        return bytes(octet ^ self.pad for octet in _key().ljust(_BLOCK_LENGTH, b"\0"))


INNER_KEY = PaddedKey(0x36)
OUTER_KEY = PaddedKey(0x5C)


def decode(cursor: str, order: str) -> list[str]:
    """Return the keys in a cursor made for this order; raise RequestError(BAD_CURSOR) for any other."""
    try:
        octets = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refusal() from error
    # The decoder takes several spellings of the same octets; ours is one.
    if base64.urlsafe_b64encode(octets).decode().rstrip("=") != cursor:
        raise _refusal()
    signature, payload = octets[:_SIGNATURE_LENGTH], octets[_SIGNATURE_LENGTH:]
    if not hmac.compare_digest(signature, hmac.digest(_key(), payload, sha256)[:_SIGNATURE_LENGTH]):
        raise _refusal()
    made_for: str
    keys: list[str]
    made_for, *keys = json.loads(payload)
    if made_for != order:
        raise RequestError(Code.BAD_CURSOR, "That cursor belongs to a list in another order.")
    return keys


def _refusal() -> RequestError:
    return RequestError(Code.BAD_CURSOR, "That is not a cursor of this service.")

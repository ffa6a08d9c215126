"""Which code does an app on somebody's phone show? RFC 6238 over RFC 4226, not taken from who checks it."""

import hmac
import time
from base64 import b32decode

PERIOD_SECONDS = 30


def code(secret: str, at: float) -> str:
    """Return the six digits that are shown at a moment."""
    counter = int(at) // PERIOD_SECONDS
    digest = hmac.digest(b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_now(secret: str) -> str:
    """Return the code that is shown now, and for some seconds to come."""
    left = PERIOD_SECONDS - time.time() % PERIOD_SECONDS
    if left < 5:
        time.sleep(left + 0.1)
    return code(secret, time.time())

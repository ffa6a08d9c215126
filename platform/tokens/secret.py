"""What does a token look like? stw_pat_ and thirty random characters, and six that tell a token from a slip of the pen.

The prefix says what it is, so that secret scanners know it; the checksum (CRC-32, in base 62) that it is one, so that
they raise no false alarms, and that a token which was cut off is refused without a look. At rest there is its SHA-256.

    stw_(pat|prt|oat|ort)_[0-9A-Za-z]{36}

A personal token that is restricted says so by its prefix, so that the statements of all others need not look
(permissions/narrowing.py). Another prefix makes another SHA-256, and so another token.
"""

import re
import secrets
import string
from hashlib import sha256
from itertools import product
from zlib import crc32

PERSONAL, RESTRICTED, ACCESS, REFRESH = "stw_pat_", "stw_prt_", "stw_oat_", "stw_ort_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 30  # characters of 62: 178 bits
CHECKSUM_LENGTH = 6  # 62**6 is more than 2**32
LENGTH = len(PERSONAL) + RANDOM_LENGTH + CHECKSUM_LENGTH
PAIRS = len(ALPHABET) ** 2
_PAIRS = ["".join(pair) for pair in product(ALPHABET, repeat=2)]  # each request of a token asks for three
_SHAPE = re.compile(
    rf"({PERSONAL}|{RESTRICTED}|{ACCESS}|{REFRESH})([0-9A-Za-z]{{{RANDOM_LENGTH}}})([0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)

_DIGEST = re.compile(r"[0-9a-f]{64}")


def issue(prefix: str) -> str:
    """Return a new token: PERSONAL, RESTRICTED, ACCESS or REFRESH and 36 characters. It is kept nowhere."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return f"{prefix}{random}{checksum(random)}"


def prefix_of(token: str) -> str | None:
    """Return the prefix of a token; None for what cannot be one, to the last character."""
    match = _SHAPE.fullmatch(token)
    return match[1] if match and match[3] == checksum(match[2]) else None


def digest(token: str) -> str:
    """Return what is stored of a token, 64 hexadecimal digits; with 178 random bits in it, it needs no salt."""
    return sha256(token.encode()).hexdigest()


def is_digest(text: str) -> bool:
    """Whether a text has the form of a SHA-256: 64 hexadecimal digits in lower case."""
    return _DIGEST.fullmatch(text) is not None


def checksum(random: str) -> str:
    """Return the six characters behind the random ones: their CRC-32, in base 62."""
    number = crc32(random.encode())
    return _PAIRS[number // PAIRS**2] + _PAIRS[number // PAIRS % PAIRS] + _PAIRS[number % PAIRS]

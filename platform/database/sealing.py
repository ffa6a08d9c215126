"""How is what browsers hold, and what of ours nobody is to read, made unreadable? AES-256-GCM, under our newest key.

A key for each purpose is derived from SECRET_KEY, and from each of SECRET_KEY_FALLBACKS, under which what was sealed
is still opened. What is sealed begins with its key's id, so that no key is tried in vain.
"""

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Purposes.
SESSION_COOKIE, SESSION_DATA, SECOND_FACTOR, MAIL = "session cookie", "session data", "second factor", "mail"
ARCHIVE, UNSUBSCRIBING, OPT_OUTS = "archive signature", "unsubscribing", "opt-outs"
KEY_OCTETS = 32
KEY_ID_OCTETS = 4
NONCE_OCTETS = 12  # NIST SP 800-38D, section 8.2.2: random, for fewer than 2**32 messages under a key


def seal(text: str, *, purpose: str) -> str:
    """Return the text encrypted and authenticated, in the URL-safe alphabet of base64 without padding."""
    key_id, cipher = next(iter(_ciphers(purpose, _secrets()).items()))
    nonce = os.urandom(NONCE_OCTETS)
    sealed = key_id + nonce + cipher.encrypt(nonce, text.encode(), None)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(sealed: str, *, purpose: str) -> str | None:
    """Return the text; None for whatever was not sealed for this purpose under one of our keys, to the last bit."""
    try:
        octets = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        key_id, nonce, rest = _parts(octets)
        cipher = _ciphers(purpose, _secrets())[key_id]
        text = cipher.decrypt(nonce, rest, None).decode()
    except (ValueError, binascii.Error, KeyError, InvalidTag):
        return None
    # Base64 has several spellings of the same octets: its last character may hold bits that do not count.
    return text if urlsafe_b64encode(octets).decode().rstrip("=") == sealed else None


def derived_keys(purpose: str) -> list[bytes]:
    """Return the keys of a purpose that does not seal, but signs: KEY_OCTETS each, the newest first."""
    return [_derived(secret, purpose) for secret in _secrets()]


def _parts(octets: bytes) -> tuple[bytes, bytes, bytes]:
    begin = KEY_ID_OCTETS + NONCE_OCTETS
    return octets[:KEY_ID_OCTETS], octets[KEY_ID_OCTETS:begin], octets[begin:]


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _ciphers(purpose: str, secrets: tuple[str, ...]) -> dict[bytes, AESGCM]:
    """Return the ciphers of a purpose by their keys' ids, the newest first."""
    keys = [_derived(secret, purpose) for secret in secrets]
    return {sha256(key).digest()[:KEY_ID_OCTETS]: AESGCM(key) for key in keys}


def _derived(secret: str, purpose: str) -> bytes:
    """HKDF (RFC 5869)."""
    return HKDF(SHA256(), KEY_OCTETS, salt=None, info=purpose.encode()).derive(secret.encode())

"""Whose archive is it? An Ed25519 key, derived from our secret for this alone, signs; anybody can check.

A statement is canonical JSON of a fixed length: {"algorithm", "key", "of", "signature"}, of what, by which public key.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from database.sealing import ARCHIVE, derived_keys
from exports.layout import Fault, canonical

ALGORITHM = "Ed25519"  # RFC 8032
# What is signed; of one length, so that statements are.
OF_MANIFEST, OF_ARCHIVE, OF_RECEIPT = "manifest", "archive ", "receipt "
STATEMENT_OCTETS = 195


def statement(of: str, digest: bytes) -> bytes:
    """Return our statement about the SHA-256 of something."""
    key = _private_keys()[0]
    signature = b64encode(key.sign(_message(of, digest))).decode()
    return canonical({"algorithm": ALGORITHM, "key": _public(key), "of": of, "signature": signature})


def signer(said: bytes, of: str, digest: bytes) -> str:
    """Return the public key that made a statement about this; raise Fault if none did."""
    try:
        told = json.loads(said)
        if canonical(told) != said or (told["algorithm"], told["of"]) != (ALGORITHM, of):
            raise ValueError("That is no statement.")
        public = Ed25519PublicKey.from_public_bytes(_octets(told["key"]))
        public.verify(_octets(told["signature"]), _message(of, digest))
    except (InvalidSignature, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Fault(f"The {of.strip()} is not as it was signed, or not whole.") from error
    return str(told["key"])


def public_keys() -> list[str]:
    """Return ours in base64, the newest first: /.well-known/steward-archive-key."""
    return [_public(key) for key in _private_keys()]


def trusted_keys() -> list[str]:
    """Return whose archives are taken: ours, and those of other servers that the operator has named."""
    return [*public_keys(), *settings.ARCHIVE_KEYS]


def _private_keys() -> list[Ed25519PrivateKey]:
    return [Ed25519PrivateKey.from_private_bytes(key) for key in derived_keys(ARCHIVE)]


def _public(key: Ed25519PrivateKey) -> str:
    return b64encode(key.public_key().public_bytes_raw()).decode()


def _octets(text: str) -> bytes:
    """Return what base64 says; raise ValueError for another spelling of the same octets."""
    try:
        octets = b64decode(text, validate=True)
    except Error as error:
        raise ValueError("That is not base64.") from error
    if b64encode(octets).decode() != text:
        raise ValueError("That is not how it is spelled.")
    return octets


def _message(of: str, digest: bytes) -> bytes:
    return f"steward {of}\0".encode() + digest

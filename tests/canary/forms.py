"""In which forms could a value be somewhere? As it is, in what encodes octets, backwards, and as its hashes."""

import base64
import codecs
import hashlib
import re
from collections.abc import Container, Iterator
from functools import cache

HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")
DIGITS = re.compile(rb"[0-9a-f]{32,}")  # a hash has as many, or more


def found(octets: bytes, lower: bytes, text: str, among: Container[str] | None = None) -> list[str]:
    """Return the names of the forms in which the text is in the octets; `lower` are these in lower case.

    Only those `among` these names are tried; None tries all.
    """
    return [
        name
        for name, form, is_exact in _forms(text)
        if (among is None or name in among) and form in (octets if is_exact else lower)
    ]


def digits(lower: bytes) -> bytes:
    """Return all in the octets that could be a hash in hexadecimal digits."""
    return b" ".join(DIGITS.findall(lower))


def hashed(digits: bytes, text: str) -> list[str]:
    """Return the names of the hashes of the text that are among these digits."""
    return sorted({name for name, digest in _hashes(text) if digest in digits}) if digits else []


@cache
def _hashes(text: str) -> list[tuple[str, bytes]]:
    spellings = {text, text.lower(), text.strip()}
    return [(name, hashlib.new(name, one.encode()).hexdigest().encode()) for name in HASHES for one in spellings]


@cache
def _forms(text: str) -> list[tuple[str, bytes, bool]]:
    """Return each form with its name, and whether its case matters."""
    exact = ((name, form, True) for name, form in _exact(text))
    return [*exact, *((name, form.lower(), False) for name, form in _in_any_case(text))]


def _exact(text: str) -> Iterator[tuple[str, bytes]]:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):  # where it begins among the octets that are encoded with it
            code = encode(bytes(shift) + text.encode())
            yield "Base64", code[-(-shift * 8 // 6) : (shift + len(text.encode())) * 8 // 6]


def _in_any_case(text: str) -> Iterator[tuple[str, bytes]]:
    octets = text.encode()
    yield "plain", octets
    yield "backwards", octets[::-1]
    yield "UTF-16", text.encode("utf-16-le")[:-1]  # without its last zero it is in the big-endian one too
    yield "UTF-32", text.encode("utf-32-le")[:-3]
    yield "hexadecimal", octets.hex().encode()
    yield "percent", "".join(f"%{octet:02x}" for octet in octets).encode()
    yield "escapes", "".join(f"\\u{ord(character):04x}" for character in text).encode()
    yield "references", "".join(f"&#{ord(character)};" for character in text).encode()
    yield "ROT13", codecs.encode(text, "rot13").encode()

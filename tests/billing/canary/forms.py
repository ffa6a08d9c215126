"""In which forms could a value be somewhere? As it is, in what encodes octets, backwards, and as its hashes."""

import base64
import codecs
import hashlib
from collections.abc import Iterator
from functools import lru_cache

HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")


def found(octets: bytes, lower: bytes, text: str) -> list[str]:
    """Return the names of the forms in which the text is in the octets; `lower` are these in lower case."""
    exact, folded = _forms(text)
    return [name for name, form in exact if form in octets] + [name for name, form in folded if form in lower]


def hashed(lower: bytes, text: str) -> list[str]:
    """Return the names of the hashes of the text that are in the octets, in hexadecimal digits."""
    spellings = {text, text.lower(), text.strip()}
    return [
        name
        for name in HASHES
        if any(hashlib.new(name, spelling.encode()).hexdigest().encode() in lower for spelling in spellings)
    ]


@lru_cache
def _forms(text: str) -> tuple[list[tuple[str, bytes]], list[tuple[str, bytes]]]:
    return list(_exact(text)), [(name, form.lower()) for name, form in _in_any_case(text)]


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

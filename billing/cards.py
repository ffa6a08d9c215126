r"""Does a text hold the number of a card? None that does gets further than the door (P13).

    "4242 4242 4242 4242"        it does: an issuer's number, between whatever else; "4242424242424242" too
    "４２４２–４２４２–…"          it does: in digits of any script, with invisible characters among them
    "4\u00342\u0034242…"         it does: escapes of JSON and GraphQL are read
    "1700000000000", "+49 1512 3456789", "DE89 3704 0044 …", UUIDs    do not (billing/lookalikes.py)

Digits belong together over one to three blanks, dashes or dots. A number begins where a group of digits begins, and
ends where one ends: within a longer run of digits there is none. Of thousands that could be one, some would be taken
for one in any case: a text with so many is.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from billing.issuers import LENGTH_MAX, LENGTH_MIN, is_issued
from billing.lookalikes import DIGEST, is_lookalike

# Thirteen digits, whatever else may be read as nothing or as a blank between them: a look at octets, and one at texts.
# The letters are those of "\n", "\r" and "\t"; without them and all the rest, the digits stand side by side.
ZEROS, BETWEEN = bytes.maketrans(b"123456789", b"0" * 9), bytes([*range(33), *b"._-\\nrt", 127])
THIRTEEN = b"0" * LENGTH_MIN
RARE_ESCAPE = re.compile(rb"\\[ubf]")  # of which the letters are left
DIGITS = re.compile(r"\d(?<!\d\d)(?:(?:[\s._\x00-\x1f\x7f-]|\\+[bfnrt]?|[^\w\x00-\x7f])*+\d){12}")
DIGESTS = re.compile(DIGEST.pattern.encode())
# In a text as it is read: where a group of digits begins that could be the first of a number, and the next group.
BEGINNING = re.compile(r"[234568](?<![0-9].)(?=(?:[\s._·•∙⋅‐-―−-]{0,3}+[0-9]){12})")
GROUP = re.compile(r"[\s._·•∙⋅‐-―−-]{0,3}+([0-9]{1,20})")
# How many stretches of digits are looked at: as long as to read a new document, and as long as to answer a request.
STRETCHES_MAX, QUICK_STRETCHES_MAX = 10_000, 200
# However many backslashes there are: to be told so in a text within a text, each is written as two.
ESCAPE = re.compile(r"\\(?<!\\\\)\\*+u(?:([0-9A-Fa-f]{4})|\{0*((?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4})\})")
ESCAPED_BLANK = re.compile(r"\\(?<!\\\\)\\*+[bfnrt]")
STRANGE = re.compile(r"[^\s!-~]")  # neither a blank nor of ASCII's visible characters
INVISIBLE = ("Cc", "Cf", "Mc", "Me", "Mn")  # control and format characters, and marks on what is before them

log = logging.getLogger("steward.cards")
_refusals = count(1)


def holds_card(text: str) -> bool:
    """Whether a text holds the number of a card."""
    return _holds_card(text, most=STRETCHES_MAX)


def may_hold_card(body: bytes) -> bool:
    """Whether octets of UTF-8 may hold the number of a card: quickly told, so in doubt it is true."""
    if _is_plain(body):
        if THIRTEEN not in body.translate(ZEROS, BETWEEN):
            return False
        body = DIGESTS.sub(b"x", body)  # there may be a hundred ids, with thirteen digits side by side in some
    return _holds_card(body.decode(errors="replace"), most=QUICK_STRETCHES_MAX)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value that came as JSON: names of members, and numbers as texts."""
    left = [value]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield from value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
        else:
            yield str(value)


def note_refusal(where: str) -> None:
    """Write down that a card number was refused, and how many this process refused; of the text nothing at all."""
    log.warning("card number refused at %s, refusals=%d", where, next(_refusals))


def _holds_card(text: str, *, most: int) -> bool:
    if not _has_digits(text):
        return False
    readable = _readable(text)
    stretches = _stretches(readable)
    for start, end, digits in islice(stretches, most):
        if is_issued(digits) and not is_lookalike(readable, start, end):
            return True
    return next(stretches, None) is not None


def _has_digits(text: str) -> bool:
    """Whether there are enough of them; true of all texts that hold a number."""
    octets = text.encode(errors="replace")
    if _is_plain(octets):
        return THIRTEEN in octets.translate(ZEROS, BETWEEN)
    return DIGITS.search(unicodedata.normalize("NFKC", _unescaped(text))) is not None


def _is_plain(octets: bytes) -> bool:
    return octets.isascii() and not (b"\\" in octets and RARE_ESCAPE.search(octets))


def _stretches(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what could be a number: where it begins and ends, and its digits, at most 19, of whole groups."""
    for found in BEGINNING.finditer(text):
        digits, end = "", found.start()
        while (group := GROUP.match(text, end)) and len(digits := digits + group[1]) <= LENGTH_MAX:
            end = group.end()
            yield found.start(), end, digits


def _unescaped(text: str) -> str:
    """Return a text with the escapes of characters read: those of JSON, and then those of GraphQL in it."""
    for _ in ("JSON", "GraphQL"):
        if "\\u" in text:
            text = ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
            # Two escapes may be halves of one character.
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _readable(text: str) -> str:
    """Return a text as it is read: digits in ASCII, and nothing invisible."""
    text = ESCAPED_BLANK.sub(" ", _unescaped(text))
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text)
        text = text.translate({ord(character): _plain(character) for character in set(STRANGE.findall(text))})
    return text


def _plain(character: str) -> str:
    if unicodedata.category(character) in INVISIBLE:
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)

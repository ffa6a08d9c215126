r"""Does a text hold the number of a card? None that does gets further than the door (P13).

    "4242 4242 4242 4242"        it does: an issuer's number, between whatever else; "4242424242424242" too
    "４２４２–４２４２–…"          it does: in digits of any script, with invisible characters among them
    "4\u00342\u0034242…"         it does: escapes of JSON and GraphQL are read
    "1700000000000", "+49 1512 3456789", "DE89 3704 0044 …", UUIDs    do not (billing/lookalikes.py)

Digits belong together over one to three blanks, dashes or dots. A number begins where a group of digits begins, and
ends where one ends: within a longer run of digits there is none.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from typing import Any

from billing.issuers import BEGINNINGS, LENGTH_MAX, LENGTH_MIN, is_issued, running_sums
from billing.lookalikes import WORDS, is_lookalike

# Thirteen digits, whatever else may be read as nothing or as a blank between them: a look at octets, and one at texts.
# The letters are those of "\n", "\r" and "\t"; without them and all the rest, the digits stand side by side.
ZEROS, BETWEEN = bytes.maketrans(b"123456789", b"0" * 9), bytes([*range(33), *b"._-\\nrt", 127])
THIRTEEN = b"0" * LENGTH_MIN
DIGITS = re.compile(r"\d(?<!\d\d)(?:(?:[\s._\x00-\x1f\x7f-]|\\[nrt]?|[^\w\x00-\x7f])*+\d){12}")
# What is looked through for numbers of cards, in a text as it is read.
CHAIN = re.compile(r"[0-9](?:[\s._·•∙⋅‐-―−-]{0,3}+[0-9]){12,}+")
# However many backslashes there are: to be told so in a text within a text, each is written as two.
ESCAPE = re.compile(r"(?<!\\)\\++u(?:([0-9A-Fa-f]{4})|\{0*((?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4})\})")
ESCAPED_BLANK = re.compile(r"(?<!\\)\\++[nrt]")
STRANGE = re.compile(r"[^\w\s!-~]|[^\D0-9]")  # neither letter, blank nor ASCII's; or a digit of another script
NO_DIGITS = bytes({*range(256)} - {*b"0123456789"})
QUICK_DIGITS_MAX = 200  # looked through in a tenth of a millisecond
INVISIBLE = ("Cc", "Cf", "Mc", "Me", "Mn")  # control and format characters, and marks on what is before them

log = logging.getLogger("steward.cards")
_refusals = count(1)


def holds_card(text: str) -> bool:
    """Whether a text holds the number of a card."""
    readable = _suspect(text)
    return readable is not None and _holds_card(readable)


def may_hold_card(body: bytes) -> bool:
    """Whether octets of UTF-8 may hold the number of a card; of many digits it is only told that there are many."""
    if body.isascii() and not (b"\\" in body and b"\\u" in body) and THIRTEEN not in body.translate(ZEROS, BETWEEN):
        return False
    readable = _suspect(body.decode(errors="replace"))
    return readable is not None and (_count_digits(readable) > QUICK_DIGITS_MAX or _holds_card(readable))


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


def _count_digits(readable: str) -> int:
    return len(readable.encode(errors="replace").translate(None, NO_DIGITS))


def _holds_card(readable: str) -> bool:
    return any(
        not is_lookalike(readable, start, end)
        for chain in CHAIN.finditer(readable)
        for start, end in _numbers(readable, *chain.span())
    )


def _suspect(text: str) -> str | None:
    """Return the text as it is read, if there are digits enough in it for the number of a card."""
    unescaped = _unescaped(text)
    if not DIGITS.search(unescaped if unescaped.isascii() else unicodedata.normalize("NFKC", unescaped)):
        return None
    readable = _readable(unescaped)
    return readable if DIGITS.search(readable) else None


def _unescaped(text: str) -> str:
    """Return a text with the escapes of characters read: those of JSON, and then those of GraphQL in it."""
    for _ in ("JSON", "GraphQL"):
        if "\\u" in text:
            text = ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
            # Two escapes may be halves of one character.
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _readable(text: str) -> str:
    """Return a text as it is read: digits in ASCII, nothing invisible; a letter stands for each of WORDS."""
    text = ESCAPED_BLANK.sub(" ", text)
    if not text.isascii() or not text.isprintable():
        text = STRANGE.sub(_plain, unicodedata.normalize("NFKC", text))
    return WORDS.sub("x", text)


def _plain(found: re.Match[str]) -> str:
    character = found.group()
    if unicodedata.category(character) in INVISIBLE:
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _numbers(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where in a chain of digits there are numbers of cards. The work is linear in its length.

    For each end of a group there are seven places where a number could begin, and one search among them.
    """
    places = [place for place in range(start, end) if text[place] in "0123456789"]
    digits = "".join(text[place] for place in places)
    cuts = [n for n, place in enumerate(places) if n == 0 or places[n - 1] != place - 1]
    begins = {n for n in cuts if digits[n] in BEGINNINGS}
    sums = running_sums(digits)
    for last in [*cuts, len(digits)]:
        of_last = sums[last % 2]
        first = of_last.find(of_last[last], max(0, last - LENGTH_MAX), max(0, last - LENGTH_MIN + 1))
        while first >= 0:
            if first in begins and is_issued(digits[first:last]):
                yield places[first], places[last - 1] + 1
            first = of_last.find(of_last[last], first + 1, last - LENGTH_MIN + 1)

"""What looks like the number of a card, and is none? Parts of an IBAN or a phone number; dates; hexadecimal.

"DE89 3704 0044 0532 0130 00"             an IBAN, by its own check digits (ISO 13616)
"+49 1512 3456789"                        a phone number, by the plan of its country; in E.164 at most 15 digits
"con_0192f3a1b2c3d4e5f60718293a4b5c6d"    an id of ours; likewise UUIDs (RFC 9562), digests, and ids of commits
"23.01.2026 - 27.11.2026"                 two dates
"""

import re
from collections.abc import Iterator

import phonenumbers

# What is read as a word: no card stands within one, so they are taken out before anything is looked for.
WORDS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{32,128}"
    r"|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[1-8][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])"
    r"|(?<![0-9])(?:(?:0?[1-9]|[12][0-9]|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ .-]?[0-9A-Za-z]){11,30}")
# Before a number that is 13 digits of an IBAN's 34 characters, with a blank behind each fourth.
BEFORE_MAX = 28
PHONE = re.compile(r"\+[0-9](?:[\s._-]{0,3}[0-9]){6,14}(?![0-9])")
PREFIX_LENGTH_MAX = 8  # of what stands before the last 13 of 15 digits: "+4 9 "
END_OF_WORD = re.compile(r"[0-9A-Za-z](?![0-9A-Za-z])")


def is_lookalike(text: str, start: int, end: int) -> bool:
    """Whether the digits from `start` up to `end` are part of an IBAN or of a phone number."""
    return _is_in_phone_number(text, start, end) or any(_is_iban(one) for one in _around(text, start, end))


def _is_in_phone_number(text: str, start: int, end: int) -> bool:
    plus = text.rfind("+", max(0, start - PREFIX_LENGTH_MAX), start)
    found = PHONE.match(text, plus) if plus >= 0 else None
    return found is not None and found.end() >= end and _is_phone_number(found.group())


def _is_phone_number(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _around(text: str, start: int, end: int) -> Iterator[str]:
    """Yield what may be IBANs with these digits in them; where one ends, only its check digits tell."""
    for begin in range(max(0, start - BEFORE_MAX), start):
        if found := IBAN.match(text, begin):
            for last in END_OF_WORD.finditer(text, end - 1, found.end()):
                yield text[begin : last.end()]


def _is_iban(text: str) -> bool:
    """Whether a text has the check digits of an IBAN: letters count from 10, and the rest by 97 is 1."""
    number = re.sub(r"[ .-]", "", text)
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1

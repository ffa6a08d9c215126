"""What looks like the number of a card, and is none? A part of a longer word or number that is something else.

"DE89 3704 0044 0532 0130 00"             an IBAN, by its own check digits (ISO 13616)
"+49 1512 3456789"                        a phone number, by the plan of its country; in E.164 at most 15 digits
"con_0192f3a1b2c3d4e5f60718293a4b5c6d"    an id of ours; likewise UUIDs (RFC 9562), digests, and ids of commits
"23.01.2026 - 27.11.2026"                 what begins within a date
"""

import re
from collections.abc import Iterator

import phonenumbers

HEXADECIMAL = "0123456789ABCDEFabcdef"
DIGEST = re.compile(r"[0-9A-Fa-f](?<![0-9A-Za-z].)[0-9A-Fa-f]{31,127}(?![0-9A-Za-z])")
DIGEST_LENGTH_MAX = 128
UUID = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[1-8][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
    r"(?![0-9A-Za-z])"
)
UUID_LENGTH = 36
DATE = re.compile(
    r"(?<![0-9])(?:(?:0?[1-9]|[12][0-9]|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
DATE_LENGTH_MAX = 10
IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ .-]?[0-9A-Za-z]){11,30}")
# Before the last 13 digits of an IBAN's 34 characters, with something behind each fourth.
BEFORE_IBAN_MAX = 28
PHONE = re.compile(r"\+[0-9](?:[\s._-]{0,3}[0-9]){6,14}(?![0-9])")
# Before the last 13 of a phone number's 15 digits: "+4 9 ", with three blanks.
BEFORE_PHONE_MAX = 8
END_OF_WORD = re.compile(r"[0-9A-Za-z](?![0-9A-Za-z])")


def is_lookalike(text: str, start: int, end: int) -> bool:
    """Whether the digits from `start` up to `end` are a part of something else."""
    return any(part(text, start, end) for part in (_of_digest, _of_uuid, _of_date, _of_phone_number, _of_iban))


def _of_digest(text: str, start: int, end: int) -> bool:
    """Whether the first digit or the last one is in one."""
    return any(DIGEST.match(text, _begin_of_word(text, place)) for place in (start, end - 1))


def _begin_of_word(text: str, place: int) -> int:
    before = text[max(0, place - DIGEST_LENGTH_MAX) : place]
    return place - len(before) + len(before.rstrip(HEXADECIMAL))


def _of_uuid(text: str, start: int, end: int) -> bool:
    around = UUID.finditer(text, max(0, start - UUID_LENGTH), end + UUID_LENGTH)
    return any(found.start() <= start and found.end() >= end for found in around)


def _of_date(text: str, start: int, _: int) -> bool:
    around = DATE.finditer(text, max(0, start - DATE_LENGTH_MAX), start + DATE_LENGTH_MAX)
    return any(found.start() <= start < found.end() for found in around)


def _of_phone_number(text: str, start: int, end: int) -> bool:
    plus = text.rfind("+", max(0, start - BEFORE_PHONE_MAX), start)
    found = PHONE.match(text, plus) if plus >= 0 else None
    return found is not None and found.end() >= end and _is_phone_number(found.group())


def _is_phone_number(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _of_iban(text: str, start: int, end: int) -> bool:
    return any(_is_iban(one) for one in _around(text, start, end))


def _around(text: str, start: int, end: int) -> Iterator[str]:
    """Yield what may be IBANs with these digits in them; where one ends, only its check digits tell."""
    for begin in range(max(0, start - BEFORE_IBAN_MAX), start):
        if found := IBAN.match(text, begin):
            for last in END_OF_WORD.finditer(text, end - 1, found.end()):
                yield text[begin : last.end()]


def _is_iban(text: str) -> bool:
    """Whether a text has the check digits of an IBAN: letters count from 10, and the rest by 97 is 1."""
    number = re.sub(r"[ .-]", "", text)
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1

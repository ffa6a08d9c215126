"""How often is what is no number of a card taken for one? `bin/cards [COUNT]` prints it, for each kind of number.

Phone numbers are those that `phonenumbers` has as examples, one for each country and kind, with other last digits.
"""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from billing.cards import holds_card

COUNT = 20_000
Sample = Callable[[random.Random], str]
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)
# What follows the check digits of an IBAN: digits (n), capitals (a), either (c). ISO 13616's registry.
IBANS = {
    "AT": "n16",
    "BE": "n12",
    "CH": "n5 c12",
    "DE": "n18",
    "DK": "n14",
    "ES": "n20",
    "FI": "n14",
    "FR": "n10 c11 n2",
    "GB": "a4 n14",
    "IE": "a4 n14",
    "IT": "a1 n10 c12",
    "LU": "n3 c13",
    "NL": "a4 n10",
    "NO": "n11",
    "PL": "n24",
    "PT": "n21",
    "SE": "n20",
    "TR": "n6 c16",
}
ALPHABETS = {
    "n": "0123456789",
    "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
BEGAN, ENDS = datetime(2000, 1, 1, tzinfo=UTC).timestamp(), datetime(2040, 1, 1, tzinfo=UTC).timestamp()


@cache
def _examples() -> list[PhoneNumber]:
    found = [phonenumbers.example_number_for_type(region, kind) for region in regions() for kind in KINDS]
    return [number for number in found if number]


def regions() -> list[str]:
    """Return the countries that have phone numbers."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


def phone(draw: random.Random) -> PhoneNumber:
    """Return a valid phone number."""
    while True:
        example = draw.choice(_examples())
        scale = 10 ** draw.randint(1, 6)
        national = example.national_number // scale * scale + draw.randrange(scale)
        number = PhoneNumber()
        number.merge_from(example)
        number.national_number = national
        if phonenumbers.is_valid_number(number):
            return number


def written(form: int) -> Sample:
    """Return phone numbers in one of the forms that they have."""
    return lambda draw: str(phonenumbers.format_number(phone(draw), form))


def digits(draw: random.Random, length: int) -> str:
    """Return digits."""
    return "".join(draw.choices("0123456789", k=length))


def iban(draw: random.Random) -> str:
    """Return a valid IBAN."""
    country = draw.choice(sorted(IBANS))
    account = "".join("".join(draw.choices(ALPHABETS[of[0]], k=int(of[1:]))) for of in IBANS[country].split())
    check = 98 - int("".join(str(int(one, 36)) for one in f"{account}{country}00")) % 97
    return f"{country}{check:02}{account}"


def in_fours(text: str) -> str:
    """Return a text as IBANs are printed."""
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def uuid7(draw: random.Random) -> UUID:
    """Return a UUID as our keys are (RFC 9562, section 5.7)."""
    moment = int(draw.uniform(BEGAN, ENDS) * 1_000)
    return UUID(int=moment << 80 | 7 << 76 | draw.getrandbits(12) << 64 | 2 << 62 | draw.getrandbits(62))


def order_number(draw: random.Random) -> str:
    """Return the number of an order, a bill or a parcel, in some form that shops have for it."""
    year, day = draw.randint(2015, 2030), f"{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    forms = (
        f"ORD-{year}-{digits(draw, 6)}",
        f"{year}-{day}-{digits(draw, 5)}",
        f"INV/{year}/{digits(draw, 5)}",
        f"45{digits(draw, 8)}",
        f"{digits(draw, 3)}-{digits(draw, 7)}-{digits(draw, 7)}",
        f"#{digits(draw, 7)}",
        f"{digits(draw, 12)}",
        f"1Z{digits(draw, 16)}",
    )
    return draw.choice(forms)


def article_number(draw: random.Random) -> str:
    """Return a GTIN-13 (GS1 General Specifications, section 7.9)."""
    twelve = digits(draw, 12)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


SAMPLES: dict[str, Sample] = {
    "phone numbers, in E.164": written(PhoneNumberFormat.E164),
    "phone numbers, international": written(PhoneNumberFormat.INTERNATIONAL),
    "phone numbers, national": written(PhoneNumberFormat.NATIONAL),
    "phone numbers in E.164 without the +": lambda draw: written(PhoneNumberFormat.E164)(draw).lstrip("+"),
    "ids of ours": lambda draw: f"con_{uuid7(draw).hex}",
    "UUIDs, random": lambda draw: str(UUID(int=draw.getrandbits(128), version=4)),
    "UUIDs by time": lambda draw: str(uuid7(draw)),
    "SHA-256": lambda draw: f"{draw.getrandbits(256):064x}",
    "IBANs": iban,
    "IBANs in fours": lambda draw: in_fours(iban(draw)),
    "moments in seconds": lambda draw: str(int(draw.uniform(BEGAN, ENDS))),
    "moments in milliseconds": lambda draw: str(int(draw.uniform(BEGAN, ENDS) * 1e3)),
    "moments in microseconds": lambda draw: str(int(draw.uniform(BEGAN, ENDS) * 1e6)),
    "two dates": lambda draw: " - ".join(
        f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.{draw.randint(2015, 2030)}" for _ in "12"
    ),
    "orders, bills and parcels": order_number,
    "GTINs, 13 digits": article_number,
    "13 random digits": lambda draw: digits(draw, 13),
    "16 random digits": lambda draw: digits(draw, 16),
}


def taken(name: str, count: int, seed: int = 0) -> int:
    """Return how many of so many samples of a kind are taken for the number of a card."""
    draw = random.Random(f"{name} {seed}")
    return sum(holds_card(SAMPLES[name](draw)) for _ in range(count))


def table(count: int) -> str:
    """Return the lines of a table in Markdown."""
    found = {kind: taken(kind, count) for kind in SAMPLES}
    head = f"| of {count:,} | taken for a card's | |\n| --- | ---: | ---: |\n"
    return head + "".join(f"| {kind} | {some} | {some / count:.2%} |\n" for kind, some in found.items())


if __name__ == "__main__":
    sys.stdout.write(table(int(sys.argv[1]) if sys.argv[1:] else COUNT))

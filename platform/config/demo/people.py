"""What is known about somebody made up? Values as a client would send them, with gaps; the same from the same seed."""

import unicodedata
from datetime import date
from random import Random
from typing import TypeVar

import phonenumbers
from phonenumbers import PhoneNumberFormat

from config.demo import texts
from config.demo.cultures import HOME, OTHERS, Culture
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PhoneValue

T = TypeVar("T")

# Which parts of the name are known, and for how many of a hundred; somebody without any has an e-mail address.
SHAPES = {
    ("first_name", "last_name"): 76,
    ("prefix", "first_name", "last_name"): 5,
    ("first_name", "middle_name", "last_name", "suffix"): 3,
    ("first_name", "last_name", "nickname"): 5,
    ("first_name",): 4,
    ("last_name",): 1,
    ("nickname",): 3,
    (): 3,
}
LABELS = ("Work", "Work", "Home", "Mobile", "Holidays", None)
MAILBOXES = ("post.example", "mail.example", "letterbox.example", "bücher.example")
# What NFKD does not take apart.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "ı": "i", "’": "", "ґ": "g"})
BIRTHDAYS = (date(1938, 1, 1).toordinal(), date(2006, 12, 31).toordinal())


def contact(rng: Random, home: Culture) -> ContactValues:
    """Return what is known about one more person."""
    culture = _culture(rng, home)
    given, family = rng.choice(culture.given), rng.choice(culture.family)
    shape = rng.choices(tuple(SHAPES), tuple(SHAPES.values()))[0]
    names = {
        "first_name": native(given),
        "middle_name": native(rng.choice(culture.given)),
        "last_name": native(family),
        "nickname": rng.choice(texts.NICKNAMES),
        "prefix": rng.choice(texts.PREFIXES),
        "suffix": rng.choice(texts.SUFFIXES),
    }
    return ContactValues(
        **{name: names[name] for name in shape},
        job_title=_maybe(rng, 0.5, rng.choice(texts.JOB_TITLES)),
        birthday=_maybe(rng, 0.4, date.fromordinal(rng.randint(*BIRTHDAYS))),
        website=_maybe(rng, 0.15, f"www.{_domain(family)}.example"),
        source=_maybe(rng, 0.6, rng.choice(texts.SOURCES)),
        emails=_emails(rng, given, family, at_least=0 if shape else 1),
        phones=_phones(rng, culture, home),
        addresses=_addresses(rng, culture),
    )


def company(rng: Random, home: Culture) -> CompanyValues:
    """Return what is known about one more company, mostly of the same country."""
    culture = home if chance(rng, 0.8) else _culture(rng, home)
    family = rng.choice(culture.family)
    trades = texts.TRADES[culture.country if culture.country in texts.TRADES else home.country]
    domain = f"{_domain(family)}-{rng.randint(2, 99)}.example"
    return CompanyValues(
        name=rng.choice(trades).format(native(family)),
        website=_maybe(rng, 0.7, f"https://{domain}/"),
        industry=_maybe(rng, 0.8, rng.choice(texts.INDUSTRIES)),
        emails=tuple(EmailValue(address=f"{box}@{domain}") for box in ("info", "orders")[: rng.randint(0, 2)]),
        phones=_phones(rng, culture, home),
        addresses=_addresses(rng, culture),
    )


def note(rng: Random, name: str) -> str:
    """Return a note on somebody of that name: mostly a sentence or two, sometimes several paragraphs."""
    if chance(rng, 0.15):
        return "\n\n".join(rng.sample(texts.PARAGRAPHS, rng.randint(2, 5))).format(*[name] * 5)
    return " ".join(sentence.format(name) for sentence in rng.sample(texts.SENTENCES, rng.randint(1, 2)))


def chance(rng: Random, share: float) -> bool:
    """Whether it happens, as it does in this share of cases."""
    return rng.random() < share


def native(name: str) -> str:
    """ "李|li" -> "李", "Zoë" -> "Zoë"."""
    return name.partition("|")[0]


def plain(name: str) -> str:
    """ "Ødegård" -> "odegard", "李|li" -> "li"."""
    latin = name.rpartition("|")[2].lower().translate(PLAIN)
    return "".join(
        mark for mark in unicodedata.normalize("NFKD", latin) if mark.isascii() and (mark.isalnum() or mark == "'")
    )


def phone(rng: Random, culture: Culture) -> str:
    """Return a number as it is dialled within the country, or with its code."""
    return "".join(str(rng.randrange(10)) if mark == "#" else mark for mark in rng.choice(culture.phones))


def _culture(rng: Random, home: Culture) -> Culture:
    return home if chance(rng, 0.55) else rng.choice((*HOME.values(), *OTHERS))


def _maybe(rng: Random, share: float, value: T) -> T | None:
    return value if chance(rng, share) else None


def _emails(rng: Random, given: str, family: str, *, at_least: int) -> tuple[EmailValue, ...]:
    count = max(at_least, rng.choices((0, 1, 2, 4), (10, 50, 32, 8))[0])
    first, last = plain(given), plain(family)
    boxes = (f"{first}.{last}", f"{first[:1]}{last}", f"{first}{rng.randint(1, 99)}", f"{last}+books")
    addresses = (f"{box}@{rng.choice(MAILBOXES)}" for box in rng.sample(boxes, count))
    return tuple(EmailValue(address=address, label=rng.choice(LABELS)) for address in addresses)


def _phones(rng: Random, culture: Culture, home: Culture) -> tuple[PhoneValue, ...]:
    count = rng.choices((0, 1, 2, 4), (18, 52, 25, 5))[0]
    return tuple(PhoneValue(number=_dialled_from(home, culture, rng), label=rng.choice(LABELS)) for _ in range(count))


def _dialled_from(home: Culture, culture: Culture, rng: Random) -> str:
    number = phone(rng, culture)
    if culture is home:
        return number
    return phonenumbers.format_number(phonenumbers.parse(number, culture.country), PhoneNumberFormat.INTERNATIONAL)


def _addresses(rng: Random, culture: Culture) -> tuple[AddressValue, ...]:
    return tuple(_address(rng, culture) for _ in range(rng.choices((0, 1, 2), (40, 50, 10))[0]))


def _address(rng: Random, culture: Culture) -> AddressValue:
    code, city = rng.choice(culture.places).split("|")
    return AddressValue(
        street=_maybe(rng, 0.9, rng.choice(culture.streets).format(rng.randint(1, 199))),
        postal_code=_maybe(rng, 0.9, code),
        city=city,
        country=_maybe(rng, 0.9, culture.country),
        label=rng.choice(LABELS),
    )


def _domain(name: str) -> str:
    """ "O'Brien" -> "obrien"."""
    return plain(name).replace("'", "")

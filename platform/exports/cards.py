"""How do address books read contacts? As vCards (RFC 6350, version 4.0), made of the lines of an archive."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contacts.validation import display_name
from database.checks import camel
from database.ids import decode

LINE_OCTETS_MAX = 75  # section 3.2, without the line break
ESCAPES = str.maketrans({"\\": r"\\", ",": r"\,", ";": r"\;", "\n": r"\n", "\r": None})  # section 3.4
TYPES = ("home", "work")  # section 5.6; other labels are told by the JSON alone
NAMES = ("prefix", "first_name", "middle_name", "last_name", "suffix", "nickname")
Contact = Mapping[str, Any]


def cards(contacts: Iterable[Contact], names: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a vCard for each contact. `names` has those of companies and tags, by id."""
    for contact in contacts:
        yield b"".join(map(_folded, ("BEGIN:VCARD", "VERSION:4.0", *_properties(contact, names), "END:VCARD")))


def _properties(contact: Contact, names: Mapping[str, str]) -> Iterator[str]:
    yield f"UID:urn:uuid:{decode(contact['id'])[1]}"
    yield f"FN:{_text(_full_name(contact))}"
    yield f"N:{_list(contact, ('lastName', 'firstName', 'middleName', 'prefix', 'suffix'))}"
    for name, key in (("NICKNAME", "nickname"), ("TITLE", "jobTitle"), ("URL", "website")):
        if contact[key]:
            yield f"{name}:{contact[key] if name == 'URL' else _text(contact[key])}"
    if contact["company"]:
        yield f"ORG:{_text(names.get(contact['company'], ''))}"
    if contact["birthday"]:
        yield f"BDAY:{contact['birthday'].replace('-', '')}"
    yield from _reached(contact)
    if contact["tags"]:
        yield f"CATEGORIES:{','.join(_text(names.get(tag, '')) for tag in contact['tags'])}"
    yield f"REV:{_stamp(contact['updatedAt'])}"


def _reached(contact: Contact) -> Iterator[str]:
    for email in contact["emails"]:
        yield f"EMAIL{_type(email)}:{_text(email['address'])}"
    for phone in contact["phones"]:
        yield f"TEL{_type(phone)};VALUE=uri:tel:{phone['e164']}"
    for address in contact["addresses"]:
        yield f"ADR{_type(address)}:;;{_list(address, ('street', 'city', 'region', 'postalCode', 'country'))}"


def _full_name(contact: Contact) -> str:
    emails = (email["address"] for email in contact["emails"])
    numbers = (phone["number"] for phone in contact["phones"])
    return display_name({name: contact[camel(name)] for name in NAMES}, emails, numbers)


def _text(value: str | None) -> str:
    return (value or "").translate(ESCAPES)


def _list(of: Contact, keys: Iterable[str]) -> str:
    return ";".join(_text(of[key]) for key in keys)


def _type(part: Contact) -> str:
    label = (part["label"] or "").lower()
    return f";TYPE={label}" if label in TYPES else ""


def _stamp(at: str) -> str:
    """ "2026-01-02T03:04:05.678901+00:00" -> "20260102T030405Z"."""
    return at[:19].replace("-", "").replace(":", "") + "Z"


def _folded(line: str) -> bytes:
    """Return a line in pieces that are short enough; no character is cut in two."""
    if len(whole := line.encode()) <= LINE_OCTETS_MAX:
        return whole + b"\r\n"
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LINE_OCTETS_MAX:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join((*pieces, piece)) + b"\r\n"

"""How does an archive become records again? Line by line, each checked as a write is, in the order of its files.

A record keeps its id, its version and its times, so that exporting once more gives the same octets; whoever imports it
owns it and has made it. A line that would not be written as it is read is refused: a value that a write would have
cleaned, a name that nobody knows, a moment that has not come.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.phones import regions
from activities.actions import clean_body
from activities.models import Note
from contacts.models import Company, CompanyTag, Contact, ContactTag, Tag
from contacts.tagging import clean_tag_name
from contacts.validation import PARTS_MAX, clean_columns, clean_parts, display_name
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PartValues, PhoneValue
from database.checks import Checks, camel
from database.columns import is_text
from database.ids import decode
from database.refusals import Refused
from exports.layout import COMPANIES, CONTACTS, NOTES, TAGS, Fault, canonical
from exports.lines import COLUMNS, PARTS, Line, record, values
from exports.references import read_line

LINES_AT_ONCE = 500
LATER_MAX = timedelta(minutes=5)  # what clocks of two servers may differ by
VERSION_MAX = 2**31 - 1
# Whether a line of a member holds what is not taken there, such as the number of a card.
Refuses = Callable[[str, str], bool]


@dataclass(kw_only=True)
class Batch:
    """Rows to be added together: records, and what hangs on them."""

    records: list[Any] = field(default_factory=list)
    others: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def hang(self, row: models.Model) -> None:
        """Add a part, or a tag on something."""
        self.others.setdefault(type(row), []).append(row)


def restore(name: str, lines: Iterable[bytes], *, refuses: Refuses, owner: User) -> int:
    """Add the records of a member to what the owner has, and return how many; raise Fault for a line that is wrong."""
    count, numbered = 0, enumerate(lines, start=1)
    while chunk := list(islice(numbered, LINES_AT_ONCE)):
        batch = Batch()
        for number, line in chunk:
            if refuses(name, line.decode()):
                raise Fault(f"{name}, line {number}, holds the number of a card, which is not taken there.")
            _restore_line(batch, name, number, line, owner)
        _add(batch)
        count += len(chunk)
    return count


def _restore_line(batch: Batch, name: str, number: int, line: bytes, owner: User) -> None:
    try:
        said = read_line(line)
        told = MAKERS[name](batch, said, owner)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, Refused) as error:
        raise Fault(f"{name}, line {number}, is no record: {error}.") from error
    if canonical(told) + b"\n" != line:
        raise Fault(f"{name}, line {number}, says what no write would have kept.")


def _add(batch: Batch) -> None:
    type(batch.records[0])._default_manager.bulk_create(batch.records)
    for model, rows in batch.others.items():
        model._default_manager.bulk_create(rows)


def _tag(batch: Batch, said: Line, owner: User) -> Line:
    row = Tag(**_known(said, owner), name=clean_tag_name(said["name"]))
    batch.records.append(row)
    return record(row)


def _company(batch: Batch, said: Line, owner: User) -> Line:
    columns, parts = _cleaned(CompanyValues(**_columns(Company, said), **_part_values(said)), said)
    if not columns["name"]:
        raise ValueError("it has no name")
    row = Company(**_known(said, owner), **columns)
    return record(row) | _hung(batch, row, "company", parts, said)


def _contact(batch: Batch, said: Line, owner: User) -> Line:
    columns, parts = _cleaned(ContactValues(**_columns(Contact, said), **_part_values(said)), said)
    emails, numbers = (email.address for email in parts["emails"]), (phone.number for phone in parts["phones"])
    named = {"display_name": display_name(columns, emails, numbers), "company_id": _key(Company, said["company"])}
    row = Contact(**_known(said, owner), **columns, **named)
    return record(row) | _hung(batch, row, "contact", parts, said) | {"company": said["company"]}


def _note(batch: Batch, said: Line, owner: User) -> Line:
    links = {"contact_id": _key(Contact, said["contact"]), "company_id": _key(Company, said["company"])}
    if (links["contact_id"] is None) is (links["company_id"] is None):
        raise ValueError("it is on one thing")
    row = Note(**_known(said, owner), **links, body=clean_body(said["body"]))
    batch.records.append(row)
    return record(row) | {name: said[name] for name in ("contact", "company")}


MAKERS: dict[str, Callable[[Batch, Line, User], Line]] = {
    TAGS: _tag,
    COMPANIES: _company,
    CONTACTS: _contact,
    NOTES: _note,
}


def _known(said: Line, owner: User) -> dict[str, Any]:
    """Return what every record has."""
    people = dict.fromkeys(("owner", "created_by", "updated_by"), owner)
    version = said["version"]
    if type(version) is not int or not 1 <= version <= VERSION_MAX:
        raise ValueError("its version is none")
    times = {"created_at": _moment(said["createdAt"]), "updated_at": _moment(said["updatedAt"])}
    return {"id": decode(said["id"])[1], "account_id": owner.account_id, "version": version, **times, **people}


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at > timezone.now() + LATER_MAX:
        raise ValueError("it is of a time that has not come")
    return at


def _key(model: Any, public: str | None) -> UUID | None:
    return decode(public)[1] if public else None


def _columns(model: type[models.Model], said: Line) -> dict[str, Any]:
    given = {name: said[camel(name)] for name in COLUMNS[model]}
    if not all(value is None or (isinstance(value, str) and is_text(value)) for value in given.values()):
        raise ValueError("it has a value that is no text")
    return given | {"birthday": given["birthday"] and _day(given["birthday"])} if "birthday" in given else given


def _day(text: str) -> Any:
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day


def _part_values(said: Line) -> dict[str, Any]:
    """Return the values of e-mails and addresses; phone numbers are each read in a country of their own."""
    return {
        "emails": tuple(EmailValue(**part) for part in said["emails"]),
        "addresses": tuple(map(_address, said["addresses"])),
    }


def _address(part: Line) -> AddressValue:
    return AddressValue(**{name: part[camel(name)] for name in PARTS["addresses"][1]})


def _cleaned(values: Any, said: Line) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    checks = Checks()
    columns, parts = clean_columns(values, checks), clean_parts(values, checks, country=None)
    checks.finish()
    if len(said["phones"]) > PARTS_MAX:
        raise ValueError(f"it has more than {PARTS_MAX} phone numbers")
    return columns, parts | {"phones": [_phone(position, part) for position, part in enumerate(said["phones"])]}


def _phone(position: int, part: dict[str, Any]) -> Any:
    """Return a phone number that is read as it was, whatever the country of the account was then, or is now."""
    value = PhoneValue(number=part["number"], label=part["label"])
    for country in regions(part["e164"]):
        checks = Checks()
        cleaned = clean_parts(PartValues(phones=(value,)), checks, country=country)["phones"]
        if not checks.refusals and cleaned[0].e164 == part["e164"]:
            cleaned[0].position = position
            return cleaned[0]
    raise ValueError("it has a phone number that is read in another way")


def _hung(batch: Batch, row: Any, link: str, parts: dict[str, list[Any]], said: Line) -> Line:
    """Hang parts and tags on a record, and return them as its line has them."""
    batch.records.append(row)
    for part in (part for of in parts.values() for part in of):
        setattr(part, f"{link}_id", row.pk)
        part.account_id = row.account_id
        batch.hang(part)
    through: Any = ContactTag if link == "contact" else CompanyTag
    for tag in said["tags"]:
        batch.hang(through(account_id=row.account_id, tag_id=_key(Tag, tag), **{f"{link}_id": row.pk}))
    told: Line = {name: [values(part, PARTS[name][1]) for part in of] for name, of in parts.items()}
    return told | {"tags": sorted(set(said["tags"]))}

"""What does a record look like in an archive? All of it that an import restores, and nothing that follows from that.

    {"id": "con_…", "version": 3, "createdAt": "…", "updatedAt": "…", "firstName": "Zoë", …, "company": "com_…",
     "tags": ["tag_…"], "emails": [{"address": …, "label": …}], "phones": […], "addresses": […]}

Names are the API's. Who owns a record and who changed it is left out, since it is the importer then.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from activities.models import Note
from contacts.models import Address, Company, CompanyTag, Contact, ContactTag, Email, Phone, Tag
from database.checks import camel
from database.ids import encode
from exports.reading import Scope

COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Tag: ("name",),
    Company: ("name", "website", "industry"),
    Contact: (
        *("first_name", "middle_name", "last_name", "prefix", "suffix", "nickname"),
        *("job_title", "birthday", "website", "source"),
    ),
    Note: ("body",),
}
PARTS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "emails": (Email, ("address", "label")),
    "phones": (Phone, ("number", "e164", "label")),
    "addresses": (Address, ("street", "city", "region", "postal_code", "country", "label")),
}
Line = dict[str, Any]


def tags(scope: Scope, rows: Sequence[Tag]) -> list[Line]:
    """Return the lines of tags."""
    return [record(row) for row in rows]


def companies(scope: Scope, rows: Sequence[Company]) -> list[Line]:
    """Return the lines of companies, with their parts and the owner's tags."""
    return _with_parts(scope, rows, "company", CompanyTag)


def contacts(scope: Scope, rows: Sequence[Contact]) -> list[Line]:
    """Return the lines of contacts, with their parts, the owner's tags, and their company if it is the owner's."""
    asked = {row.company_id for row in rows if row.company_id}
    known = set(Company.objects.filter(scope.owned(), pk__in=asked).values_list("pk", flat=True))
    companies = (row.company_id if row.company_id in known else None for row in rows)
    lines = zip(_with_parts(scope, rows, "contact", ContactTag), companies, strict=True)
    return [line | {"company": company and encode(Company.ID_PREFIX, company)} for line, company in lines]


def notes(scope: Scope, rows: Sequence[Note]) -> list[Line]:
    """Return the lines of notes, with what each is on."""
    return [
        record(row)
        | {"contact": row.contact_id and encode(Contact.ID_PREFIX, row.contact_id)}
        | {"company": row.company_id and encode(Company.ID_PREFIX, row.company_id)}
        for row in rows
    ]


def notes_elsewhere(scope: Scope, rows: Sequence[Note]) -> list[Line]:
    """Return the lines of notes on what is others', which is not named."""
    return [record(row) for row in rows]


def moment(at: datetime) -> str:
    """Return a moment to the microsecond, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def record(row: Any) -> Line:
    """Return the line of a record, without what hangs on it or what it hangs on."""
    known = {"id": encode(row.ID_PREFIX, row.pk), "version": row.version}
    times = {"createdAt": moment(row.created_at), "updatedAt": moment(row.updated_at)}
    return known | times | values(row, COLUMNS[type(row)])


def values(row: Any, columns: Iterable[str]) -> Line:
    """Return the values of a row's columns, a day as a text."""
    found = {camel(name): getattr(row, name) for name in columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _with_parts(scope: Scope, rows: Sequence[Any], link: str, through: Any) -> list[Line]:
    keys = [row.pk for row in rows]
    parts = {name: _parts(model, columns, link, keys) for name, (model, columns) in PARTS.items()}
    tagged = _tags(through.objects.filter(scope.owned("tag__"), **{f"{link}__in": keys}), link)
    return [
        record(row) | {"tags": tagged[row.pk]} | {name: of_parent[row.pk] for name, of_parent in parts.items()}
        for row in rows
    ]


def _parts(model: Any, columns: Iterable[str], link: str, keys: list[UUID]) -> dict[UUID, list[Line]]:
    found = defaultdict(list)
    for row in model.objects.filter(**{f"{link}__in": keys}).order_by(link, "position", "pk"):
        found[getattr(row, f"{link}_id")].append(values(row, columns))
    return found


def _tags(taggings: Any, link: str) -> dict[UUID, list[str]]:
    found = defaultdict(list)
    for parent, tag in taggings.order_by(link, "tag").values_list(f"{link}_id", "tag_id"):
        found[parent].append(encode(Tag.ID_PREFIX, tag))
    return found

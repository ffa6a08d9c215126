"""How does what somebody owns get into the database at once? Checked as by the actions, each record at its moment."""

from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from accounts.models import User
from activities.models import Note
from config.demo import times
from contacts.actions import created_by
from contacts.models import Address, Company, CompanyTag, Contact, ContactTag, Email, Phone, Tag
from contacts.validation import clean_columns, clean_parts, display_name
from contacts.values import CompanyValues, ContactValues
from database.checks import Checks

R = TypeVar("R", bound=models.Model)

# Before those that point at them.
ORDER = (Tag, Company, Contact, Email, Phone, Address, CompanyTag, ContactTag, Note)


class Belongings:
    """The records of one owner, unsaved until `store`."""

    def __init__(self, owner: User, *, country: str, rng: Random, until: int) -> None:
        self._owner, self._country, self._rng, self._until = owner, country, rng, until
        self._rows: dict[type[models.Model], list[Any]] = {model: [] for model in ORDER}

    def tag(self, name: str, *, made: int) -> Tag:
        """Add a tag."""
        return self._add(Tag(name=name, **self._stamp(made)))

    def company(self, values: CompanyValues, *, tags: list[Tag], made: int) -> Company:
        """Add a company with its parts."""
        columns, parts = self._clean(values)
        company = self._add(Company(**columns, **self._stamp(made)))
        self._attach("company", company, parts)
        for tag in tags:
            self._add(CompanyTag(account_id=company.account_id, company=company, tag=tag))
        return company

    def contact(self, values: ContactValues, *, company: Company | None, tags: list[Tag], made: int) -> Contact:
        """Add a contact with its parts."""
        columns, parts = self._clean(values)
        emails, phones = (email.address for email in parts["emails"]), (phone.number for phone in parts["phones"])
        columns["display_name"] = display_name(columns, emails, phones)
        contact = self._add(Contact(company=company, **columns, **self._stamp(made)))
        self._attach("contact", contact, parts)
        for tag in tags:
            self._add(ContactTag(account_id=contact.account_id, contact=contact, tag=tag))
        return contact

    def note(self, body: str, *, made: int, **parent: Contact | Company) -> Note:
        """Add a note on `contact` or `company`."""
        return self._add(Note(body=body, **parent, **self._stamp(made)))

    def store(self) -> None:
        """Save it all, within the context of the owner's account."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows)

    def _add(self, row: R) -> R:
        self._rows[type(row)].append(row)
        return row

    def _stamp(self, made: int) -> dict[str, Any]:
        version, updated = times.history(made, self._rng, until=self._until)
        when = {"created_at": times.as_datetime(made), "updated_at": times.as_datetime(updated)}
        return created_by(self._owner) | when | {"id": UUID(times.id_at(made, self._rng)), "version": version}

    def _clean(self, values: ContactValues | CompanyValues) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        checks = Checks()
        columns = clean_columns(values, checks)
        parts = clean_parts(values, checks, country=self._country)
        checks.finish()
        return columns, parts

    def _attach(self, link: str, parent: Contact | Company, parts: dict[str, list[Any]]) -> None:
        for part in (part for several in parts.values() for part in several):
            setattr(part, link, parent)
            part.account_id = parent.account_id
            self._add(part)

"""Whom a customer knows: contacts and companies, their parts, and tags."""

from datetime import date
from typing import Annotated

import strawberry

from activities.models import Note as NoteModel
from contacts import models
from graph.sources import Linked, Pages, Parts, ToOne
from graph.types.activities import Note
from graph.types.fields import NO_SCOPE, column, sourced, table
from graph.types.listing import ContactFilter, ContactOrder, NoteFilter, NoteOrder
from graph.types.pages import Connection, pages
from graph.types.records import Record

LazyContact = Annotated["Contact", strawberry.lazy("graph.types.contacts")]
LazyNote = Annotated["Note", strawberry.lazy("graph.types.activities")]


@table(models.Email, resource=NO_SCOPE)
@strawberry.type(description="An e-mail address.")
class Email:
    """An e-mail address of a contact or company."""

    address: str = column("address", "As it was typed.")
    normalized: str = column("normalized", "In the form that equal addresses share.")
    label: str | None = column("label", "What it is for, in the words of whoever typed it: WORK.")


@table(models.Phone, resource=NO_SCOPE)
@strawberry.type(description="A phone number.")
class Phone:
    """A phone number of a contact or company."""

    number: str = column("number", "As it was typed.")
    e164: str = column("e164", "In E.164 form, ready to dial: +442079460018.")
    label: str | None = column("label", "What it is for, in the words of whoever typed it: WORK.")


@table(models.Address, resource=NO_SCOPE)
@strawberry.type(description="A postal address.")
class Address:
    """A postal address of a contact or company."""

    street: str | None = column("street", "Street and number.")
    city: str | None = column("city", "Town or city.")
    region: str | None = column("region", "State, county or province.")
    postal_code: str | None = column("postal_code", "Postal code.")
    country: str | None = column("country", "ISO 3166-1 alpha-2.")
    label: str | None = column("label", "What it is for, in the words of whoever typed it: WORK.")


@table(models.Tag, resource="tags")
@strawberry.type(description="A label somebody sticks on contacts and companies; seen by whom it is shared with.")
class Tag(Record):
    """A tag."""

    name: str = column("name", "What it says.")


@table(models.Company, resource="companies")
@strawberry.type(description="An organisation.")
class Company(Record):
    """A company."""

    name: str = column("name", "What it is called.")
    website: str | None = column("website", "Its address on the web.")
    industry: str | None = column("industry", "What it does.")
    emails: list[Email] = sourced(Parts(model=models.Email, link="company_id"), "Its e-mail addresses.")
    phones: list[Phone] = sourced(Parts(model=models.Phone, link="company_id"), "Its phone numbers.")
    addresses: list[Address] = sourced(Parts(model=models.Address, link="company_id"), "Its postal addresses.")
    tags: list[Tag] = sourced(
        Linked(model=models.Tag, through=models.CompanyTag, link="company_id", target="tag_id", order="name_key"),
        "Its tags, by name; those the viewer may see.",
    )
    notes: Connection[LazyNote] = pages(
        Pages(model=NoteModel, link="company_id", inherits=True),
        "What was written down about it.",
        of=Note,
        filter=NoteFilter,
        order=NoteOrder,
    )
    contacts: Connection[LazyContact] = pages(
        Pages(model=models.Contact, link="company_id"),
        "Its people, those the viewer may see.",
        of=LazyContact,
        filter=ContactFilter,
        order=ContactOrder,
    )


@table(models.Contact, resource="contacts")
@strawberry.type(description="A person.")
class Contact(Record):
    """A contact."""

    first_name: str | None = column("first_name", "Given name.")
    middle_name: str | None = column("middle_name", "What stands between first and last name.")
    last_name: str | None = column("last_name", "Family name.")
    prefix: str | None = column("prefix", "What stands before the name: Dr.")
    suffix: str | None = column("suffix", "What stands behind the name: Jr.")
    nickname: str | None = column("nickname", "What friends say.")
    name: str = column("display_name", "What to call them, never empty; made from what is known.")
    job_title: str | None = column("job_title", "What they do at work.")
    birthday: date | None = column("birthday", "When they were born.")
    website: str | None = column("website", "Their address on the web.")
    source: str | None = column("source", "Where the contact came from.")
    company: Company | None = sourced(
        ToOne(model=models.Company, column="company_id"), "Where they work; null if the viewer may not see it."
    )
    emails: list[Email] = sourced(Parts(model=models.Email, link="contact_id"), "Their e-mail addresses.")
    phones: list[Phone] = sourced(Parts(model=models.Phone, link="contact_id"), "Their phone numbers.")
    addresses: list[Address] = sourced(Parts(model=models.Address, link="contact_id"), "Their postal addresses.")
    tags: list[Tag] = sourced(
        Linked(model=models.Tag, through=models.ContactTag, link="contact_id", target="tag_id", order="name_key"),
        "Their tags, by name; those the viewer may see.",
    )
    notes: Connection[LazyNote] = pages(
        Pages(model=NoteModel, link="contact_id", inherits=True),
        "What was written down about them.",
        of=Note,
        filter=NoteFilter,
        order=NoteOrder,
    )

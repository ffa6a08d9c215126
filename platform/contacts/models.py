"""Whom a customer knows: contacts, companies and tags are records; e-mails, phones and addresses are parts of one.

Every index leads with the account, because row-level security adds it to every scan; names are ordered by stored keys.
"""

from django.db import models
from django.db.models import F, Q

from accounts.ownership import AccountRow, Shareable
from contacts.parts import Part
from database.columns import sort_key
from database.constraints import WithinAccount


class Company(Shareable):
    """An organisation."""

    ID_PREFIX = "com"

    name = models.TextField()
    name_key = sort_key("name")
    website = models.TextField(null=True)
    industry = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [(f"{verb}_company", f"Can {verb} company") for verb in ("view", "edit", "manage")]
        constraints = [
            *Shareable.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="contacts_company_name"),
        ]
        indexes = [
            models.Index("account", "owner", F("id").desc(), name="contacts_company_newest"),
            models.Index("account", "owner", "name_key", "id", name="contacts_company_by_name"),
        ]


class Contact(Shareable):
    """A person. Every part of the name may be missing; the display name never is."""

    ID_PREFIX = "con"

    first_name = models.TextField(null=True)
    middle_name = models.TextField(null=True)
    last_name = models.TextField(null=True)
    prefix = models.TextField(null=True)
    suffix = models.TextField(null=True)
    nickname = models.TextField(null=True)
    display_name = models.TextField()
    job_title = models.TextField(null=True)
    birthday = models.DateField(null=True)
    website = models.TextField(null=True)
    source = models.TextField(null=True)
    company = models.ForeignKey(
        Company,
        on_delete=models.SET_NULL,
        null=True,
        related_name="contacts",
        db_constraint=False,
        db_index=False,
    )
    first_name_key = sort_key("first_name")
    last_name_key = sort_key("last_name")
    display_name_key = sort_key("display_name")

    class Meta:
        default_permissions = ()
        permissions = [(f"{verb}_contact", f"Can {verb} contact") for verb in ("view", "edit", "manage")]
        constraints = [
            *Shareable.Meta.constraints,
            WithinAccount(
                name="contacts_contact_company", field="company", to="contacts.Company", on_delete="SET NULL"
            ),
            models.CheckConstraint(condition=~Q(display_name=""), name="contacts_contact_display_name"),
        ]
        indexes = [
            models.Index("account", "owner", F("id").desc(), name="contacts_contact_newest"),
            models.Index("account", "owner", "last_name_key", "id", name="contacts_contact_by_last_name"),
            models.Index("account", "owner", "display_name_key", "id", name="contacts_contact_by_name"),
            models.Index("account", "company", F("id").desc(), name="contacts_contact_of_company"),
        ]


class Tag(Shareable):
    """A label somebody sticks on contacts and companies. It is theirs, and seen by those they share it with."""

    ID_PREFIX = "tag"

    name = models.TextField()
    name_key = sort_key("name")
    contacts = models.ManyToManyField(Contact, through="ContactTag", related_name="tags")
    companies = models.ManyToManyField(Company, through="CompanyTag", related_name="tags")

    class Meta:
        default_permissions = ()
        permissions = [(f"{verb}_tag", f"Can {verb} tag") for verb in ("view", "edit", "manage")]
        constraints = [
            *Shareable.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="contacts_tag_name_given"),
        ]
        indexes = [
            models.Index("account", "owner", F("id").desc(), name="contacts_tag_newest"),
            models.Index("account", "owner", "name_key", "id", name="contacts_tag_by_name"),
        ]


class Email(Part):
    """An e-mail address as typed, and its normalised twin for matching."""

    address = models.TextField()
    normalized = models.TextField()
    label = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        constraints = Part.Meta.constraints
        indexes = Part.Meta.indexes


class Phone(Part):
    """A phone number as typed, and in E.164 form."""

    number = models.TextField()
    e164 = models.TextField()
    label = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        constraints = Part.Meta.constraints
        indexes = Part.Meta.indexes


class Address(Part):
    """A postal address."""

    street = models.TextField(null=True)
    city = models.TextField(null=True)
    region = models.TextField(null=True)
    postal_code = models.TextField(null=True)
    country = models.CharField(max_length=2, null=True)  # ISO 3166-1 alpha-2
    label = models.TextField(null=True)

    class Meta:
        default_permissions = ()
        constraints = Part.Meta.constraints
        indexes = Part.Meta.indexes


class ContactTag(AccountRow):
    """A tag on a contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "contact", "tag"], name="contacts_contacttag_once"),
            WithinAccount(
                name="contacts_contacttag_contact", field="contact", to="contacts.Contact", on_delete="CASCADE"
            ),
            WithinAccount(name="contacts_contacttag_tag", field="tag", to="contacts.Tag", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["account", "tag"], name="contacts_contacttag_by_tag")]


class CompanyTag(AccountRow):
    """A tag on a company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "company", "tag"], name="contacts_companytag_once"),
            WithinAccount(
                name="contacts_companytag_company", field="company", to="contacts.Company", on_delete="CASCADE"
            ),
            WithinAccount(name="contacts_companytag_tag", field="tag", to="contacts.Tag", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["account", "tag"], name="contacts_companytag_by_tag")]

"""What can be said? The inputs for contacts, companies and tags, and what all updates and deletions share."""

from datetime import date

import strawberry
from strawberry import ID

from graph.types.filters import optional


@strawberry.input(description="An e-mail address.")
class EmailInput:
    """An e-mail address."""

    address: str = strawberry.field(description="The address.")
    label: str | None = optional("What it is for, in a word: WORK.")


@strawberry.input(description="A phone number.")
class PhoneInput:
    """A phone number."""

    number: str = strawberry.field(description="International, or national in the account's country.")
    label: str | None = optional("What it is for, in a word: WORK.")


@strawberry.input(description="A postal address, of which something is given.")
class AddressInput:
    """A postal address."""

    street: str | None = optional("Street and number.")
    city: str | None = optional("Town or city.")
    region: str | None = optional("State, county or province.")
    postal_code: str | None = optional("Postal code.")
    country: str | None = optional("ISO 3166-1 alpha-2.")
    label: str | None = optional("What it is for, in a word: WORK.")


@strawberry.input
class PartsInput:
    """The parts of contacts and companies."""

    emails: list[EmailInput] | None = optional("All e-mail addresses, in order; those there were are replaced.")
    phones: list[PhoneInput] | None = optional("All phone numbers, in order; those there were are replaced.")
    addresses: list[AddressInput] | None = optional("All postal addresses, in order; those there were are replaced.")


@strawberry.input
class ContactInput(PartsInput):
    """What can be said about a contact; null removes what was said."""

    first_name: str | None = optional("Given name.")
    middle_name: str | None = optional("What stands between first and last name.")
    last_name: str | None = optional("Family name.")
    prefix: str | None = optional("What stands before the name: Dr.")
    suffix: str | None = optional("What stands behind the name: Jr.")
    nickname: str | None = optional("What friends say.")
    job_title: str | None = optional("What they do at work.")
    birthday: date | None = optional("When they were born.")
    website: str | None = optional("Their address on the web.")
    source: str | None = optional("Where the contact came from.")
    company_id: ID | None = optional("Where they work: a company the viewer may see.")


@strawberry.input(description="A new contact. Something must be said that tells who it is.")
class CreateContactInput(ContactInput):
    """A new contact."""

    tag_ids: list[ID] | None = optional("Tags to stick on it.")


@strawberry.input
class UpdateInput:
    """What updates have in common."""

    id: ID = strawberry.field(description="Which.")
    expected_version: int | None = optional(
        "The version the update was made from; refused as CONFLICT if there is a newer."
    )


@strawberry.input
class UpdateTagsInput(UpdateInput):
    """How updates change tags: one by one, since there may be some that the viewer does not see."""

    add_tag_ids: list[ID] | None = optional("Tags to stick on it.")
    remove_tag_ids: list[ID] | None = optional("Tags to take off it.")


@strawberry.input(description="Changes to a contact: what is left out stays, null removes.")
class UpdateContactInput(ContactInput, UpdateTagsInput):
    """Changes to a contact."""


@strawberry.input
class CompanyInput(PartsInput):
    """What can be said about a company, beside its name."""

    website: str | None = optional("Its address on the web.")
    industry: str | None = optional("What it does.")


@strawberry.input(description="A new company.")
class CreateCompanyInput(CompanyInput):
    """A new company."""

    name: str = strawberry.field(description="What it is called.")
    tag_ids: list[ID] | None = optional("Tags to stick on it.")


@strawberry.input(description="Changes to a company: what is left out stays, null removes.")
class UpdateCompanyInput(CompanyInput, UpdateTagsInput):
    """Changes to a company."""

    name: str | None = optional("What it is called.")


@strawberry.input(description="A new tag.")
class CreateTagInput:
    """A new tag."""

    name: str = strawberry.field(description="What it says.")


@strawberry.input(description="A tag's new name.")
class UpdateTagInput(UpdateInput):
    """Changes to a tag."""

    name: str = strawberry.field(description="What it says.")


@strawberry.input(description="Which record to delete, for good.")
class DeleteInput:
    """A record to delete."""

    id: ID = strawberry.field(description="Which.")

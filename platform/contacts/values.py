"""What can be said about a contact, a company or a tag? The input of the actions, before it is checked.

A value that is UNSET was not mentioned and stays as it is; None removes it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from database.values import UNSET, Text, Unset


@dataclass(frozen=True, kw_only=True)
class EmailValue:
    """An e-mail address as typed."""

    address: str
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhoneValue:
    """A phone number as typed, national ones in the account's country."""

    number: str
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class AddressValue:
    """A postal address, of which something is given."""

    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class PartValues:
    """The lists of parts; a list that is given replaces the one there was."""

    emails: tuple[EmailValue, ...] | Literal[Unset.UNSET] = UNSET
    phones: tuple[PhoneValue, ...] | Literal[Unset.UNSET] = UNSET
    addresses: tuple[AddressValue, ...] | Literal[Unset.UNSET] = UNSET


@dataclass(frozen=True, kw_only=True)
class ContactValues(PartValues):
    """What can be said about a contact."""

    first_name: Text = UNSET
    middle_name: Text = UNSET
    last_name: Text = UNSET
    prefix: Text = UNSET
    suffix: Text = UNSET
    nickname: Text = UNSET
    job_title: Text = UNSET
    birthday: date | Literal[Unset.UNSET] | None = UNSET
    website: Text = UNSET
    source: Text = UNSET


@dataclass(frozen=True, kw_only=True)
class CompanyValues(PartValues):
    """What can be said about a company."""

    name: Text = UNSET
    website: Text = UNSET
    industry: Text = UNSET

"""Is what was said about a contact or company right? Cleans values and names every wrong field (P31)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from email_validator import EmailNotValidError, validate_email

from accounts.countries import country_code
from accounts.phones import e164
from contacts.models import Address, Email, Phone
from contacts.values import AddressValue, CompanyValues, ContactValues, EmailValue, PartValues, PhoneValue
from database.checks import Checks, camel, clean_text
from database.refusals import RefusalCode
from database.values import UNSET

URL_LENGTH_MAX = 2_000
LABEL_LENGTH_MAX = 50
PARTS_MAX = 50  # of one kind on one contact or company
PART_LISTS = ("emails", "phones", "addresses")


def clean_columns(values: ContactValues | CompanyValues, checks: Checks) -> dict[str, Any]:
    """Return the columns that were mentioned, cleaned: {"first_name": "Zoë", "website": None}."""
    given = {field.name: getattr(values, field.name) for field in fields(values)}
    mentioned = {name: value for name, value in given.items() if value is not UNSET and name not in PART_LISTS}
    return {name: checks.run(camel(name), partial(_column, name, value)) for name, value in mentioned.items()}


def clean_parts(values: PartValues, checks: Checks, *, country: str | None) -> dict[str, list[Any]]:
    """Return unsaved parts for each list that was mentioned: {"emails": [Email, …]}."""
    cleaners: dict[str, Callable[[Any], Any]] = {
        "emails": _email,
        "phones": lambda value: _phone(value, country),
        "addresses": _address,
    }
    return {
        name: _part_list(name, getattr(values, name), cleaners[name], checks)
        for name in PART_LISTS
        if getattr(values, name) is not UNSET
    }


def _column(name: str, value: Any) -> Any:
    if name == "birthday":
        return _birthday(value)
    return _website(value) if name == "website" else clean_text(value)


def _birthday(value: date | None) -> date | None:
    # Tomorrow, because it is tomorrow already somewhere.
    if value is not None and (value - datetime.now(UTC).date()).days > 1:
        raise ValueError("A birthday is not in the future.")
    return value


def _website(value: str | None) -> str | None:
    url = clean_text(value, length_max=URL_LENGTH_MAX)
    if url is None:
        return None
    url = url if "://" in url else f"https://{url}"
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise ValueError("Not a web address, such as https://example.org.") from error
    return url


def _part_list(name: str, values: Sequence[Any], clean: Callable[[Any], Any], checks: Checks) -> list[Any]:
    if len(values) > PARTS_MAX:
        checks.refuse(RefusalCode.INVALID, name, f"At most {PARTS_MAX}.")
        return []
    parts = [_part(name, position, value, clean, checks) for position, value in enumerate(values)]
    return [part for part in parts if part is not None]


def _part(name: str, position: int, value: Any, clean: Callable[[Any], Any], checks: Checks) -> Any:
    part = checks.run(f"{name}.{position}", lambda: clean(value))
    if part is not None:
        part.position = position
    return part


def _email(value: EmailValue) -> Email:
    typed = clean_text(value.address, length_max=254) or ""
    try:
        checked = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError("Not an e-mail address.") from error
    return Email(
        address=typed,
        normalized=checked.normalized.casefold(),
        label=clean_text(value.label, length_max=LABEL_LENGTH_MAX),
    )


def _phone(value: PhoneValue, country: str | None) -> Phone:
    typed = clean_text(value.number) or ""
    return Phone(number=typed, e164=e164(typed, country), label=clean_text(value.label, length_max=LABEL_LENGTH_MAX))


def _address(value: AddressValue) -> Address:
    names = ("street", "city", "region", "postal_code")
    lines = {name: clean_text(getattr(value, name)) for name in names}
    address = Address(
        **lines, country=country_code(value.country), label=clean_text(value.label, length_max=LABEL_LENGTH_MAX)
    )
    if not any((*lines.values(), address.country)):
        raise ValueError("An empty address.")
    return address


def display_name(columns: dict[str, Any], emails: Iterable[str], phones: Iterable[str]) -> str:
    """Return what to call a contact, never empty: the name, else the nickname, an e-mail address or a phone number.

    The company is no help here: who sees the contact may not see the company.
    """
    parts = ("prefix", "first_name", "middle_name", "last_name", "suffix")
    full = " ".join(columns[part] for part in parts if columns.get(part))
    return full or columns.get("nickname") or next(iter((*emails, *phones)), "Unnamed contact")

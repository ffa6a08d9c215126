"""What are bills made out to? Values on their way to the processor: looked at, and kept nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.countries import country_code
from database.checks import Checks, camel, clean_line
from database.refusals import RefusalCode
from database.values import UNSET, Text, Unset

# Stripe's names of ours.
ADDRESS = {
    "street": "line1",
    "city": "city",
    "region": "state",
    "postal_code": "postal_code",
    "country": "country",
}


@dataclass(frozen=True, repr=False)
class TaxId:
    """A tax id, of a kind that Stripe names: ("eu_vat", "DE123456789")."""

    kind: str
    value: str


@dataclass(frozen=True, kw_only=True, repr=False)
class BillingDetails:
    """Name, address and tax id of whom to bill. It has no repr, so that no error shows it."""

    name: Text = UNSET
    email: Text = UNSET
    street: Text = UNSET
    city: Text = UNSET
    region: Text = UNSET
    postal_code: Text = UNSET
    country: Text = UNSET
    tax_id: TaxId | Literal[Unset.UNSET] | None = UNSET

    @property
    def has_tax_id(self) -> bool:
        """Whether anything is said of a tax id."""
        return self.tax_id is not UNSET


def said(details: BillingDetails) -> list[str]:
    """Return the names of what is said of a customer, as the API has them."""
    names = [_field(name) for name in CLEANERS if _is_said(details, name)]
    return [*names, "taxId"] if details.has_tax_id else names


def cleaned(details: BillingDetails) -> dict[str, Any]:
    """Return what Stripe is told of a customer; "" removes. Raise Invalid with every wrong field, and no value."""
    checks = Checks()
    told = {name: _told(checks, name, getattr(details, name)) for name in CLEANERS if _is_said(details, name)}
    if isinstance(details.tax_id, TaxId):
        _check_tax_id(checks, details.tax_id)
    checks.finish()
    address = {ADDRESS[name]: value for name, value in told.items() if name in ADDRESS}
    values: dict[str, Any] = {name: value for name, value in told.items() if name not in ADDRESS}
    return values | ({"address": address} if address else {})


def _email(value: str | None) -> str | None:
    address = clean_line(value)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise ValueError("Not an e-mail address.") from None
    return address


CLEANERS: dict[str, Callable[[str | None], str | None]] = {
    "name": clean_line,
    "email": _email,
    "street": clean_line,
    "city": clean_line,
    "region": clean_line,
    "postal_code": clean_line,
    "country": country_code,
}


def _is_said(details: BillingDetails, name: str) -> bool:
    return getattr(details, name) is not UNSET


def _told(checks: Checks, name: str, value: str | None) -> str:
    return checks.run(_field(name), partial(CLEANERS[name], value)) or ""


def _field(name: str) -> str:
    return f"address.{camel(name)}" if name in ADDRESS else name


def _check_tax_id(checks: Checks, tax_id: TaxId) -> None:
    if not all(checks.run("taxId", partial(clean_line, part)) for part in (tax_id.kind, tax_id.value)):
        checks.refuse(RefusalCode.INVALID, "taxId", "A tax id has a type and a value.")

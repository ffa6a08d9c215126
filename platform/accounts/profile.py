"""What do customers and their people tell of themselves? They change and remove each piece at any time (P3, P4)."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.countries import country_code
from accounts.models import Account, User
from accounts.phones import e164
from audit.recording import record
from database.checks import Checks, camel, clean_line
from database.refusals import RefusalCode
from database.values import UNSET, Flag, Text

R = TypeVar("R", User, Account)


@dataclass(frozen=True, kw_only=True)
class ProfileValues:
    """What can be said about a person."""

    name: Text = UNSET
    phone: Text = UNSET


@dataclass(frozen=True, kw_only=True)
class AccountValues:
    """What can be said about a customer."""

    name: Text = UNSET
    phone: Text = UNSET
    street: Text = UNSET
    city: Text = UNSET
    region: Text = UNSET
    postal_code: Text = UNSET
    country: Text = UNSET
    allows_card_numbers: Flag = UNSET


@transaction.atomic(savepoint=False)
def update_profile(user: User, values: ProfileValues, *, actor: User) -> User:
    """Return the person as changed; raise Invalid with every wrong field."""
    user = User.objects.select_related("account").select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    checks = Checks()
    columns = _cleaned(values, checks, user.account.country)
    checks.finish()
    return _changed("profile:update" if user == actor else "user:update", user, columns, actor)


@transaction.atomic(savepoint=False)
def update_account(values: AccountValues, *, actor: User) -> Account:
    """Return the actor's account as changed; raise Invalid with every wrong field, or without a name."""
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    checks = Checks()
    columns: dict[str, Any] = {}
    if values.country is not UNSET:
        columns["country"] = checks.run("country", partial(country_code, values.country))
    columns |= _cleaned(values, checks, columns.get("country", account.country))
    if not columns.get("name", account.name) and not checks.refusals:
        checks.refuse(RefusalCode.BLANK, "name", "An account needs a name.")
    checks.finish()
    return _changed("account:update", account, columns, actor)


def _cleaned(values: ProfileValues | AccountValues, checks: Checks, country: str | None) -> dict[str, Any]:
    """Return the columns that were mentioned, but for the country; phone numbers are read as one of it."""
    cleaners: dict[str, Callable[[Any], Any]] = {
        "phone": partial(_phone, country=country),
        "allows_card_numbers": bool,
    }
    mentioned = {field.name: getattr(values, field.name) for field in fields(values) if field.name != "country"}
    return {
        name: checks.run(camel(name), partial(cleaners.get(name, clean_line), value))
        for name, value in mentioned.items()
        if value is not UNSET
    }


def _phone(value: str | None, *, country: str | None) -> str | None:
    typed = clean_line(value)
    return e164(typed, country) if typed else None


def _changed(action: str, row: R, columns: dict[str, Any], actor: User) -> R:
    """Save the columns, and who changed them when; nothing if nothing was mentioned.

    The audit tells which these were and not what they hold: what somebody removes leaves no copy (P3).
    """
    if columns:
        names = sorted(camel(name) for name, value in columns.items() if getattr(row, name) != value)
        record(action, row.pk, actor_id=actor.pk, after={"changed": names} if names else None)
        columns |= {"updated_at": timezone.now(), "updated_by": actor}
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=columns)
    return row

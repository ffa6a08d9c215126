"""Columns every table shares: time-ordered keys, the account by default, and keys to sort names by."""

from typing import Any

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce
from uuid_utils.compat import uuid7

from database.context import CURRENT_ACCOUNT_SQL


class CurrentAccount(Func):
    """The account of the open transaction; the default of `account_id`, so that libraries can insert rows too."""

    template = CURRENT_ACCOUNT_SQL
    output_field = models.UUIDField()


def key() -> Any:
    """A UUIDv7 (RFC 9562) primary key made in Python: newest first is id order, and there is no counter to guess."""
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


def is_text(value: str) -> bool:
    """Return whether PostgreSQL can keep the text: no NUL in it, and no half of a surrogate pair."""
    return "\0" not in value and (value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value))


def sort_key(field: str) -> Any:
    """A stored column to order by `field` without regard to case and accents; '' for null, so keysets need no null."""
    return models.GeneratedField(
        expression=Func(Coalesce(field, Value("")), function="steward_sort_key"),
        output_field=models.TextField(),
        db_persist=True,
    )

"""How are codes kept? As their HMAC (RFC 2104), by a column that hashes what is written to it or compared with it.

A user code has but 40 bits, so a bare hash of it could be turned back.
"""

from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac


class Hashed(str):
    """What was read from such a column, and is written back as it is."""

    __slots__ = ()


class HashedField(models.CharField):  # type: ignore[type-arg]  # Django's has none when it runs
    """A text that is nowhere in the table; `filter(code="…")` finds it all the same."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Hashed):
            return value
        return salted_hmac(f"tokens.{self.name}", value, algorithm="sha256").hexdigest()

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Mark what comes from the table."""
        return None if value is None else Hashed(value)

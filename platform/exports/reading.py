"""Which records does somebody own? A bounded number at a time, by id, as they are at one moment.

What was made after the archive was asked for is left out, and so is each reference to what is not theirs: a link to
another's company says nothing here, as it can be restored nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.ownership import Record
from activities.models import Note
from contacts.models import Company, Contact, Tag

RECORDS_AT_ONCE = 500
Kind = type[Record]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose records, and until when."""

    account_id: UUID
    owner_id: UUID
    until: datetime

    def owned(self, link: str = "") -> Q:
        """Return the condition for what the owner has, or for what has it by `link`: "company__"."""
        return Q(**{f"{link}owner": self.owner_id, f"{link}created_at__lte": self.until})


Rows = Callable[[Scope], "QuerySet[Any]"]


def owned(model: Kind) -> Rows:
    """Return what yields the owner's rows of a model; notes only as far as they are on what is the owner's too."""
    if model is Note:
        return _notes
    return lambda scope: model._default_manager.filter(scope.owned())


def notes_elsewhere(scope: Scope) -> "QuerySet[Note]":
    """Return the owner's notes on what belongs to others, as far as the owner wrote them last.

    They may not see that any more, nor what others made of it; but their own words they know.
    """
    theirs = scope.owned("contact__") | scope.owned("company__")
    return Note.objects.filter(scope.owned(), updated_by=scope.owner_id).exclude(theirs)


def batch(rows: Rows, scope: Scope, after: UUID | None) -> list[Any]:
    """Return the next rows after that key."""
    found = rows(scope).filter(pk__gt=after) if after else rows(scope)
    return list(found.order_by("pk")[:RECORDS_AT_ONCE])


def _notes(scope: Scope) -> "QuerySet[Note]":
    return Note.objects.filter(scope.owned()).filter(scope.owned("contact__") | scope.owned("company__"))


KINDS: tuple[Kind, ...] = (Tag, Company, Contact, Note)

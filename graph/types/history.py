"""What was done with a record? Its entries of the audit, with what changed, for who sees the record."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from accounts.models import User as UserModel
from audit import models
from graph import sources
from graph.sources import Made, ToOne
from graph.types.fields import NO_SCOPE, column, opened, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, TextFilter, combinable, optional
from graph.types.pages import order_by

if TYPE_CHECKING:
    from graph.types.accounts import User, UserFilter

LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]
LazyUserFilter = Annotated["UserFilter", strawberry.lazy("graph.types.accounts")]


@opened(NO_SCOPE)
@strawberry.type(description="What a field of a record was, and what it became.")
class Change:
    """A field that was changed."""

    field: str = sourced(Made("field"), "The field, by its name in this API: jobTitle, emails, tags.")
    before: JSON | None = sourced(
        Made("before"),
        "What it was, null if there was nothing: a text, a date as text, a list of parts, an id; of `tags`, the ids of"
        " those that were removed. Other records are named if the viewer may see them.",
    )
    after: JSON | None = sourced(
        Made("after"), "What it became, likewise; of `tags`, the ids of those that were added."
    )


@table(models.HistoryEntry, resource=NO_SCOPE)
@strawberry.type(description="Something that was done with a record.")
class HistoryEntry:
    """An entry of a record's history."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever; not for `node`.")
    at: datetime = column("at", "When.")
    action: str = column("action", "What: contact:create, contact:update, note:update.")
    user: LazyUser | None = sourced(
        ToOne(model=UserModel, column="user_id"), "Who did it; null if it was the service itself."
    )
    changes: list[Change] | None = sourced(
        sources.CHANGES, "What is other than before, by the names of the fields; null if that was erased."
    )


@combinable("Narrows what was done with a record.")
class HistoryEntryFilter:
    """Filters of a history."""

    id: IDFilter | None = optional()
    at: DateTimeFilter | None = optional()
    action: TextFilter | None = optional()
    user: LazyUserFilter | None = optional()


@strawberry.enum(description="What a history can be ordered by.")
class HistoryEntryOrderField(Enum):
    """Columns to order a history by."""

    AT = "at"


HistoryEntryOrder = order_by("HistoryEntryOrder", HistoryEntryOrderField, "One key to order a history by.")

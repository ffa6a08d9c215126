"""What was done in the account, by whom, when, and on what? Shown to administrators, without what changed."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from accounts.models import User as UserModel
from audit import models
from graph import ids
from graph.sources import PublicId, ToOne
from graph.types.fields import column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, TextFilter, combinable, optional
from graph.types.pages import order_by
from graph.types.records import Node

if TYPE_CHECKING:
    from graph.types.accounts import User, UserFilter

LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]
LazyUserFilter = Annotated["UserFilter", strawberry.lazy("graph.types.accounts")]

strawberry.enum(models.Credential, name="Credential", description="With what somebody came.")


@table(models.AuditLogEntry)
@strawberry.type(
    description="Something was done: by whom, when, to which record; never what the record holds. Shown to"
    " administrators alone."
)
class AuditLogEntry(Node):
    """An entry of the audit log."""

    at: datetime = column("at", "When.")
    action: str = column("action", "What, as a resource and a verb: contact:update.")
    record_id: strawberry.ID | None = sourced(
        PublicId(field="record_id", kind="action", models=ids.RESOURCES),
        "The id of what it was done to, as it is elsewhere; it need not be there any more, nor be yours to see.",
    )
    user: LazyUser | None = sourced(
        ToOne(model=UserModel, column="user_id"), "Who did it; null if it was the service itself."
    )
    credential: models.Credential | None = column("credential", "With what they came; null for the service itself.")
    credential_id: strawberry.ID | None = sourced(
        PublicId(field="credential_id", kind="credential", models=ids.CREDENTIALS),
        "Which token or application that was, by its id.",
    )


@combinable("Narrows the audit log.")
class AuditLogEntryFilter:
    """Filters of the audit log."""

    id: IDFilter | None = optional()
    at: DateTimeFilter | None = optional()
    action: TextFilter | None = optional()
    record_id: IDFilter | None = optional()
    user: LazyUserFilter | None = optional()


@strawberry.enum(description="What the audit log can be ordered by.")
class AuditLogEntryOrderField(Enum):
    """Columns to order the audit log by."""

    AT = "at"


AuditLogEntryOrder = order_by("AuditLogEntryOrder", AuditLogEntryOrderField, "One key to order the audit log by.")

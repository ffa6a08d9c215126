"""What left, and to whom? Shown to whose it was, and of a record to whoever owns it now."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from accounts.models import User as UserModel
from audit import models
from graph import ids
from graph.sources import PublicId, ToOne
from graph.types.fields import CLOSED, column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, combinable, optional
from graph.types.pages import order_by

if TYPE_CHECKING:
    from graph.types.accounts import User

LazyUser = Annotated["User", strawberry.lazy("graph.types.accounts")]

strawberry.enum(
    models.Recipient,
    name="Recipient",
    description="To whom something went. ARCHIVE: to its owner, who downloaded one. PROCESSOR: to who manages payment.",
)


@table(models.Disclosure, resource=CLOSED)
@strawberry.type(
    description="Something went to somebody, once or several times within an hour. It is written down before it goes,"
    " and nobody can change that."
)
class Disclosure:
    """A row of the register."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever; not for `node`.")
    record_id: strawberry.ID | None = sourced(
        PublicId(field="record_id", kind="kind", models=ids.RESOURCES),
        "The id of what it was: a record, a person, an archive, or the account whose bills are paid. It need not be"
        " there any more.",
    )
    fields: list[str] = column("fields", 'Which of its fields, never what they held: "firstName", "emails.address".')
    recipient: models.Recipient = column("recipient", "To whom.")
    recipient_id: strawberry.ID | None = sourced(
        PublicId(field="recipient_id", kind="recipient", models=ids.RECIPIENTS),
        "Which token, application, request of support or archive that was, by its id; null for the processor.",
    )
    user: LazyUser | None = sourced(
        ToOne(model=UserModel, column="user_id"), "On whose behalf; null if it was an agent, for support."
    )
    first_at: datetime = column("first_at", "When, for the first time in the hour.")
    last_at: datetime = column("last_at", "When, for the last time in the hour.")
    times: int = column("times", "In how many answers.")


@combinable("Narrows what was disclosed.")
class DisclosureFilter:
    """Filters of the register."""

    id: IDFilter | None = optional()
    record_id: IDFilter | None = optional()
    recipient_id: IDFilter | None = optional()
    first_at: DateTimeFilter | None = optional()
    last_at: DateTimeFilter | None = optional()


@strawberry.enum(description="What the register can be ordered by.")
class DisclosureOrderField(Enum):
    """Columns to order the register by."""

    FIRST_AT = "first_at"


DisclosureOrder = order_by("DisclosureOrder", DisclosureOrderField, "One key to order the register by.")

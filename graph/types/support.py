"""What is said to support, what does it ask for, and what has it read? Shown to whose case and records it is, alone."""

from datetime import datetime
from enum import Enum

import strawberry

from graph import ids, sources
from graph.sources import Own, PublicId, ToOne
from graph.types.fields import column, sourced, table
from graph.types.filters import DateTimeFilter, IDFilter, combinable, optional
from graph.types.pages import order_by
from permissions import models
from permissions.support.models import State

strawberry.enum(State, name="SupportRequestState", description="What became of a request of support.")


@table(models.SupportMessage)
@strawberry.type(description="Something that was said in a case.")
class SupportMessage:
    """A message."""

    id: strawberry.ID = column("id", "Opaque.")
    agent: str | None = column("agent_name", "Which agent said it; null if it was the owner of the case.")
    text: str = column("text", "What was said.")
    at: datetime = column("at", "When.")


@table(models.SupportRequest)
@strawberry.type(description="An agent asks to read records that were named in a case.")
class SupportRequest:
    """A request."""

    id: strawberry.ID = column("id", "Opaque.")
    agent: str = column("agent_name", "Who asks.")
    reason: str = column("reason", "What for.")
    hours: int = column("hours", "For how many hours at most.")
    records: list[strawberry.ID] = column("records", "The ids of the records.")
    state: State = sourced(sources.SUPPORT_STATE, "What became of it.")
    requested_at: datetime = column("requested_at", "When it was made.")
    decided_at: datetime | None = column("decided_at", "When it was last decided about.")
    expires_at: datetime | None = column("expires_at", "Until when it is approved.")
    confirmed_by: str | None = column("confirmed_by", "Which second agent confirmed it, by a legal order.")


@table(models.SupportCase)
@strawberry.type(description="Somebody needs help.")
class SupportCase:
    """A case."""

    id: strawberry.ID = column("id", "Opaque.")
    subject: str = column("subject", "What it is about.")
    records: list[strawberry.ID] = column("records", "The ids of the records that its owner named.")
    opened_at: datetime = column("opened_at", "When it was opened.")
    closed_at: datetime | None = column("closed_at", "When it was closed.")
    legal_order: str | None = column("legal_order", "By which legal order it was opened, and not by its owner.")
    messages: list[SupportMessage] = sourced(
        Own(model=models.SupportMessage, link="case_id"), "What was said, newest first."
    )
    requests: list[SupportRequest] = sourced(
        Own(model=models.SupportRequest, link="case_id"), "What agents asked to read, newest first."
    )


@table(models.SupportRead)
@strawberry.type(description="An agent read a record, at once written down; nobody can change it.")
class SupportRead:
    """An entry of the ledger."""

    id: strawberry.ID = column("id", "Opaque.")
    at: datetime = column("at", "When.")
    agent: str = column("agent_name", "Who.")
    reason: str = column("reason", "What for.")
    record_id: strawberry.ID | None = sourced(
        PublicId(field="record_id", kind="action", models=ids.RESOURCES), "The id of the record."
    )
    fields: list[str] | None = column(
        "fields", 'Which of its fields: "firstName", "emails.address"; null if the record is gone.'
    )
    request: SupportRequest | None = sourced(
        ToOne(model=models.SupportRequest, column="request_id"), "The request that let them."
    )


@combinable("Narrows what support has read.")
class SupportReadFilter:
    """Filters of the ledger."""

    id: IDFilter | None = optional()
    at: DateTimeFilter | None = optional()


@strawberry.enum(description="What the ledger can be ordered by.")
class SupportReadOrderField(Enum):
    """Columns to order the ledger by."""

    AT = "at"


SupportReadOrder = order_by("SupportReadOrder", SupportReadOrderField, "One key to order the ledger by.")

"""Which mail does the viewer want, and which did we send them? Of others it is in no answer."""

from datetime import datetime
from enum import Enum

import strawberry

from accounts import models as accounts
from graph.types.fields import column, table
from graph.types.filters import DateTimeFilter, IDFilter, TextFilter, combinable, optional
from graph.types.pages import order_by
from mail import classes, models

strawberry.enum(
    classes.MailClass,
    name="MailClass",
    description="What a mail is for. All but TRANSACTIONAL, which one needs to sign in, to pay and to stay safe, can be"
    " ended.",
)
strawberry.enum(
    models.Outcome,
    name="MailOutcome",
    description="What became of a mail: it was handed over, or dropped, since its reader had opted out of such mail.",
)


@table(accounts.MailPreferences)
@strawberry.type(description="Which mail somebody wants, beside what the service needs.")
class MailPreferences:
    """Preferences."""

    service_updates: bool = column("wants_service_updates", "Updates about the service.")
    company_news: bool = column("wants_company_news", "News of the company.")


@table(models.MailLogEntry)
@strawberry.type(description="A mail that was sent to somebody, or was to be. Its text is not kept.")
class MailLogEntry:
    """An entry of the log of mail."""

    id: strawberry.ID = column("id", "Opaque, and the same for ever; not for `node`.")
    mail_class: classes.MailClass = column("mail_class", "What it was for.")
    subject: str = column("subject", "Its subject.")
    sent_at: datetime = column("sent_at", "When it was handed over, or dropped.")
    outcome: models.Outcome = column("outcome", "Which of the two.")


@combinable("Narrows the log of mail.")
class MailLogEntryFilter:
    """Filters of the log of mail."""

    id: IDFilter | None = optional()
    sent_at: DateTimeFilter | None = optional()
    subject: TextFilter | None = optional()


@strawberry.enum(description="What the log of mail can be ordered by.")
class MailLogEntryOrderField(Enum):
    """Columns to order the log of mail by."""

    SENT_AT = "sent_at"


MailLogEntryOrder = order_by("MailLogEntryOrder", MailLogEntryOrderField, "One key to order the log of mail by.")

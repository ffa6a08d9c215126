"""What does an account pay for? The service's own state of it; of billing information nothing can be read (P13)."""

from datetime import datetime

import strawberry

from billing import models
from graph.types.fields import CLOSED, column, table

strawberry.enum(models.Plan, name="Plan", description="How often is paid: a price for each seat and period.")
strawberry.enum(
    models.Status,
    name="SubscriptionStatus",
    description="In what state a subscription is. UNPAID and CANCELED: Data can be read, taken along and erased, and "
    "not changed.",
)
strawberry.enum(models.Reason, name="SubscriptionReason", description="Why a subscription is in its state.")


@table(models.AccountSubscription, resource=CLOSED)
@strawberry.type(description="What an account pays for. Shown to its administrators and to the role BILLING.")
class AccountSubscription:
    """The standing of an account."""

    status: models.Status = column("status", "In what state it is.")
    reason: models.Reason | None = column("reason", "Why; null while all is well.")
    plan: models.Plan | None = column("plan", "How often is paid; null before a plan was chosen.")
    seats: int = column("seats", "For how many people this period is paid, or would be.")
    seats_used: int = column("seats_used", "How many people there are who can sign in.")
    seat_price: int | None = column(
        "seat_price", "What a seat costs for a period, in the currency's smallest unit; null before a plan was chosen."
    )
    currency: str | None = column("currency", "ISO 4217.")
    trial_ends_at: datetime = column("trial_ends_at", "When the trial ends, or has ended.")
    current_period_end: datetime | None = column("current_period_end", "Until when is paid; the next bill is of then.")
    cancel_at: datetime | None = column("cancel_at", "When it ends, or has ended, if it was canceled.")
    pending: bool = column("is_pending", "Whether the payment processor has yet to be told of the last change.")

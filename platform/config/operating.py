"""What does the operator see? How much there is of what, whether it is paid for, and how the service fares (P17).

Counts, states and moments, by ids of accounts: no name, no address, no text of anybody's, and no record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.jobs import Status

from accounts import seats
from accounts.models import Account
from accounts.ownership import Record
from audit import chain
from billing.models import AccountSubscription
from database.context import account_context
from database.ids import encode

# What people own, by table; whoever adds a kind need not think of this.
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An account: since when there is one, how many people and records, and what the processor says of it."""

    id: str
    created_at: datetime
    people: int
    records: dict[str, int]  # {"contact": 3, …}
    status: str
    reason: str | None
    entries: int  # of what was done (audit)


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """How jobs fare: how many there are of each state, since when the oldest is due, how many workers are heard of."""

    states: dict[str, int]
    due_since: datetime | None
    workers: int


def standings() -> Iterator[Standing]:
    """Yield how each account stands, oldest first."""
    for account in Account.objects.order_by("pk").only("pk", "created_at"):
        with account_context(account.pk):
            yield _standing(account)


def jobs() -> Jobs:
    """Return how jobs fare."""
    counts = ProcrastinateJob.objects.values_list("status").annotate(count=Count("pk"))
    now = timezone.now()
    waiting = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now), status=Status.TODO.value)
    heard_of = now - timedelta(seconds=settings.JOB_SILENCE_SECONDS)
    return Jobs(
        states=dict(counts.order_by("status")),
        due_since=waiting.aggregate(since=Min("scheduled_at"))["since"],
        workers=ProcrastinateWorker.objects.filter(last_heartbeat__gte=heard_of).count(),
    )


def _standing(account: Account) -> Standing:
    paid = AccountSubscription.objects.get(pk=account.pk)
    head = chain.newest()
    return Standing(
        id=encode(Account.ID_PREFIX, account.pk),
        created_at=account.created_at,
        people=seats.active(account.pk),
        records={_name(model): model._default_manager.count() for model in RECORDS},
        status=paid.status,
        reason=paid.reason,
        entries=head.sequence if head else 0,
    )


def _name(model: Any) -> str:
    return str(model._meta.model_name)

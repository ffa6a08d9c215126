"""How many seats are to be paid for, and what does one more cost? As many as people, or the more that were asked for.

More seats are charged from the moment they are there. Fewer are fewer on the next bill: what was paid for a period
stays paid, so that going up again within it to what it had already costs nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts import seats as people
from accounts.models import Invitation, User
from billing.models import Subscription
from database.refusals import Invalid, Refusal, RefusalCode

LASTING = ("trialing", "active", "past_due")
UNCONFIRMED = Refusal(
    RefusalCode.SEAT_COST_UNCONFIRMED,
    "seatCost",
    "All seats that are paid for are taken: say with `seatCost` that you know what another costs each period.",
)


@dataclass(frozen=True)
class Step:
    """One change of the quantity at the processor, and whether it is charged from now on."""

    quantity: int
    is_prorated: bool


def wanted(people: int, floor: int | None) -> int:
    """Return the quantity for so many people; an account has one seat at least (P1)."""
    return max(people, floor or 1, 1)


def steps(present: int, paid: int, wanted: int) -> list[Step]:
    """Return how to come from the present quantity to the one that is wanted; `paid` is the highest of this period.

    (4, 5, 7) -> to 5 for nothing, then to 7 for the rest of the period.
    """
    free = min(wanted, max(paid, present)) if wanted > present else wanted
    found = [Step(free, is_prorated=False)] if free != present else []
    return found + ([Step(wanted, is_prorated=True)] if wanted > free else [])


@dataclass(frozen=True, kw_only=True)
class SeatCost:
    """What one more person costs, in the currency's smallest unit: for the rest of this period, and each after it."""

    now: int
    each_period: int
    currency: str


class SeatCostUnconfirmed(Invalid):
    """One more is to be paid for, and whoever adds them has not said that they know what it costs."""

    def __init__(self, cost: SeatCost) -> None:
        super().__init__(UNCONFIRMED)
        self.cost = cost


def require_cost_known(account_id: UUID, known: int | None, *, again: User | Invitation | None = None) -> None:
    """Raise SeatCostUnconfirmed if one more is charged, and something else is known of what they cost each period.

    Nothing is asked for who is let in or invited `again`, and counts already.
    """
    cost = cost_of_one_more(account_id) if again is None or _is_one_more(again) else None
    if cost and known != cost.each_period:
        raise SeatCostUnconfirmed(cost)


def cost_of_one_more(account_id: UUID) -> SeatCost | None:
    """Return what it costs if one more is invited, and all come; None if nothing more is charged."""
    subscription = Subscription.objects.filter(account_id=account_id, processor_status__in=LASTING).first()
    if subscription is None:
        return None
    expected = people.active(account_id) + Invitation.objects.filter(expires_at__gt=timezone.now()).count()
    return _cost(subscription, expected, timezone.now())


def _is_one_more(somebody: User | Invitation) -> bool:
    """Whether they are not counted yet, and will be; who acts for an application never is."""
    if isinstance(somebody, User):
        return not somebody.is_active and not somebody.is_service
    return somebody.expires_at <= timezone.now()


def _cost(subscription: Subscription, expected: int, moment: datetime) -> SeatCost | None:
    before, after = (wanted(count, subscription.seat_floor) for count in (expected, expected + 1))
    price, start, end = subscription.unit_amount, subscription.period_start, subscription.period_end
    if after <= max(subscription.paid_seats, before) or price is None or start is None or end is None:
        return None
    left = min(max((end - moment) / (end - start), 0), 1) if subscription.processor_status != "trialing" else 0
    return SeatCost(now=round(price * left), each_period=price, currency=str(subscription.currency).upper())

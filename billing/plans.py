"""What does a seat cost? A price at the processor for each plan, found by its name and remembered."""

from functools import lru_cache

from django.conf import settings

from billing.models import Plan
from billing.stripe_api import subscriptions
from billing.stripe_api.client import ProcessorError
from billing.stripe_api.subscriptions import Price

__all__ = ["Price", "plan_of", "price_of", "prices"]

INTERVALS = {Plan.MONTHLY: "month", Plan.YEARLY: "year"}


@lru_cache
def price_of(plan: str) -> Price:
    """Return the price of a plan; the processor is told of it the first time. Raise ProcessorError."""
    plan = Plan(plan)
    amount = {Plan.MONTHLY: settings.STRIPE_MONTHLY_AMOUNT, Plan.YEARLY: settings.STRIPE_YEARLY_AMOUNT}[plan]
    return subscriptions.price_of(f"steward_{plan.lower()}", interval=INTERVALS[plan], amount=amount)


def prices() -> dict[Plan, Price]:
    """Return the price of each plan; none if the processor cannot be asked."""
    try:
        return {plan: price_of(plan) for plan in Plan}
    except ProcessorError:
        return {}


def plan_of(price: Price) -> Plan:
    """Return the plan that a price is of."""
    return next(plan for plan, interval in INTERVALS.items() if interval == price.interval)

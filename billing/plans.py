"""What does a seat cost? A price at the processor for each plan, found by its name and remembered."""

from functools import lru_cache

from django.conf import settings

from billing.models import Plan
from billing.stripe_api import subscriptions
from billing.stripe_api.subscriptions import Price

INTERVALS = {Plan.MONTHLY: "month", Plan.YEARLY: "year"}


@lru_cache
def price_of(plan: str) -> Price:
    """Return the price of a plan; the processor is told of it the first time. Raise ProcessorError."""
    plan = Plan(plan)
    amount = {Plan.MONTHLY: settings.STRIPE_MONTHLY_AMOUNT, Plan.YEARLY: settings.STRIPE_YEARLY_AMOUNT}[plan]
    return subscriptions.price_of(f"steward_{plan.lower()}", interval=INTERVALS[plan], amount=amount)


def plan_of(price: Price) -> Plan:
    """Return the plan that a price is of."""
    return next(plan for plan, interval in INTERVALS.items() if interval == price.interval)

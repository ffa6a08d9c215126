"""How is it said in what state an account is? In plain words, for people; programs read `Status` and `Reason`."""

from billing.models import AccountSubscription, Plan, Status
from permissions.standing import WHY

STATUSES: dict[str, str] = {
    Status.TRIALING: "On trial",
    Status.ACTIVE: "Paid for",
    Status.PAST_DUE: "A payment failed",
    Status.UNPAID: "Not paid for",
    Status.CANCELED: "Ended",
}
PLANS: dict[str, str] = {Plan.MONTHLY: "Monthly", Plan.YEARLY: "Yearly"}
PERIODS: dict[str, str] = {Plan.MONTHLY: "month", Plan.YEARLY: "year"}


def warning(standing: AccountSubscription) -> str | None:
    """Return what is wrong, and what it means for everybody in the account; None if all is well."""
    if standing.reason is None:
        return None
    means = "For a while everything still works." if standing.is_open else "Until then nothing can be changed."
    return f"{WHY[standing.reason]}. {means}"

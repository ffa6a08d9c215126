"""Does the account pay, so that its Data may be changed? The one place where writes are refused to who does not.

Asked before whatever adds or changes (graph/mutations/steps.py, config/pages/people.py), and not before what can always
be done: to take away, end or revoke, to say something of oneself (P3), to say who runs the account, and to pay.
"""

from billing.models import Reason
from database.refusals import Refusal, RefusalCode, Refused
from permissions.viewer import Viewer

WHY: dict[str, str] = {
    Reason.TRIAL_ENDED: "The trial has ended: choose a plan",
    Reason.PAYMENT_FAILED: "Payments failed: give another means of payment",
    Reason.PAYMENT_NEEDS_CONFIRMATION: "The bank asks to confirm the payment: do so on the billing pages",
    Reason.CANCELED: "The subscription was canceled: choose a plan",
    Reason.ACCOUNT_CLOSED: "The account is closed: choose a plan to open it again",
}


class ReadOnly(Refused):
    """The account is not paid for: its Data can be read, taken along and erased, and not changed (P2)."""

    def __init__(self, reason: str) -> None:
        super().__init__(Refusal(RefusalCode.READ_ONLY, None, f"{WHY[reason]}. Until then nothing can be changed."))


def require_open(viewer: Viewer) -> None:
    """Return if the viewer's account may change its Data; raise ReadOnly otherwise."""
    if viewer.read_only_reason:
        raise ReadOnly(viewer.read_only_reason)

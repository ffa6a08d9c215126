"""Who is told when a payment fails or a subscription ends? Those who run the account, by mail, and no amounts."""

from accounts import mail
from accounts.models import Role, User
from billing.models import Subscription

# The processor's words for a status that somebody has to do something about.
MAILS = {
    "past_due": "mail/payment_failed",
    "incomplete": "mail/payment_failed",
    "unpaid": "mail/account_read_only",
    "canceled": "mail/account_read_only",
}


def tell(subscription: Subscription) -> None:
    """Send the mail that belongs to the status, if there is one."""
    template = MAILS.get(subscription.processor_status or "")
    if template:
        people = User.objects.filter(account_id=subscription.account_id, is_active=True)
        for user in people.filter(role__in=(Role.ADMIN, Role.BILLING), is_service=False):
            mail.send(template, user.email, {"username": user.username}, user=user)

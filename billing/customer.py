"""Who is an account at the processor? A customer of whom it knows an opaque id, until somebody says more."""

from uuid import UUID

from accounts.models import Account
from billing.models import Customer, Subscription
from billing.stripe_api import customers
from database.ids import encode


def customer_of(subscription: Subscription) -> str:
    """Return the id of the account's customer, who is made if there is none yet. Raise ProcessorError.

    However often this is tried, and wherever it was killed before: the same key of idempotency makes one customer.
    """
    account_id: UUID = subscription.account_id
    known = Customer.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
    if known:
        return known
    key = f"customer-{account_id.hex}-{subscription.left}"
    made = customers.create_customer(encode(Account.ID_PREFIX, account_id), key=key)
    Customer.objects.get_or_create(id=made, defaults={"account_id": account_id})
    return made

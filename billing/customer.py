"""Who is an account at the processor? A customer of whom it knows an opaque id, until somebody says more."""

import re
from uuid import UUID

from accounts.models import Account
from billing.models import Customer, Subscription
from billing.stripe_api import customers
from database.context import account_context
from database.ids import encode

MADE_BY = re.compile(r"customer-(?P<account>[0-9a-f]{32})-(?P<left>[0-9]{1,9})", re.ASCII)


def customer_of(subscription: Subscription) -> str:
    """Return the id of the account's customer, who is made if there is none yet. Raise ProcessorError.

    However often this is tried, and wherever it was killed before: the same key of idempotency makes one customer.
    """
    account_id: UUID = subscription.account_id
    known = Customer.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
    if known:
        return known
    key = f"customer-{account_id.hex}-{subscription.left}"  # as MADE_BY reads it
    made = customers.create_customer(encode(Account.ID_PREFIX, account_id), key=key)
    Customer.objects.get_or_create(id=made, defaults={"account_id": account_id})
    return made


def adopt(customer: str, key: str) -> None:
    """Note whose customer it is that was made with this key, if we have none: what asked for it ended before it did.

    Such a one may have been told of people already, and would stay with the processor when they leave (P14).
    """
    made = MADE_BY.fullmatch(key)
    account = Account.objects.filter(pk=UUID(made["account"])).first() if made else None
    if made is None or account is None:
        return
    with account_context(account.pk):
        # Whoever is just asking for a customer has this row, and writes it down by themselves.
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        left = Subscription.objects.values_list("left", flat=True).first() or 0
        if int(made["left"]) == left:
            Customer.objects.get_or_create(account=account, defaults={"id": customer})

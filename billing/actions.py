"""What is told to the processor, and kept nowhere here? Verbs: billing information passes through (P13, P14).

They ask the processor within the request, since only it can tell whether what was given is right; if it cannot be
reached, they raise Invalid(PROCESSOR_UNAVAILABLE) and nothing has been changed.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.models import Recipient
from audit.recording import record
from audit.register import Reader, disclose
from billing.customer import customer_of
from billing.details import BillingDetails, TaxId, cleaned, said
from billing.models import Subscription
from billing.refusals import NOT_A_PAYMENT_METHOD, UNAVAILABLE, refused
from billing.stripe_api import customers, payment_methods
from billing.stripe_api.client import ProcessorError
from billing.wishes import ask, of_account
from database.refusals import Invalid, Refusal, RefusalCode

PROCESSOR_ID = re.compile(r"(pm|seti|cs)_[A-Za-z0-9_]{8,250}", re.ASCII)
ASKED_AT_ONCE = 3  # by one process, which answers eight mutations at once (graph/asgi.py)
WAIT_SECONDS = 2.0  # for one's turn
_turns = BoundedSemaphore(ASKED_AT_ONCE)
INVALID = Refusal(RefusalCode.INVALID, None, "The payment processor does not take these billing details.")
TAX_ID_INVALID = Refusal(RefusalCode.INVALID, "taxId", "The payment processor does not take this tax id.")


@dataclass(frozen=True, kw_only=True)
class PaymentSetup:
    """Where to hand the processor a card: to its library by a secret, or on its own page. Good for a short while."""

    client_secret: str | None = None
    url: str | None = None


@transaction.atomic(savepoint=False)
def set_billing_details(details: BillingDetails, *, actor: User) -> Subscription:
    """Tell the processor whom to bill: what is left out stays, None removes. Raise Invalid for what is wrong."""
    values = cleaned(details)
    with _asking(otherwise=INVALID):
        subscription = of_account(actor)
        customer = customer_of(subscription)
        _send(customer, details, values)
    _done("billing:set_details", actor, told=said(details))
    return subscription


@transaction.atomic(savepoint=False)
def set_payment_method(given: str, *, actor: User) -> Subscription:
    """Charge this from now on: "pm_…", or a setup that succeeded, "seti_…" or "cs_…". Raise Invalid for any other."""
    if not PROCESSOR_ID.fullmatch(given):
        raise Invalid(NOT_A_PAYMENT_METHOD)
    with _asking(otherwise=NOT_A_PAYMENT_METHOD):
        subscription = of_account(actor)
        customer = customer_of(subscription)
        payment_method = payment_methods.payment_method_of(customer, given)
        if payment_method is None:
            raise Invalid(NOT_A_PAYMENT_METHOD)
        payment_methods.use_payment_method(customer, payment_method)
    _done("billing:set_payment_method", actor, told=["paymentMethodId"])
    return ask(subscription, has_payment_method=True, is_retrying=True)


@transaction.atomic(savepoint=False)
def start_payment_setup(*, actor: User, is_hosted: bool) -> PaymentSetup:
    """Return where to hand the processor a card. It is neither stored nor logged; what comes of it, a webhook tells."""
    _done("billing:start_setup", actor)
    with _asking():
        customer = customer_of(of_account(actor))
        if is_hosted:
            return PaymentSetup(url=payment_methods.begin_hosted_setup(customer, back=_back()))
        return PaymentSetup(client_secret=payment_methods.begin_setup(customer))


@transaction.atomic(savepoint=False)
def billing_portal(*, actor: User) -> str:
    """Return the address of the processor's own pages, where people see invoices and cards; good for a short while."""
    _done("billing:open_portal", actor)
    with _asking():
        return payment_methods.portal(customer_of(of_account(actor)), back=_back())


def _done(action: str, actor: User, *, told: Iterable[str] = ()) -> None:
    """Write down that something was asked of the processor, and what it was told of, and nothing of what that was."""
    record(action, actor.account_id, actor_id=actor.pk)
    if fields := list(told):
        to = Reader(str(actor.account_id), str(actor.pk), Recipient.PROCESSOR, None)
        disclose("billing", actor.account_id, reader=to, fields=fields)


@contextmanager
def _asking(*, otherwise: Refusal = UNAVAILABLE) -> Iterator[None]:
    """Hold a block that asks the processor while somebody waits; raise Invalid for each way in which it fails.

    A slow processor would keep all threads that answer mutations: who waits too long behind others is told that it is
    out of reach.
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Invalid(UNAVAILABLE)
    try:
        yield
    except ProcessorError as error:
        raise refused(error, otherwise) from None
    finally:
        _turns.release()


def _send(customer: str, details: BillingDetails, values: dict[str, Any]) -> None:
    """Send all, the tax id first: it is what the processor may not take, and then nothing has changed."""
    before = customers.tax_ids(customer) if details.has_tax_id else []
    added = _add_tax_id(customer, details.tax_id) if isinstance(details.tax_id, TaxId) else None
    try:
        customers.update_customer(customer, values)
    except ProcessorError:
        if added:
            customers.remove_tax_id(customer, added)
        raise
    for tax_id in before:
        customers.remove_tax_id(customer, tax_id)


def _add_tax_id(customer: str, tax_id: TaxId) -> str:
    try:
        return customers.add_tax_id(customer, tax_id.kind, tax_id.value)
    except ProcessorError as error:
        raise refused(error, TAX_ID_INVALID) from None


def _back() -> str:
    return f"{settings.STEWARD_URL}/settings/billing"

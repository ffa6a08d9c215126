"""What can be done about paying? For ADMIN and BILLING, in a session whose person has just proved who they are.

What is marked `@writeOnly` goes to the payment processor, and is in no answer, to whomever.
"""

from typing import Any

import strawberry
from strawberry import ID, UNSET

from accounts.models import Account
from billing import actions, models, wishes
from billing.details import BillingDetails, TaxId
from database.refusals import NotFound
from database.values import UNSET as NOT_MENTIONED
from graph.mutations.steps import Reference, given, key_of, mutation, refusable
from graph.types.billing import AccountSubscription
from graph.types.filters import optional
from graph.types.payloads import Payload
from graph.types.write_only import write_only
from permissions.catalogue import Action, require
from permissions.recent import require_recent
from permissions.viewer import Viewer


@strawberry.input(description="A tax id, as the payment processor knows its kinds.")
class TaxIdInput:
    """A tax id."""

    type: str = write_only('Which kind: "eu_vat", "gb_vat", "us_ein" …', optional=False)
    value: str = write_only("The id itself.", optional=False)


@strawberry.input(description="Where bills go.")
class BillingAddressInput:
    """A postal address."""

    street: str | None = write_only("Street and number.")
    city: str | None = write_only("Town or city.")
    region: str | None = write_only("State, county or province.")
    postal_code: str | None = write_only("Postal code.")
    country: str | None = write_only("ISO 3166-1 alpha-2.")


@strawberry.input(description="What bills are made out to: what is left out stays, null removes.")
class SetBillingDetailsInput:
    """Billing details."""

    name: str | None = write_only("Whom to bill.")
    email: str | None = write_only("Where bills are mailed.")
    address: BillingAddressInput | None = write_only("Where bills go.")
    tax_id: TaxIdInput | None = write_only("The tax id on bills; another takes the place of the one there was.")


@strawberry.input(description="What to charge from now on. Card numbers are refused here, as everywhere.")
class SetPaymentMethodInput:
    """A means of payment, by the processor's id."""

    payment_method_id: str = write_only(
        'The payment processor\'s id: "pm_…", or of a setup that succeeded, "seti_…" or "cs_…".', optional=False
    )


@strawberry.input(description="How to give the payment processor a means of payment.")
class StartPaymentSetupInput:
    """A setup."""

    hosted: bool | None = optional(
        "On a page of the processor's own, also if left out; false: with its library, and `clientSecret`."
    )


@strawberry.input(description="For how many people to pay, however few there are.")
class SetSeatsInput:
    """Seats."""

    seats: int = strawberry.field(description="How many: no fewer than there are people.")


@strawberry.input(description="How often to pay.")
class ChangePlanInput:
    """A plan."""

    plan: models.Plan = strawberry.field(description="Which.")


@strawberry.input(description="Which account: the viewer's own.")
class BillingInput:
    """The account."""

    account_id: ID = strawberry.field(description="Its id.")


@strawberry.type(description="The answer to a mutation about paying.")
class BillingPayload(Payload):
    """The standing, or why not."""

    subscription: AccountSubscription | None = strawberry.field(
        description="How it is now; `pending` until the payment processor has been told.", default=None
    )


@strawberry.type(description="Where to give the payment processor a means of payment. Good for a short while.")
class StartPaymentSetupPayload(Payload):
    """A secret or an address, or why not."""

    client_secret: str | None = strawberry.field(
        description="For the processor's own library in a page or an app; kept nowhere here.", default=None
    )
    url: str | None = strawberry.field(description="The address of the processor's own page.", default=None)


@strawberry.type(description="Where people see invoices and cards. Good for a short while.")
class BillingPortalPayload(Payload):
    """An address, or why not."""

    url: str | None = strawberry.field(description="The address of the processor's own pages.", default=None)


@refusable(BillingPayload, always=True)
def set_billing_details(viewer: Viewer, input: SetBillingDetailsInput) -> BillingPayload:
    """Tell the processor whom to bill."""
    _may(viewer)
    return _standing(viewer, actions.set_billing_details(_details(input), actor=viewer.user))


@refusable(BillingPayload, always=True)
def set_payment_method(viewer: Viewer, input: SetPaymentMethodInput) -> BillingPayload:
    """Tell the processor what to charge."""
    _may(viewer)
    return _standing(viewer, actions.set_payment_method(input.payment_method_id, actor=viewer.user))


@refusable(StartPaymentSetupPayload, always=True)
def start_payment_setup(viewer: Viewer, input: StartPaymentSetupInput) -> StartPaymentSetupPayload:
    """Begin to give the processor a means of payment."""
    _may(viewer)
    begun = actions.start_payment_setup(actor=viewer.user, is_hosted=given(input.hosted) is not False)
    return StartPaymentSetupPayload(client_secret=begun.client_secret, url=begun.url)


@refusable(BillingPortalPayload, always=True)
def billing_portal(viewer: Viewer, input: BillingInput) -> BillingPortalPayload:
    """Find the processor's own pages."""
    _may(viewer, input.account_id)
    return BillingPortalPayload(url=actions.billing_portal(actor=viewer.user))


@refusable(BillingPayload, always=True)
def set_seats(viewer: Viewer, input: SetSeatsInput) -> BillingPayload:
    """Pay for so many."""
    _may(viewer)
    return _standing(viewer, wishes.set_seats(input.seats, actor=viewer.user))


@refusable(BillingPayload, always=True)
def change_plan(viewer: Viewer, input: ChangePlanInput) -> BillingPayload:
    """Choose how often to pay."""
    _may(viewer)
    return _standing(viewer, wishes.change_plan(input.plan, actor=viewer.user))


@refusable(BillingPayload, always=True)
def cancel_subscription(viewer: Viewer, input: BillingInput) -> BillingPayload:
    """Pay no more after this period."""
    _may(viewer, input.account_id)
    return _standing(viewer, wishes.cancel(actor=viewer.user))


@refusable(BillingPayload, always=True)
def remove_billing_details(viewer: Viewer, input: BillingInput) -> BillingPayload:
    """Have the processor forget the account."""
    _may(viewer, input.account_id)
    return _standing(viewer, wishes.leave(actor=viewer.user))


@refusable(BillingPayload, always=True)
def close_account(viewer: Viewer, input: BillingInput) -> BillingPayload:
    """Close the account."""
    _may(viewer, input.account_id, Action.ACCOUNT_CLOSE)
    return _standing(viewer, wishes.close(actor=viewer.user))


@strawberry.type
class BillingMutations:
    """The mutations of this module."""

    set_billing_details = mutation(
        set_billing_details, "Tell the payment processor what to make bills out to. Nothing of it is kept here."
    )
    set_payment_method = mutation(set_payment_method, "Tell the payment processor what to charge from now on.")
    start_payment_setup = mutation(
        start_payment_setup, "Begin to give the payment processor a card, which never comes here."
    )
    billing_portal = mutation(
        billing_portal, "Find the payment processor's own pages, where invoices and cards are seen and changed."
    )
    set_seats = mutation(
        set_seats,
        "Pay for so many people. More are charged from now on, fewer from the next period on; there are never fewer "
        "than people.",
    )
    change_plan = mutation(
        change_plan,
        "Begin to pay, change how often, or come back after canceling. Takes a means of payment after the trial.",
    )
    cancel_subscription = mutation(
        cancel_subscription, "Pay until the end of the period and no more; `changePlan` takes it back."
    )
    remove_billing_details = mutation(
        remove_billing_details,
        "Have the payment processor forget the account, with all cards and addresses. What is being paid for ends at "
        "once.",
    )
    close_account = mutation(
        close_account,
        "Close the account, which takes the role ADMIN: the payment processor forgets it. Data can be read and erased; "
        "`changePlan` opens it again.",
    )


def _may(viewer: Viewer, account_id: str | None = None, action: Action = Action.BILLING_UPDATE) -> None:
    """Return if the viewer's role allows it, and they have just proved who they are; raise Refused."""
    require(viewer, action)
    require_recent(viewer)
    if account_id is not None and key_of(Account, account_id, "accountId") != viewer.user.account_id:
        raise NotFound("accountId")


def _standing(viewer: Viewer, _: models.Subscription) -> BillingPayload:
    standing: Any = Reference(models.AccountSubscription, viewer.user.account_id)
    return BillingPayload(subscription=standing)


def _details(input: SetBillingDetailsInput) -> BillingDetails:
    """Return what was said; an address that is null removes all of it."""
    tax_id, address = input.tax_id, input.address
    parts = ("street", "city", "region", "postal_code", "country")
    said = {} if address is UNSET else {part: getattr(address, part) if address else None for part in parts}
    said |= {"name": input.name, "email": input.email}
    said["tax_id"] = TaxId(tax_id.type, tax_id.value) if isinstance(tax_id, TaxIdInput) else tax_id
    return BillingDetails(**{name: NOT_MENTIONED if value is UNSET else value for name, value in said.items()})

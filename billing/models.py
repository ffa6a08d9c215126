"""What is known of billing? Two opaque ids, what the account wishes, and the processor's state of its subscription.

No billing information: no name, address, card or tax id has a column here (P13, P14). `AccountSubscription` is a view:
the one place that says in what state an account is, from all of this and the time.
"""

from django.db import models

from accounts.models import Account
from accounts.ownership import AccountRow


class Plan(models.TextChoices):
    """How often is paid; one price for each seat."""

    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Status(models.TextChoices):
    """In what state a subscription is."""

    TRIALING = "TRIALING"
    ACTIVE = "ACTIVE"
    PAST_DUE = "PAST_DUE"  # a payment failed; everything still works, for a while
    UNPAID = "UNPAID"  # Data can be read, taken along and erased, and not changed
    CANCELED = "CANCELED"  # as UNPAID, since there is no subscription any more


class Reason(models.TextChoices):
    """Why it is not simply so, as programs read it (P2)."""

    TRIAL_ENDED = "TRIAL_ENDED"  # and no plan was chosen, or no means of payment given
    PAYMENT_FAILED = "PAYMENT_FAILED"  # the processor tries again, or has given up
    PAYMENT_NEEDS_CONFIRMATION = "PAYMENT_NEEDS_CONFIRMATION"  # the bank asks its customer: 3-D Secure
    CANCELED = "CANCELED"  # by somebody of the account
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class Customer(models.Model):
    """Who an account is at the processor.

    Outside the account wall, since the processor's webhooks name the customer alone; the row is two opaque ids.
    """

    id = models.TextField(primary_key=True)  # cus_…
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")


class Subscription(AccountRow):
    """What an account wishes, and what the processor last said there is. `settling.settle` makes them equal."""

    # What was asked for. `version` grows with each wish.
    plan = models.TextField(choices=Plan.choices, null=True)
    seat_floor = models.IntegerField(null=True)  # seats to pay for, however few people there are
    is_canceling = models.BooleanField(default=False)  # at the end of the period
    is_leaving = models.BooleanField(default=False)  # the processor is to forget the customer
    is_retrying = models.BooleanField(default=False)  # what is open is to be charged to a new means of payment
    closed_at = models.DateTimeField(null=True)
    left = models.IntegerField(default=0)  # how often the processor forgot the customer: each time begins with another
    version = models.IntegerField(default=0)
    canceling_version = models.IntegerField(default=0, db_default=0)  # of the last wish that said whether it is to end

    # What the processor said; its own words for statuses.
    processor_id = models.TextField(null=True)  # sub_…
    processor_status = models.TextField(null=True)
    needs_confirmation = models.BooleanField(default=False, db_default=False)  # the bank asks its customer: 3-D Secure
    has_payment_method = models.BooleanField(default=False)
    quantity = models.IntegerField(default=0)
    paid_seats = models.IntegerField(default=0)  # the highest quantity of this period: going up to it again is free
    unit_amount = models.IntegerField(null=True)  # of one seat and period, in the currency's smallest unit
    currency = models.TextField(null=True)  # ISO 4217, lower case
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    trial_end = models.DateTimeField(null=True)
    cancel_at = models.DateTimeField(null=True)

    # The versions, of the wishes and of who works in the account, that the processor was last made equal to.
    settled_version = models.IntegerField(default=0)
    settled_people = models.IntegerField(default=0)

    class Meta:
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account"], name="billing_subscription_once"),
            models.CheckConstraint(condition=models.Q(seat_floor__gte=1), name="billing_subscription_seat_floor"),
            models.CheckConstraint(
                condition=models.Q(plan__in=Plan.values) | models.Q(plan=None), name="billing_subscription_plan"
            ),
        ]


class Event(models.Model):
    """An event of the processor's that has arrived: that it did, and what it is about.

    Never its body, which has names and addresses; what it tells of is fetched anew. Outside the wall, as the customers.
    """

    id = models.TextField(primary_key=True)  # evt_…
    type = models.TextField()
    created_at = models.DateTimeField(db_index=True)  # at the processor
    customer_id = models.TextField(null=True)
    object_id = models.TextField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id"], condition=models.Q(handled_at=None), name="billing_event_waiting")
        ]


class Reconciliation(models.Model):
    """Until when the processor was asked what had happened: one row, once it was."""

    asked_at = models.DateTimeField()


class AccountSubscription(models.Model):
    """In what state an account is: a row of the view for each. `is_open` says whether its Data can be changed."""

    id = models.UUIDField(primary_key=True)  # the account's
    status = models.TextField(choices=Status.choices)
    reason = models.TextField(choices=Reason.choices, null=True)
    is_open = models.BooleanField()
    plan = models.TextField(choices=Plan.choices, null=True)
    seat_price = models.IntegerField(null=True)  # in the currency's smallest unit
    currency = models.TextField(null=True)
    seats = models.IntegerField()
    seats_used = models.IntegerField()
    trial_ends_at = models.DateTimeField()
    current_period_end = models.DateTimeField(null=True)
    cancel_at = models.DateTimeField(null=True)
    is_pending = models.BooleanField()

    class Meta:
        managed = False
        db_table = "billing_accountsubscription"

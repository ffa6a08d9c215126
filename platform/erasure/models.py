"""What is to be erased? A row from when it is asked for until it is done; then there is a tombstone, and no row."""

from django.db import models

from accounts.models import User
from accounts.ownership import AccountRow
from database.constraints import WithinAccount


class Subject(models.TextChoices):
    """What can be erased."""

    CONTACT = "CONTACT"
    USER = "USER"
    ACCOUNT = "ACCOUNT"


class Erasure(AccountRow):
    """Somebody asked for an erasure, and is to confirm it by the link in a mail; once that is done, it is done too."""

    subject = models.TextField(choices=Subject.choices)
    subject_id = models.UUIDField()
    requested_by = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    # SHA-256 of what the link holds, so that a copy of the table erases nothing.
    secret_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "subject", "subject_id"], name="erasure_erasure_once"),
            models.CheckConstraint(condition=models.Q(subject__in=Subject.values), name="erasure_erasure_subject"),
            WithinAccount(
                name="erasure_erasure_requested_by", field="requested_by", to="accounts.User", on_delete="CASCADE"
            ),
        ]


class Clock(models.Model):
    """When the clock was last looked at, and since when it has not jumped (erasure/clock.py): one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    steady_since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="erasure_clock_only")]

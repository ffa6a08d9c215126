"""Which archives did somebody ask for? One row for each, until it expires; what it holds is in a file."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.ownership import AccountRow
from database.constraints import WithinAccount


class State(models.TextChoices):
    """How far an archive is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


UNFINISHED = (State.QUEUED, State.RUNNING)


class Archive(AccountRow):
    """An archive of all that its owner owns. Nobody else sees it, nor that there is one."""

    ID_PREFIX = "arc"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    done = models.IntegerField(default=0)  # of `total`: records that were looked at, once for each file they are in
    total = models.IntegerField(default=0)
    checkpoint = models.JSONField(default=dict)  # exports.writing.Checkpoint
    requested_at = models.DateTimeField()  # what was made later is not in it
    completed_at = models.DateTimeField(null=True)
    bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, null=True)  # of the file
    download_url = models.TextField(null=True)  # relative to this server, from when it is complete
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            WithinAccount(name="exports_archive_owner", field="owner", to="accounts.User", on_delete="CASCADE"),
            models.UniqueConstraint(
                "account", "owner", condition=Q(state__in=["QUEUED", "RUNNING"]), name="exports_archive_one_unfinished"
            ),
        ]
        indexes = [models.Index("account", "owner", F("id").desc(), name="exports_archive_newest")]

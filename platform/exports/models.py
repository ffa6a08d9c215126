"""What did somebody ask for? Archives, and imports of them: one row for each, until it expires, and one file."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.ownership import AccountRow
from database.constraints import WithinAccount


class State(models.TextChoices):
    """How far it is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


UNFINISHED = (State.QUEUED, State.RUNNING)


class Errand(AccountRow):
    """What its owner asked for and a job does, one at a time. Nobody else sees it, nor that there is one."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    state = models.TextField(choices=State.choices, default=State.QUEUED)
    total = models.IntegerField(default=0)  # records
    requested_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            WithinAccount(name="%(app_label)s_%(class)s_owner", field="owner", to="accounts.User", on_delete="CASCADE"),
            models.UniqueConstraint(
                "account",
                "owner",
                condition=Q(state__in=["QUEUED", "RUNNING"]),
                name="%(app_label)s_%(class)s_one_unfinished",
            ),
        ]
        indexes = [models.Index("account", "owner", F("id").desc(), name="%(app_label)s_%(class)s_newest")]


class Archive(Errand):
    """An archive of all that its owner owns; what was made after it was asked for is not in it."""

    ID_PREFIX = "arc"

    done = models.IntegerField(default=0)  # of `total`: records that were looked at, once for each file they are in
    checkpoint = models.JSONField(default=dict)  # exports.writing.Checkpoint
    bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, null=True)  # of the file
    download_url = models.TextField(null=True)  # relative to this server, from when it is complete


class ArchiveImport(Errand):
    """An archive that its owner brings back. How much of it is here is not told: it is all or nothing."""

    ID_PREFIX = "imp"

    # Where it was asked for (audit.origin.Origin), for what is written down when it is done; the address until then.
    address = models.TextField(null=True)
    credential = models.TextField(null=True)
    # Why it has failed; no code if that was not the archive's fault.
    code = models.TextField(null=True)  # database.refusals.RefusalCode
    message = models.TextField(null=True)
    # How many came.
    tags = models.IntegerField(null=True)
    companies = models.IntegerField(null=True)
    contacts = models.IntegerField(null=True)
    notes = models.IntegerField(null=True)

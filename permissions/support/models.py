"""What is kept of support? Cases, what is said in them, requests for access; and what of these is read by support.

Texts are behind their account's wall. An agent is looked up before it is up, in whatever account: so two tables stand
before it, with keys and moments alone. Agents are of the operator's account, which no reference can reach: they are
named by their keys, and by what they are called, as the owner was told it.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from accounts.ownership import AccountRow
from database.columns import key
from database.constraints import WithinAccount

REASON_LENGTH_MAX = 1_000
HOURS_MAX = 24


class State(models.TextChoices):
    """What became of a request. EXPIRED is told and not kept: an approved one whose access is gone."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


KEPT = tuple(state for state in State if state is not State.EXPIRED)


def _owner() -> Any:
    return models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)


def _case() -> Any:
    return models.ForeignKey(
        "SupportCase", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )


def _ids() -> Any:
    """Ids of records, as they are known outside; they need not be there any more."""
    return ArrayField(models.TextField())


class SupportCase(AccountRow):
    """Somebody needs help: with what, and which records it is about, by their own word."""

    ID_PREFIX = "case"

    owner = _owner()
    subject = models.TextField()
    records = _ids()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    legal_order = models.TextField(null=True)  # by which it was opened, without its owner (legal.py)

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "id"], name="permissions_supportcase_key"),
            WithinAccount(name="permissions_supportcase_owner", field="owner", to="accounts.User", on_delete="CASCADE"),
        ]
        indexes = [models.Index("account", "owner", F("id").desc(), name="permissions_supportcase_newest")]


class SupportMessage(AccountRow):
    """What somebody said in a case: its owner, or an agent."""

    ID_PREFIX = "msg"

    case = _case()
    agent_id = models.UUIDField(null=True)  # null: the owner
    agent_name = models.TextField(null=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            WithinAccount(
                name="permissions_supportmessage_case", field="case", to="permissions.SupportCase", on_delete="CASCADE"
            ),
        ]
        indexes = [models.Index("account", "case", F("id").desc(), name="permissions_supportmessage_of")]


class SupportRequest(AccountRow):
    """An agent asks to read records that were named in a case, for some hours."""

    ID_PREFIX = "sreq"

    case = _case()
    owner = _owner()  # who decides
    agent_id = models.UUIDField()
    agent_name = models.TextField()
    reason = models.TextField()
    records = _ids()
    hours = models.IntegerField()
    state = models.TextField(choices=[(state.value, state.label) for state in KEPT])
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(null=True)  # which other agent opened it, by a legal order

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "id"], name="permissions_supportrequest_key"),
            models.CheckConstraint(condition=Q(state__in=KEPT), name="permissions_supportrequest_state"),
            models.CheckConstraint(condition=Q(hours__range=(1, HOURS_MAX)), name="permissions_supportrequest_hours"),
            WithinAccount(
                name="permissions_supportrequest_case", field="case", to="permissions.SupportCase", on_delete="CASCADE"
            ),
            WithinAccount(
                name="permissions_supportrequest_owner", field="owner", to="accounts.User", on_delete="CASCADE"
            ),
        ]
        indexes = [
            models.Index("account", "case", F("id").desc(), name="permissions_supportrequest_of"),
            models.Index("account", "owner", name="permissions_supportrequest_own"),
        ]


class SupportRead(models.Model):
    """A view of the audit: a record that an agent read, as the record's owner is told it."""

    ID_PREFIX = "read"

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    action = models.TextField()
    record_id = models.UUIDField()
    owner = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")
    request_id = models.UUIDField()
    agent_name = models.TextField()
    reason = models.TextField()
    fields = ArrayField(models.TextField(), null=True)  # null if the record is gone, and what is told of it too

    class Meta:
        managed = False
        default_permissions = ()


class OpenCase(models.Model):
    """Before the wall: that there is a case, and where, for agents who look for one. Gone when it is closed."""

    id = key()
    account_id = models.UUIDField()
    opened_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            # With a case that is erased goes that it was there.
            WithinAccount(
                name="permissions_opencase_case", field="id", to="permissions.SupportCase", on_delete="CASCADE"
            ),
        ]


class SupportAccess(models.Model):
    """Before the wall: that an agent may read for a request, until when. Gone as soon as they may not.

    Whoever finds one expired deletes it, so that a clock which is set back does not bring it back.
    """

    id = key()  # the request's
    account_id = models.UUIDField()
    case_id = models.UUIDField()
    agent = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    owner_id = models.UUIDField()  # whose records they are, by whose consent
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            WithinAccount(
                name="permissions_supportaccess_request",
                field="id",
                to="permissions.SupportRequest",
                on_delete="CASCADE",
            ),
        ]

"""Who lets support read a record? Its owner, for some hours, who can take it back at any moment. Verbs.

What an approved request opens is a row before the wall, which each read of the agent's looks for
(permissions/credentials.py): with the row goes the access, for the very next statement.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from database.refusals import Forbidden, Invalid, Refusal, RefusalCode
from permissions.support import cases
from permissions.support.models import State, SupportAccess, SupportRequest

LAPSES = timedelta(days=7)  # a request that nobody has answered
ANSWERED = Refusal(RefusalCode.INVALID, "id", "It was answered before, or nobody did in time.")


@transaction.atomic(savepoint=False)
def approve(request: SupportRequest, *, hours: int | None = None, actor: User) -> SupportRequest:
    """Return the (locked) request approved, for as many hours as were asked for, or fewer; the actor owns its records.

    Raise Invalid if it is not open any more or for more hours, Forbidden to whoever made it.
    """
    cases.refuse_if_ordered(request.case)
    now, lasts = timezone.now(), request.hours if hours is None else hours
    if request.agent_id == actor.pk:
        raise Forbidden("Nobody approves a request of their own.")
    if not 1 <= lasts <= request.hours:
        raise Invalid(Refusal(RefusalCode.INVALID, "hours", f"From 1 to the {request.hours} that were asked for."))
    if request.requested_at <= now - LAPSES:
        raise Invalid(ANSWERED)
    decide(request, State.REQUESTED, State.APPROVED)
    until = now + timedelta(hours=lasts)
    open_access(request, until)
    after = {"records": request.records, "expiresAt": until}
    record("support_request:approve", request.pk, actor_id=actor.pk, after=after)
    return request


@transaction.atomic(savepoint=False)
def decline(request: SupportRequest, *, actor: User) -> SupportRequest:
    """Return the (locked) request declined. Raise Invalid if it was answered."""
    cases.refuse_if_ordered(request.case)
    decide(request, State.REQUESTED, State.DECLINED)
    record("support_request:decline", request.pk, actor_id=actor.pk)
    return request


@transaction.atomic(savepoint=False)
def revoke(request: SupportRequest, *, actor: User) -> SupportRequest:
    """Return the (locked) request revoked: its agent reads nothing more. Raise Invalid unless it was approved."""
    cases.refuse_if_ordered(request.case)
    decide(request, State.APPROVED, State.REVOKED)
    SupportAccess.objects.filter(pk=request.pk).delete()
    record("support_request:revoke", request.pk, actor_id=actor.pk)
    return request


def open_access(request: SupportRequest, until: datetime) -> None:
    """Let the agent of an approved request read its records."""
    request.expires_at = until
    request.save(update_fields=["expires_at"])
    SupportAccess.objects.create(
        pk=request.pk,
        account_id=request.account_id,
        case_id=request.case_id,
        agent_id=request.agent_id,
        owner_id=request.owner_id,
        expires_at=until,
    )


def decide(request: SupportRequest, before: State, after: State) -> None:
    """Have the (locked) request be in another state; raise Invalid if it is not as it was."""
    if request.state != before:
        raise Invalid(ANSWERED)
    request.state, request.decided_at = after, timezone.now()
    request.save(update_fields=["state", "decided_at"])

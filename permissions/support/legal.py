"""What if the law has us look, without the owner's consent? Two agents, one after the other; the owner is told at once.

What it opens is what a consent opens: named records of one owner, for some hours, each read an entry. The owner cannot
end it, sees it among their cases, and nobody can opt out of the mail.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.models import User
from activities.models import Note
from audit.recording import record
from database import ids
from database.checks import Checks
from database.context import account_context
from database.refusals import Forbidden, Invalid, NotFound, RefusalCode
from permissions.support import agency, cases, consent
from permissions.support.models import HOURS_MAX, REASON_LENGTH_MAX, OpenCase, State, SupportCase, SupportRequest
from permissions.support.naming import RECORDS

SUBJECT = "A legal order"


def ask(account_id: UUID, records: Sequence[str], order: str, hours: int, *, agent: User) -> SupportRequest:
    """Return a new request to read records of one owner by a legal order; it opens nothing until another confirms it.

    Raise NotFound for records that are not there, or not of one owner; Invalid for no order or number of hours.
    """
    checks = Checks()
    told = cases.said_in(order, checks, "order", REASON_LENGTH_MAX)
    if not 1 <= hours <= HOURS_MAX:
        checks.refuse(RefusalCode.INVALID, "hours", f"From 1 to {HOURS_MAX}.")
    checks.finish()
    with account_context(account_id):
        now, owner_id = timezone.now(), _owner(records)
        case = SupportCase.objects.create(
            owner_id=owner_id, subject=SUBJECT, records=list(records), opened_at=now, legal_order=told
        )
        OpenCase.objects.create(pk=case.pk, account_id=account_id, opened_at=now)
        record("support_case:open", case.pk, actor_id=agent.pk, after={"records": case.records})
        return agency.requested(case, case.records, told, hours, agent=agent)


def confirm(case_id: UUID, request_id: UUID, *, agent: User) -> SupportRequest:
    """Return the request open, confirmed by another agent than who made it; its owner is told in this transaction.

    Raise Forbidden to whoever made it, NotFound if it is by no legal order, Invalid if it was answered.
    """
    with agency.opened(case_id) as case:
        request = SupportRequest.objects.select_for_update(no_key=True).filter(pk=request_id, case=case).first()
        if request is None or case.legal_order is None:
            raise NotFound
        if request.agent_id == agent.pk:
            raise Forbidden("Nobody confirms a request of their own.")
        if request.requested_at <= timezone.now() - consent.LAPSES:
            raise Invalid(consent.ANSWERED)
        consent.decide(request, State.REQUESTED, State.APPROVED)
        request.confirmed_by = cases.called(agent)
        request.save(update_fields=["confirmed_by"])
        consent.open_access(request, timezone.now() + timedelta(hours=request.hours))
        record("support_request:confirm", request.pk, actor_id=agent.pk, after={"records": request.records})
        agency.tell("mail/support_ordered", request)
        return request


def _owner(records: Sequence[str]) -> Any:
    """Return the key of whose all the records are; raise NotFound unless there is one such person."""
    owners = {_owner_of(record_id) for record_id in records}
    if len(owners) != 1:
        raise NotFound("records")
    return owners.pop()


def _owner_of(record_id: str) -> Any:
    try:
        prefix, key = ids.decode(record_id)
        found: Any = RECORDS[prefix]._default_manager.get(pk=key)
    except (ValueError, KeyError, models.ObjectDoesNotExist) as error:
        raise NotFound("records") from error
    carrier: Any = (found.contact or found.company) if isinstance(found, Note) else found
    return carrier.owner_id

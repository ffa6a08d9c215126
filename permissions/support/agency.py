"""What can an agent do for support? See which cases are open, answer, and ask to read what was named. Verbs.

None of it reads Data: what is in a case, its owner has said there. `agent` is who accounts.agents.signed_in returns.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts import links, mail
from accounts.models import User
from audit.recording import record
from database.checks import Checks
from database.context import account_context
from database.refusals import NotFound, RefusalCode
from permissions.support import cases
from permissions.support.models import (
    HOURS_MAX,
    REASON_LENGTH_MAX,
    OpenCase,
    State,
    SupportCase,
    SupportMessage,
    SupportRequest,
)

REQUESTS_MAX = 50  # in one case


def queue() -> "QuerySet[OpenCase]":
    """Return the open cases, the oldest first: keys and moments."""
    return OpenCase.objects.order_by("opened_at", "pk")


@contextmanager
def opened(case_id: UUID) -> Iterator[SupportCase]:
    """Hold an open case, locked, in a transaction of its account; raise NotFound if there is none."""
    found = OpenCase.objects.filter(pk=case_id).first()
    if found is None:
        raise NotFound
    with account_context(found.account_id):
        case = SupportCase.objects.select_for_update(no_key=True).filter(pk=case_id, closed_at=None).first()
        if case is None:
            raise NotFound
        yield case


def answer(case_id: UUID, text: str, *, agent: User) -> SupportMessage:
    """Return what an agent said in an open case. Raise Invalid for a text that is missing or too long."""
    with opened(case_id) as case:
        cases.say(case, text, Checks(), agent)
        record("support_case:reply", case.pk, actor_id=agent.pk)
        return SupportMessage.objects.filter(case=case).latest("pk")


def ask(case_id: UUID, records: Sequence[str], reason: str, hours: int, *, agent: User) -> SupportRequest:
    """Return a new request to read some of the records that were named in a case, and mail its owner that there is one.

    Raise Invalid for records that were not named there, no reason, or no number of hours that can be asked for.
    """
    with opened(case_id) as case:
        cases.refuse_if_ordered(case)
        request = requested(case, records, _check(case, records, reason, hours), hours, agent=agent)
        tell("mail/support_requested", request)
        return request


def requested(case: SupportCase, records: Sequence[str], why: str, hours: int, *, agent: User) -> SupportRequest:
    """Return a new request in a case, which opens nothing yet."""
    request = SupportRequest.objects.create(
        account_id=case.account_id,
        case=case,
        owner_id=case.owner_id,
        agent_id=agent.pk,
        agent_name=cases.called(agent),
        reason=why,
        records=list(records),
        hours=hours,
        state=State.REQUESTED,
        requested_at=timezone.now(),
    )
    record("support_request:create", request.pk, actor_id=agent.pk, after={"records": request.records})
    return request


def tell(template: str, request: SupportRequest) -> None:
    """Mail the owner of what is asked for; nobody can opt out of it, and nothing of the case is in it."""
    owner = User.objects.get(pk=request.owner_id)
    said: dict[str, Any] = {"agent": request.agent_name, "hours": request.hours, "count": len(request.records)}
    said |= {"confirmed_by": request.confirmed_by, "url": links.page("case", case_id=str(request.case_id))}
    mail.send(template, owner.email, said | {"username": owner.username}, user=owner)


def _check(case: SupportCase, records: Sequence[str], reason: str, hours: int) -> str:
    """Return the reason; raise Invalid for what cannot be asked."""
    checks = Checks()
    why = cases.said_in(reason, checks, "reason", REASON_LENGTH_MAX)
    if not records or len(set(records)) < len(records) or not set(records) <= set(case.records):
        checks.refuse(RefusalCode.INVALID, "records", "Only what was named in the case can be asked for, each once.")
    if not 1 <= hours <= HOURS_MAX:
        checks.refuse(RefusalCode.INVALID, "hours", f"From 1 to {HOURS_MAX}.")
    if SupportRequest.objects.filter(case=case).count() >= REQUESTS_MAX:
        checks.refuse(RefusalCode.TOO_MANY, None, f"At most {REQUESTS_MAX} in a case.")
    checks.finish()
    return why

"""How does somebody get help? They open a case, say what it is about, and close it. Verbs of its owner."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from database.checks import Checks, clean_line, clean_text
from database.refusals import Invalid, Refusal, RefusalCode
from permissions.support.models import OpenCase, State, SupportAccess, SupportCase, SupportMessage, SupportRequest

TEXT_LENGTH_MAX = 10_000
RECORDS_MAX = 50  # named in one case
OPEN_MAX = 20  # cases of one person at once
MESSAGES_MAX = 500  # in one case
ORDERED = Refusal(RefusalCode.INVALID, "id", "It is by a legal order: it ends when its hours are over.")
CLOSED = Refusal(RefusalCode.INVALID, "id", "The case is closed.")


@transaction.atomic(savepoint=False)
def open_case(subject: str, text: str, records: Sequence[str], *, actor: User) -> SupportCase:
    """Return a new case of the actor's, with its first message; `records` are ids of what they own.

    Raise Invalid for a text that is missing or too long, for too many records, and for too many open cases.
    """
    checks, now = Checks(), timezone.now()
    line = checks.run("subject", lambda: clean_line(subject)) or ""
    if not line and not checks.refusals:
        checks.refuse(RefusalCode.BLANK, "subject", "Say what it is about.")
    said = said_in(text, checks)
    _refuse_more_than(RECORDS_MAX, len(records), "records", checks)
    _refuse_more_than(OPEN_MAX, 1 + SupportCase.objects.filter(owner=actor, closed_at=None).count(), None, checks)
    checks.finish()
    case = SupportCase.objects.create(
        account_id=actor.account_id, owner=actor, subject=line, records=list(records), opened_at=now
    )
    OpenCase.objects.create(pk=case.pk, account_id=case.account_id, opened_at=now)
    SupportMessage.objects.create(account_id=case.account_id, case=case, text=said, at=now)
    record("support_case:open", case.pk, actor_id=actor.pk, after={"records": case.records})
    return case


@transaction.atomic(savepoint=False)
def reply(case: SupportCase, text: str, records: Sequence[str], *, actor: User) -> SupportCase:
    """Return the (locked) case with one more message of its owner's, who may name more records of theirs.

    Raise Invalid if it is closed, and as `open_case`.
    """
    before = {"records": case.records}
    case.records = list(dict.fromkeys((*case.records, *records)))
    checks = Checks()
    _refuse_more_than(RECORDS_MAX, len(case.records), "records", checks)
    say(case, text, checks)
    case.save(update_fields=["records"])
    record("support_case:reply", case.pk, actor_id=actor.pk, before=before, after={"records": case.records})
    return case


@transaction.atomic(savepoint=False)
def close(case: SupportCase, *, actor: User) -> SupportCase:
    """Return the (locked) case closed: whatever was opened for it is closed with it. A closed one stays so.

    Raise Invalid while something is asked or open by a legal order.
    """
    if case.closed_at is None:
        if SupportRequest.objects.filter(case=case, state=State.REQUESTED).exists() or _is_open(case):
            refuse_if_ordered(case)
        case.closed_at = timezone.now()
        case.save(update_fields=["closed_at"])
        OpenCase.objects.filter(pk=case.pk).delete()
        # The requests before what they open: who approves one just now has it locked, and is waited for.
        requests = SupportRequest.objects.filter(case=case)
        requests.filter(state=State.APPROVED).update(state=State.REVOKED, decided_at=case.closed_at)
        requests.filter(state=State.REQUESTED).update(state=State.DECLINED, decided_at=case.closed_at)
        SupportAccess.objects.filter(case_id=case.pk).delete()
        record("support_case:close", case.pk, actor_id=actor.pk)
    return case


def forgettable() -> "QuerySet[SupportCase]":
    """Return the closed cases of which there is something to forget: they opened nothing, or something is told yet."""
    requests = SupportRequest.objects.filter(case=OuterRef("pk"), expires_at__isnull=False)
    messages = SupportMessage.objects.filter(case=OuterRef("pk"))
    return SupportCase.objects.filter(~Exists(requests) | Exists(messages), closed_at__isnull=False)


@transaction.atomic(savepoint=False)
def expire(case: SupportCase) -> None:
    """Forget what was said in a (locked) case that was closed long ago, and the case.

    If something was opened for it, the case stays: the ledger of what support read names who asked for it, and why.
    """
    record("support_case:expire", case.pk, actor_id=None)
    SupportMessage.objects.filter(case=case).delete()
    if not SupportRequest.objects.filter(case=case, expires_at__isnull=False).exists():
        case.delete()


def say(case: SupportCase, text: str, checks: Checks, agent: User | None = None) -> None:
    """Add a message to the (locked) case, of its owner's or an agent's; raise Invalid for what `checks` have found."""
    if case.closed_at is not None:
        raise Invalid(CLOSED)
    said = said_in(text, checks)
    _refuse_more_than(MESSAGES_MAX, 1 + SupportMessage.objects.filter(case=case).count(), None, checks)
    checks.finish()
    by = {"agent_id": agent.pk, "agent_name": called(agent)} if agent else {}
    SupportMessage.objects.create(account_id=case.account_id, case=case, text=said, at=timezone.now(), **by)


def refuse_if_ordered(case: SupportCase) -> None:
    """Return unless the case is by a legal order, which is not for its owner to end; raise Invalid then."""
    if case.legal_order is not None:
        raise Invalid(ORDERED)


def said_in(text: str, checks: Checks, field: str = "text", length_max: int = TEXT_LENGTH_MAX) -> str:
    """Return the text cleaned; "" for one that is missing or too long, which is noted."""
    known = len(checks.refusals)
    said = checks.run(field, lambda: clean_text(text, length_max=length_max))
    if said is None and len(checks.refusals) == known:
        checks.refuse(RefusalCode.BLANK, field, "Say something.")
    return said or ""


def called(agent: User) -> str:
    """Return what an agent is called, to the people they help."""
    return agent.name or agent.username


def _is_open(case: SupportCase) -> bool:
    return SupportAccess.objects.filter(case_id=case.pk, expires_at__gt=timezone.now()).exists()


def _refuse_more_than(most: int, count: int, field: str | None, checks: Checks) -> None:
    if count > most:
        checks.refuse(RefusalCode.TOO_MANY, field, f"At most {most}.")

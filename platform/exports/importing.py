"""How is an archive brought back? It is asked for, and a job imports it: all of it or nothing, and then says why not.

The records, the entry in the audit and that it is complete are one transaction. So whoever is killed leaves nothing of
it, or all, and whoever does the job again finds which.
"""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.origin import Origin, coming_from, origin
from audit.recording import record
from database.columns import is_text
from database.constraints import violated
from database.context import account_context, lift_limits
from database.ids import decode
from database.jobs import defer_once
from database.refusals import Invalid, Refusal, RefusalCode, Refused
from exports.actions import KEPT, expire_later
from exports.files import archive_file
from exports.layout import DATA, Fault, Newer
from exports.models import UNFINISHED, ArchiveImport, State
from exports.reading import KINDS
from exports.restoring import Refuses, restore
from exports.signing import trusted_keys
from exports.verifying import Verified, lines, verify

FIELD = "archive"  # of the form that brings one
IMPORT_TASK = "config.import_archive"
MESSAGE_LENGTH_MAX = 500
WENT_WRONG = "Something went wrong here, and nothing was imported. Please try once more."
# Return which lines are refused to somebody; raise Refused if they may not import. What it asks is above `exports`.
Rights = Callable[[User], Refuses]


@transaction.atomic(savepoint=False)
def import_archive(import_id: UUID, *, actor: User) -> ArchiveImport:
    """Return an import of the archive that was taken in under that id, to be done by a job.

    Raise Invalid if the actor owns something, or another import of theirs is not finished.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    _refuse_owner(actor)
    if ArchiveImport.objects.filter(owner=actor, state__in=UNFINISHED).exists():
        raise Invalid(Refusal(RefusalCode.IMPORT_UNDER_WAY, None, "You are importing an archive already."))
    asked, now = origin(), timezone.now()
    made = ArchiveImport.objects.create(
        pk=import_id,
        account_id=actor.account_id,
        owner=actor,
        requested_at=now,
        expires_at=now + KEPT,
        address=asked.address,
        credential=asked.credential,
    )
    defer_once(IMPORT_TASK, lock=f"{IMPORT_TASK}:{made.pk}", archive=made.pk, account=made.account_id)
    expire_later(made)
    return made


def finish(account_id: UUID, import_id: UUID, *, rights: Rights) -> None:
    """Import an archive and say so, or say why not; nothing, if that is said or it is gone. Raise what else fails."""
    with account_context(account_id):
        found = _unfinished(import_id).first()
    if found:
        try:
            _bring_back(found, rights)
        except Refused as refused:
            refusal, *_ = refused.refusals
            _fail(account_id, import_id, refusal.code.name, refusal.message)
    archive_file(import_id).unlink(missing_ok=True)


def give_up(account_id: UUID, import_id: UUID) -> None:
    """Say that an archive will not be imported, and that it was not the archive's fault."""
    _fail(account_id, import_id, None, WENT_WRONG)
    archive_file(import_id).unlink(missing_ok=True)


def opened(file: Path) -> Verified:
    """Return what an archive says of itself. Raise Invalid for one that is not whole, or of nobody who is trusted."""
    try:
        return verify(file, keys=trusted_keys())
    except Newer as newer:
        raise Invalid(Refusal(RefusalCode.ARCHIVE_NEWER, FIELD, str(newer))) from newer
    except Fault as fault:
        raise _not_taken(str(fault)) from fault


def _bring_back(found: ArchiveImport, rights: Rights) -> None:
    file = archive_file(found.pk)
    if not file.exists():
        raise FileNotFoundError(file)  # no fault of its sender's: it is on another machine, say
    verified = opened(file)  # which takes longer than a transaction may be idle
    with account_context(found.account_id):
        total = sum(one.records for one in verified.manifest.data)
        _unfinished(found.pk).update(state=State.RUNNING, total=total)
    asked_from = Origin(address=found.address, credential=found.credential)
    with account_context(found.account_id), coming_from(asked_from):
        lift_limits()
        # Whoever was taken for dead and was only slow is waited for here, and so is who erases it.
        if _unfinished(found.pk).select_for_update().first():
            actor = User.objects.select_related("account").get(pk=found.owner_id)
            counts = _imported(file, verified, rights, actor)
            ended = {"state": State.COMPLETE, "completed_at": timezone.now(), "address": None}
            _unfinished(found.pk).update(**ended, **counts)


def _imported(file: Path, verified: Verified, rights: Rights, actor: User) -> dict[str, int]:
    """Make what an archive holds the actor's, who owns nothing yet; return how many of each kind there are."""
    refuses = rights(actor)
    _refuse_owner(actor)
    counts = _restored(file, refuses, actor)
    record("archive:import", decode(verified.manifest.archive)[1], actor_id=actor.pk, after=counts)
    return counts


def _restored(file: Path, refuses: Refuses, actor: User) -> dict[str, int]:
    try:
        return {Path(name).stem: restore(name, lines(file, name), refuses=refuses, owner=actor) for name in DATA}
    except Fault as fault:
        raise _not_taken(str(fault)) from fault
    except IntegrityError as error:
        if not (violated(error) or "").endswith("_pkey"):
            raise _not_taken("Its records do not fit together.") from error
        message = "Records of this archive are here already: it can be imported where there are none of them."
        raise Invalid(Refusal(RefusalCode.ARCHIVE_RECORDS_EXIST, FIELD, message)) from error


def _refuse_owner(actor: User) -> None:
    if any(kind._default_manager.filter(owner=actor).exists() for kind in KINDS):
        message = "You own records already. An archive is imported by somebody who owns none."
        raise Invalid(Refusal(RefusalCode.ACCOUNT_NOT_EMPTY, None, message))


def _not_taken(message: str) -> Invalid:
    return Invalid(Refusal(RefusalCode.ARCHIVE_INVALID, FIELD, message))


def _fail(account_id: UUID, import_id: UUID, code: str | None, message: str) -> None:
    # It may quote a line: as long as that is, and of what is no text.
    told = message[:MESSAGE_LENGTH_MAX]
    with account_context(account_id):
        _unfinished(import_id).update(
            state=State.FAILED, code=code, message=told if is_text(told) else ascii(told), address=None
        )


def _unfinished(import_id: UUID) -> QuerySet[ArchiveImport]:
    return ArchiveImport.objects.filter(pk=import_id, state__in=UNFINISHED)

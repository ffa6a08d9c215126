"""What can be done with archives? Asked for, written, taken along, imported, deleted. Verbs; each is atomic."""

import hashlib
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from audit.models import Recipient
from audit.recording import record
from audit.register import Reader, disclose
from database.constraints import violated
from database.context import account_context
from database.ids import decode, encode
from database.jobs import defer_once
from database.refusals import Invalid, Refusal, RefusalCode
from exports.files import archive_file
from exports.layout import DATA, Fault, Newer
from exports.models import UNFINISHED, Archive, State
from exports.reading import KINDS
from exports.restoring import Refuses, restore
from exports.signing import trusted_keys
from exports.verifying import Verified, lines, verify
from exports.writing import discard_parts, write

KEPT = timedelta(days=7)
FIELD = "archive"  # of the form that brings one
EXPORT_TASK, EXPIRE_TASK = "exports.export", "exports.expire"


@transaction.atomic(savepoint=False)
def export_archive(*, actor: User) -> Archive:
    """Return an archive of all that the actor owns, to be written by a job; the one that is not finished, if any."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    archive = Archive.objects.filter(owner=actor, state__in=UNFINISHED).first() or _requested(actor)
    of = archive.pk
    defer_once(EXPORT_TASK, lock=f"{EXPORT_TASK}:{of}", archive=of, account=archive.account_id)
    return archive


def finish(account_id: UUID, archive_id: UUID) -> None:
    """Write an archive to its end and say so; nothing, if it is finished or gone. Raise what kept it from its end."""
    with account_context(account_id):
        archive = Archive.objects.filter(pk=archive_id, state__in=UNFINISHED).first()
    if archive:
        write(archive)
        _complete(archive)
        discard_parts(archive.pk)


def give_up(account_id: UUID, archive_id: UUID) -> None:
    """Say that an archive will not come."""
    with account_context(account_id):
        Archive.objects.filter(pk=archive_id, state__in=UNFINISHED).update(state=State.FAILED, checkpoint={})
    discard_parts(archive_id)


def expire(account_id: UUID, archive_id: UUID) -> None:
    """Delete an archive, its file first; nothing if its time has not come."""
    with account_context(account_id):
        discard(Archive.objects.filter(pk=archive_id, expires_at__lte=timezone.now()))


def discard(archives: QuerySet[Archive]) -> None:
    """Delete archives, the files first: their time has come, or something in them was erased."""
    for archive in archives.select_for_update():
        discard_parts(archive.pk)
        archive_file(archive.pk).unlink(missing_ok=True)
        archive.delete()


def download(archive: Archive, *, actor: User) -> None:
    """Write down that an archive was taken along."""
    record("archive:download", archive.pk, actor_id=actor.pk)
    to = Reader(str(actor.account_id), str(actor.pk), Recipient.ARCHIVE, str(archive.pk))
    disclose("archive", archive.pk, reader=to)


def opened(file: Path) -> Verified:
    """Return what an archive says of itself. Raise Invalid for one that is not whole, or of nobody who is trusted."""
    try:
        return verify(file, keys=trusted_keys())
    except Newer as newer:
        raise Invalid(Refusal(RefusalCode.ARCHIVE_NEWER, FIELD, str(newer))) from newer
    except Fault as fault:
        raise _not_taken(str(fault)) from fault


@transaction.atomic
def import_archive(file: Path, verified: Verified, *, refuses: Refuses, actor: User) -> dict[str, int]:
    """Make what an archive holds the actor's, who owns nothing yet; return how many of each kind there are.

    All or nothing. Raise Invalid if they own something, a line is no record, or one of the records is here already.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if any(kind._default_manager.filter(owner=actor).exists() for kind in KINDS):
        message = "You own records already. An archive is imported by somebody who owns none."
        raise Invalid(Refusal(RefusalCode.ACCOUNT_NOT_EMPTY, None, message))
    counts = _restored(file, refuses, actor)
    record("archive:import", decode(verified.manifest.archive)[1], actor_id=actor.pk, after=counts)
    return counts


def _restored(file: Path, refuses: Refuses, actor: User) -> dict[str, int]:
    try:
        with transaction.atomic():
            return {_kind(name): restore(name, lines(file, name), refuses=refuses, owner=actor) for name in DATA}
    except Fault as fault:
        raise _not_taken(str(fault)) from fault
    except IntegrityError as error:
        if not (violated(error) or "").endswith("_pkey"):
            raise _not_taken("Its records do not fit together.") from error
        message = "Records of this archive are here already: it can be imported where there are none of them."
        raise Invalid(Refusal(RefusalCode.ARCHIVE_RECORDS_EXIST, FIELD, message)) from error


def _kind(name: str) -> str:
    """ "data/tags.jsonl" -> "tags"."""
    return Path(name).stem


def _not_taken(message: str) -> Invalid:
    return Invalid(Refusal(RefusalCode.ARCHIVE_INVALID, FIELD, message))


def _requested(actor: User) -> Archive:
    now = timezone.now()
    archive = Archive.objects.create(account_id=actor.account_id, owner=actor, requested_at=now, expires_at=now + KEPT)
    record("archive:export", archive.pk, actor_id=actor.pk)
    of, seconds = archive.pk, int(KEPT.total_seconds()) + 1
    lock = f"{EXPIRE_TASK}:{of}"
    defer_once(EXPIRE_TASK, lock=lock, delay_seconds=seconds, archive=of, account=archive.account_id)
    return archive


def _complete(archive: Archive) -> None:
    file = archive_file(archive.pk)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    with account_context(archive.account_id):
        Archive.objects.filter(pk=archive.pk).update(
            state=State.COMPLETE,
            completed_at=timezone.now(),
            bytes=file.stat().st_size,
            sha256=sha256,
            download_url=f"/archives/{encode(Archive.ID_PREFIX, archive.pk)}",
            checkpoint={},
        )

"""What can be done with archives? Asked for, finished, given up, taken away. Verbs; each is atomic."""

import hashlib
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from database.context import account_context
from database.ids import encode
from database.jobs import defer_once
from exports.files import archive_file
from exports.models import UNFINISHED, Archive, State
from exports.writing import discard_parts, write

KEPT = timedelta(days=7)
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
        expired = Archive.objects.select_for_update().filter(pk=archive_id, expires_at__lte=timezone.now())
        if expired.exists():
            discard_parts(archive_id)
            archive_file(archive_id).unlink(missing_ok=True)
            expired.delete()


def download(archive: Archive, *, actor: User) -> None:
    """Write down that an archive was taken along."""
    record("archive:download", archive.pk, actor_id=actor.pk)


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

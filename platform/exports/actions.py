"""What can be done with archives? Asked for, written, taken along, deleted. Verbs; each is atomic.

How one is brought back is in exports/importing.py.
"""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.models import Recipient
from audit.recording import record
from audit.register import Reader, disclose
from database.context import account_context
from database.ids import encode
from database.jobs import defer_once
from exports.files import archive_file
from exports.models import UNFINISHED, Archive, ArchiveImport, Errand, State
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


def expire_later(errand: Errand) -> None:
    """Have an archive, or an import of one, deleted when its time has come; the open transaction has asked for it."""
    lock, seconds = f"{EXPIRE_TASK}:{errand.pk}", int(KEPT.total_seconds()) + 1
    defer_once(EXPIRE_TASK, lock=lock, delay_seconds=seconds, archive=errand.pk, account=errand.account_id)


def expire(account_id: UUID, archive_id: UUID) -> None:
    """Delete an archive, or an import of one, its file first; nothing if its time has not come."""
    with account_context(account_id):
        discard(pk=archive_id, expires_at__lte=timezone.now())


def discard(**of: Any) -> None:
    """Delete such archives and imports, the files first: their time has come, or something in them was erased.

    Imports before all, for one that is on its way holds its row until what it brings is here.
    """
    for model in (ArchiveImport, Archive):
        for errand in model._default_manager.filter(**of).select_for_update():
            discard_parts(errand.pk)
            archive_file(errand.pk).unlink(missing_ok=True)
            errand.delete()


def download(archive: Archive, *, actor: User) -> None:
    """Write down that an archive was taken along."""
    record("archive:download", archive.pk, actor_id=actor.pk)
    to = Reader(str(actor.account_id), str(actor.pk), Recipient.ARCHIVE, str(archive.pk))
    disclose("archive", archive.pk, reader=to)


def _requested(actor: User) -> Archive:
    now = timezone.now()
    archive = Archive.objects.create(account_id=actor.account_id, owner=actor, requested_at=now, expires_at=now + KEPT)
    record("archive:export", archive.pk, actor_id=actor.pk)
    expire_later(archive)
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

"""How does a test get an archive? It is asked for, and written at once instead of by a job."""

from pathlib import Path

import worlds
from accounts.models import User
from exports import actions
from exports.files import archive_file
from exports.models import Archive


def asked(person: User) -> Archive:
    """Return what somebody asks for; nothing of it is written yet."""
    with worlds.within(person):
        return actions.export_archive(actor=person)


def exported(person: User) -> Path:
    """Return the file of an archive of all that the person owns."""
    archive = asked(person)
    actions.finish(archive.account_id, archive.pk)
    return archive_file(archive.pk)

"""How does a test get an archive, and bring it back? It is asked for, and written at once instead of by a job."""

from pathlib import Path
from typing import Any

import worlds
from accounts.models import User
from api import Client
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


def bring_back(client: Client, file: Path) -> list[Any]:
    """Return what was wrong with an archive that somebody imports, as a program is told."""
    client.get("/account/archive/")
    answer = client.post(
        "/archives",
        files={"archive": ("archive.zip", file.read_bytes(), "application/zip")},
        headers={"X-CSRFToken": client.cookies["csrftoken"], "Accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["userErrors"]

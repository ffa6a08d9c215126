"""How does a test get an archive, and bring it back? It is asked for, and done at once instead of by a job."""

from pathlib import Path
from typing import Any

import httpx

import worlds
from accounts.models import User
from api import Client
from config.importing import rights
from exports import actions, importing
from exports.files import archive_file, taken_in
from exports.models import Archive, ArchiveImport, State
from work import do_jobs

IMPORTS = "{ viewer { imports { id state code message total tags companies contacts notes completedAt } } }"


def asked(person: User) -> Archive:
    """Return what somebody asks for; nothing of it is written yet."""
    with worlds.within(person):
        return actions.export_archive(actor=person)


def exported(person: User) -> Path:
    """Return the file of an archive of all that the person owns."""
    archive = asked(person)
    actions.finish(archive.account_id, archive.pk)
    return archive_file(archive.pk)


def sent(person: User, file: Path) -> ArchiveImport:
    """Return the import that somebody asks for; nothing of it is here yet."""
    with taken_in(file) as import_id, worlds.within(person):
        return importing.import_archive(import_id, actor=person)


def as_it_is(of: ArchiveImport) -> ArchiveImport:
    """Return an import as it is now."""
    with worlds.within(of.owner):
        return ArchiveImport.objects.select_related("owner").get(pk=of.pk)


def finished(of: ArchiveImport) -> ArchiveImport:
    """Return an import that a worker has done, whatever came of it."""
    importing.finish(of.account_id, of.pk, rights=rights)
    return as_it_is(of)


def imported(person: User, file: Path) -> dict[str, int | None]:
    """Have an archive imported; return how many of each kind came."""
    of = finished(sent(person, file))
    assert (of.state, of.code, of.message) == (State.COMPLETE, None, None)
    return {name: getattr(of, name) for name in ("tags", "companies", "contacts", "notes")}


def refusal(person: User, file: Path) -> tuple[str | None, str]:
    """Have an archive not be imported, of which nothing is left; return why not."""
    before = worlds.rows(person)
    of = finished(sent(person, file))
    assert (of.state, of.completed_at, of.contacts) == (State.FAILED, None, None)
    assert worlds.changed(before, person) == {"exports_archiveimport"}
    assert not archive_file(of.pk).exists()
    return of.code, of.message or ""


def send(client: Client, file: Path) -> httpx.Response:
    """Return the answer to a program that sends an archive to be imported."""
    client.get("/account/archive/")
    return client.post(
        "/archives",
        files={"archive": ("archive.zip", file.read_bytes(), "application/zip")},
        headers={"X-CSRFToken": client.cookies["csrftoken"], "Accept": "application/json"},
    )


def bring_back(client: Client, file: Path) -> list[Any]:
    """Return the codes of what was wrong with an archive that somebody imports: at once, or when a job has tried."""
    answer = send(client, file)
    if answer.json()["userErrors"]:
        assert answer.status_code == 200
        return [error["code"] for error in answer.json()["userErrors"]]
    assert answer.status_code == 202, answer.text
    do_jobs()
    newest = client.data(IMPORTS)["viewer"]["imports"][0]
    assert newest["id"] == answer.json()["import"]
    return [] if newest["state"] == "COMPLETE" else [newest["code"]]

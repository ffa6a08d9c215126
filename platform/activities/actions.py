"""What can be done with notes. Verbs; each is atomic and says who does it; the caller has made sure that they may."""

from django.db import transaction

from accounts.models import User
from activities.models import Note
from audit.recording import forget, record
from contacts.actions import check_version, created_by, touch
from contacts.models import Company, Contact
from database.checks import Checks, clean_text
from database.refusals import RefusalCode

BODY_LENGTH_MAX = 100_000


@transaction.atomic(savepoint=False)
def create_note(body: str, *, parent: Contact | Company, actor: User) -> Note:
    """Return a new note on a contact or company. Raise Invalid if the body is empty or too long."""
    link = {parent._meta.model_name or "": parent}
    note = Note.objects.create(body=clean_body(body), **link, **created_by(actor))
    record("note:create", note.pk, actor_id=actor.pk, after={"body": note.body})
    return note


@transaction.atomic(savepoint=False)
def update_note(note: Note, body: str, *, expected_version: int | None = None, actor: User) -> Note:
    """Return the note with a new body. Raise Conflict if it is past `expected_version`, Invalid as in `create_note`."""
    check_version(note, expected_version)
    before, note.body = {"body": note.body}, clean_body(body)
    record("note:update", note.pk, actor_id=actor.pk, before=before, after={"body": note.body})
    touch(note, ["body"], actor)
    return note


@transaction.atomic(savepoint=False)
def delete_note(note: Note, *, actor: User) -> None:
    """Delete the note for good: nothing is told of it any more but that it was."""
    forget(note.pk)
    record("note:delete", note.pk, actor_id=actor.pk)
    note.delete()


def clean_body(body: str) -> str:
    """Return the text of a note, cleaned. Raise Invalid if there is none, or it is too long."""
    checks = Checks()
    cleaned = checks.run("body", lambda: clean_text(body, length_max=BODY_LENGTH_MAX))
    if cleaned is None and not checks.refusals:
        checks.refuse(RefusalCode.BLANK, "body", "A note needs a text.")
    checks.finish()
    return cleaned or ""

"""What can be done with notes."""

import strawberry
from strawberry import ID

from activities import actions
from activities.models import Note
from contacts.models import Company, Contact
from database.refusals import Invalid, Refusal, RefusalCode
from graph.mutations.inputs import DeleteInput, UpdateInput
from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.filters import free_text, optional
from graph.types.payloads import DeletePayload, NotePayload
from permissions.catalogue import Action
from permissions.viewer import Viewer


@strawberry.input(description="A new note, on a contact or on a company.")
class CreateNoteInput:
    """A new note."""

    body: str = free_text("The text.")
    contact_id: ID | None = optional("The contact it is about.")
    company_id: ID | None = optional("The company it is about.")


@strawberry.input(description="A note's new text.")
class UpdateNoteInput(UpdateInput):
    """Changes to a note."""

    body: str = free_text("The text.")


@refusable(NotePayload)
def create_note(viewer: Viewer, input: CreateNoteInput) -> NotePayload:
    """Write a note on a contact or company that the viewer may edit."""
    parent = _parent(viewer, given(input.contact_id), given(input.company_id))
    return NotePayload(note=reference(actions.create_note(input.body, parent=parent, actor=viewer.user)))


@refusable(NotePayload, shows="note")
def update_note(viewer: Viewer, input: UpdateNoteInput) -> NotePayload:
    """Change a note on a contact or company that the viewer may edit."""
    note = record_for(viewer, Action.NOTE_UPDATE, Note, input.id)
    actions.update_note(note, input.body, expected_version=given(input.expected_version), actor=viewer.user)
    return NotePayload(note=reference(note))


@refusable(DeletePayload, always=True)
def delete_note(viewer: Viewer, input: DeleteInput) -> DeletePayload:
    """Delete a note on a contact or company that the viewer may edit."""
    actions.delete_note(record_for(viewer, Action.NOTE_DELETE, Note, input.id), actor=viewer.user)
    return DeletePayload(deleted_id=input.id)


@strawberry.type
class ActivityMutations:
    """The mutations of this module."""

    create_note = mutation(create_note, "Write a note; takes EDIT on what it is about.", resource="notes")
    update_note = mutation(update_note, "Change a note; takes EDIT on what it is about.", resource="notes")
    delete_note = mutation(delete_note, "Delete a note; takes EDIT on what it is about.", resource="notes")


def _parent(viewer: Viewer, contact_id: str | None, company_id: str | None) -> Contact | Company:
    if contact_id and not company_id:
        return record_for(viewer, Action.NOTE_CREATE, Contact, contact_id, field="contactId")
    if company_id and not contact_id:
        return record_for(viewer, Action.NOTE_CREATE, Company, company_id, field="companyId")
    raise Invalid(Refusal(RefusalCode.INVALID, None, "Give contactId or companyId: a note is about one of them."))

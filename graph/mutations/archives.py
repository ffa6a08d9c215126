"""What can be done with archives? One can be asked for, in every state of an account. No token can do it."""

import strawberry
from strawberry import ID

from accounts.models import User
from database.refusals import NotFound
from exports import actions
from graph.mutations.steps import given, key_of, mutation, reference, refusable
from graph.types.archives import Archive
from graph.types.filters import optional
from graph.types.payloads import Payload
from permissions.catalogue import Action, require
from permissions.viewer import Viewer


@strawberry.input(description="Whose records to export.")
class ExportArchiveInput:
    """Whose; nothing needs to be said."""

    user_id: ID | None = optional("The viewer, also if left out: what others own, only they export.")


@strawberry.type(description="The answer to asking for an archive.")
class ExportArchivePayload(Payload):
    """An archive, or why not."""

    archive: Archive | None = strawberry.field(description="The archive, which a job writes.", default=None)


@refusable(ExportArchivePayload, always=True)
def export_archive(viewer: Viewer, input: ExportArchiveInput) -> ExportArchivePayload:
    """Ask for an archive of all that the viewer owns."""
    require(viewer, Action.ARCHIVE_EXPORT)
    user_id = given(input.user_id)
    if user_id and key_of(User, user_id, "userId") != viewer.user.pk:
        raise NotFound("userId")
    return ExportArchivePayload(archive=reference(actions.export_archive(actor=viewer.user)))


@strawberry.type
class ArchiveMutations:
    """The mutations of this module."""

    export_archive = mutation(
        export_archive,
        "Ask for an archive of all that one owns, to be written after the answer. While one is not finished, that one.",
    )

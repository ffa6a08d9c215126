"""What can be erased for good? Asked for here; done once the link in a mail was followed. No token can ask for it."""

from datetime import datetime

import strawberry
from strawberry import ID

from erasure import actions, subjects
from graph.mutations.steps import mutation, refusable
from graph.types.fields import CLOSED, opened
from graph.types.payloads import Payload
from permissions import erasures
from permissions.viewer import Viewer


@strawberry.input(description="What is to be erased for good.")
class RequestErasureInput:
    """An id."""

    id: ID = strawberry.field(
        description="Of a contact that the viewer owns; of the viewer, with all that they own; or of the account, once "
        "it is closed."
    )


@opened(CLOSED)
@strawberry.type(description="So many of a kind that go.")
class ErasedKind:
    """A kind and a number."""

    kind: str = strawberry.field(description='What they are called: "contacts".')
    count: int = strawberry.field(description="How many there are now.")


@opened(CLOSED)
@strawberry.type(description="What will go, once that is confirmed, and what stays.")
class ErasurePreview:
    """An erasure that was asked for."""

    goes: list[ErasedKind] = strawberry.field(description="All that goes; there is no way back.")
    stays: list[str] = strawberry.field(description="What stays, and why; sentences for people.")
    confirm_by: datetime = strawberry.field(description="Until when the link in the mail works.")


@strawberry.type(description="The answer to asking for an erasure. Nothing is erased yet: there is mail.")
class RequestErasurePayload(Payload):
    """What will go, or why not."""

    preview: ErasurePreview | None = strawberry.field(description="What will go, and what stays.", default=None)


@refusable(RequestErasurePayload, always=True)
def request_erasure(viewer: Viewer, input: RequestErasureInput) -> RequestErasurePayload:
    """Ask for an erasure."""
    subject, key = erasures.subject(viewer, input.id)
    asked = actions.request(subject, key, actor=viewer.user)
    goes = [ErasedKind(kind=kind, count=count) for kind, count in subjects.counts(subject, key).items()]
    stays = list(subjects.STAYS[subject])
    return RequestErasurePayload(preview=ErasurePreview(goes=goes, stays=stays, confirm_by=asked.expires_at))


@strawberry.type
class ErasureMutations:
    """The mutations of this module."""

    request_erasure = mutation(
        request_erasure,
        "Ask that a contact, oneself or the account be erased for good, from all that is kept. It is done once the "
        "link in the mail is followed that goes to whoever asks; a signed receipt comes by mail.",
    )

"""What can somebody do to be helped, and to let support read what they own? No token can: it takes a person."""

import strawberry
from strawberry import ID

from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.filters import optional
from graph.types.payloads import SupportCasePayload, SupportRequestPayload
from permissions.catalogue import Action, require
from permissions.models import SupportCase, SupportRequest
from permissions.support import cases, consent
from permissions.support.naming import own
from permissions.viewer import Viewer

RECORDS = "Records of one's own that it is about, by their ids: agents can ask to read these, and no others."


@strawberry.input(description="What one needs help with.")
class OpenSupportCaseInput:
    """A new case."""

    subject: str = strawberry.field(description="In a line; agents read it, as all that is said in a case.")
    text: str = strawberry.field(description="At more length.")
    records: list[ID] | None = optional(RECORDS)


@strawberry.input(description="What one has to say to support.")
class AddSupportMessageInput:
    """A message."""

    case_id: ID = strawberry.field(description="In which case.")
    text: str = strawberry.field(description="What.")
    records: list[ID] | None = optional(RECORDS)


@strawberry.input(description="Which case.")
class CloseSupportCaseInput:
    """A case."""

    id: ID = strawberry.field(description="Which.")


@strawberry.input(description="Which request, and for how long.")
class ApproveSupportRequestInput:
    """A consent."""

    id: ID = strawberry.field(description="Which.")
    hours: int | None = optional("For fewer hours than were asked for.")


@strawberry.input(description="Which request.")
class SupportRequestInput:
    """A request."""

    id: ID = strawberry.field(description="Which.")


@refusable(SupportCasePayload, always=True)
def open_support_case(viewer: Viewer, input: OpenSupportCaseInput) -> SupportCasePayload:
    """Ask for help."""
    require(viewer, Action.SUPPORT_CASE_OPEN)
    named = own(viewer, given(input.records) or (), "records")
    return SupportCasePayload(case=reference(cases.open_case(input.subject, input.text, named, actor=viewer.user)))


@refusable(SupportCasePayload, always=True)
def add_support_message(viewer: Viewer, input: AddSupportMessageInput) -> SupportCasePayload:
    """Say something more."""
    case = record_for(viewer, Action.SUPPORT_CASE_REPLY, SupportCase, input.case_id, field="caseId")
    named = own(viewer, given(input.records) or (), "records")
    return SupportCasePayload(case=reference(cases.reply(case, input.text, named, actor=viewer.user)))


@refusable(SupportCasePayload, always=True)
def close_support_case(viewer: Viewer, input: CloseSupportCaseInput) -> SupportCasePayload:
    """Close a case, and whatever was opened for it."""
    case = record_for(viewer, Action.SUPPORT_CASE_CLOSE, SupportCase, input.id)
    return SupportCasePayload(case=reference(cases.close(case, actor=viewer.user)))


@refusable(SupportRequestPayload, always=True)
def approve_support_request(viewer: Viewer, input: ApproveSupportRequestInput) -> SupportRequestPayload:
    """Let an agent read what they asked for."""
    request = record_for(viewer, Action.SUPPORT_REQUEST_APPROVE, SupportRequest, input.id)
    own(viewer, request.records, "id")
    approved = consent.approve(request, hours=given(input.hours), actor=viewer.user)
    return SupportRequestPayload(request=reference(approved))


@refusable(SupportRequestPayload, always=True)
def decline_support_request(viewer: Viewer, input: SupportRequestInput) -> SupportRequestPayload:
    """Do not let an agent read what they asked for."""
    request = record_for(viewer, Action.SUPPORT_REQUEST_DECLINE, SupportRequest, input.id)
    return SupportRequestPayload(request=reference(consent.decline(request, actor=viewer.user)))


@refusable(SupportRequestPayload, always=True)
def revoke_support_request(viewer: Viewer, input: SupportRequestInput) -> SupportRequestPayload:
    """Take back what an agent was let."""
    request = record_for(viewer, Action.SUPPORT_REQUEST_REVOKE, SupportRequest, input.id)
    return SupportRequestPayload(request=reference(consent.revoke(request, actor=viewer.user)))


@strawberry.type
class SupportMutations:
    """The mutations of this module."""

    open_support_case = mutation(open_support_case, "Ask the operator's support for help, about records or none.")
    add_support_message = mutation(add_support_message, "Say something more in a case, and name more records.")
    close_support_case = mutation(
        close_support_case, "Close a case: what was approved for it ends at once, what was asked is declined."
    )
    approve_support_request = mutation(
        approve_support_request,
        "Let an agent read the records they asked for, and nothing else, for some hours. Takes to own all of them.",
    )
    decline_support_request = mutation(decline_support_request, "Do not let an agent read what they asked for.")
    revoke_support_request = mutation(
        revoke_support_request, "Take back what was approved: the agent's very next read finds nothing."
    )

"""What can be done to have somebody join?"""

import strawberry
from strawberry import ID

from accounts import invitations
from accounts.models import Invitation, Role
from billing.seats import require_cost_known
from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.filters import optional
from graph.types.payloads import DeletePayload, InvitationPayload
from permissions.catalogue import Action, require
from permissions.viewer import Viewer

SEAT_COST = (
    "What they cost each period, as `seatCost.eachPeriod` of the refusal SEAT_COST_UNCONFIRMED says: you know it."
)


@strawberry.input(description="Whom to invite, and as what.")
class InvitePersonInput:
    """An invitation."""

    email: str = strawberry.field(description="Their e-mail address, which the invitation goes to.")
    role: Role = strawberry.field(description="What they are to do in the account.")
    username: str | None = optional("The user name to propose; else one is made from the address.")
    seat_cost: int | None = optional(SEAT_COST)


@strawberry.input(description="Which invitation.")
class InvitationInput:
    """An open invitation."""

    id: ID = strawberry.field(description="Which.")


@strawberry.input(description="Which invitation is to be sent again.")
class ResendInvitationInput(InvitationInput):
    """An invitation; who is expected no longer, since it has expired, is one more."""

    seat_cost: int | None = optional(SEAT_COST)


@refusable(InvitationPayload)
def invite_person(viewer: Viewer, input: InvitePersonInput) -> InvitationPayload:
    """Invite somebody to the account."""
    require(viewer, Action.INVITATION_CREATE)
    require_cost_known(viewer.user.account_id, given(input.seat_cost))
    made = invitations.invite(input.email, input.role, username=given(input.username), actor=viewer.user)
    return InvitationPayload(invitation=reference(made))


@refusable(InvitationPayload)
def resend_invitation(viewer: Viewer, input: ResendInvitationInput) -> InvitationPayload:
    """Send an invitation again, with a new link."""
    invitation = record_for(viewer, Action.INVITATION_RESEND, Invitation, input.id)
    require_cost_known(viewer.user.account_id, given(input.seat_cost), again=invitation)
    return InvitationPayload(invitation=reference(invitations.resend(invitation, actor=viewer.user)))


@refusable(DeletePayload, always=True)
def revoke_invitation(viewer: Viewer, input: InvitationInput) -> DeletePayload:
    """Take an invitation back."""
    invitations.revoke(record_for(viewer, Action.INVITATION_REVOKE, Invitation, input.id), actor=viewer.user)
    return DeletePayload(deleted_id=input.id)


@strawberry.type
class InvitationMutations:
    """The mutations of this module."""

    invite_person = mutation(
        invite_person,
        "Invite somebody by e-mail, for seven days; takes the role ADMIN. Who is a user already is told so by mail, "
        "and nobody else is.",
    )
    resend_invitation = mutation(
        resend_invitation, "Send an invitation again, with a new link; the one there was is void. Takes the role ADMIN."
    )
    revoke_invitation = mutation(revoke_invitation, "Take an invitation back; takes the role ADMIN.")

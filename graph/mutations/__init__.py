"""What can be done: one module per domain; check access, call one action, select the payload."""

import strawberry

from graph.mutations.activities import ActivityMutations
from graph.mutations.applications import ApplicationMutations
from graph.mutations.archives import ArchiveMutations
from graph.mutations.billing import BillingMutations
from graph.mutations.contacts import ContactMutations
from graph.mutations.erasure import ErasureMutations
from graph.mutations.invitations import InvitationMutations
from graph.mutations.people import PeopleMutations
from graph.mutations.sessions import SessionMutations
from graph.mutations.sharing import SharingMutations
from graph.mutations.support import SupportMutations
from graph.mutations.teams import TeamMutations
from graph.mutations.tokens import TokenMutations


@strawberry.type(
    description="What can be done. A mutation that is refused changes nothing and says why in `userErrors`."
)
class Mutation(
    ContactMutations,
    ActivityMutations,
    SharingMutations,
    TeamMutations,
    PeopleMutations,
    SessionMutations,
    InvitationMutations,
    TokenMutations,
    ApplicationMutations,
    BillingMutations,
    ArchiveMutations,
    SupportMutations,
    ErasureMutations,
):
    """The mutation root."""

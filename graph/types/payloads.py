"""What does a mutation answer? The record as it is now, and what was wrong with the input, field by field."""

from typing import Any

import strawberry

from database.refusals import RefusalCode
from graph.types.accounts import Account, Team, User
from graph.types.activities import Note
from graph.types.contacts import Company, Contact, Tag
from graph.types.fields import CLOSED, NO_SCOPE, opened
from graph.types.invitations import Invitation
from graph.types.records import Record
from graph.types.support import SupportCase, SupportRequest
from graph.types.transfers import Transfer


@opened(NO_SCOPE)
@strawberry.type(description="One thing that was wrong with a mutation's input. Nothing was changed.")
class UserError:
    """A refusal."""

    code: RefusalCode = strawberry.field(description="Stable, for programs.")
    field: str | None = strawberry.field(description='The input field: "emails.0" is the first e-mail; null for all.')
    message: str = strawberry.field(description="For people.")


@opened(NO_SCOPE)
@strawberry.type
class Payload:
    """What every payload has."""

    user_errors: list[UserError] = strawberry.field(
        description="What was wrong; empty if the mutation was done.", default_factory=list
    )


def _record(description: str) -> Any:
    return strawberry.field(description=description, default=None)


@strawberry.type(description="The answer to a mutation of a contact.")
class ContactPayload(Payload):
    """A contact, or why not."""

    contact: Contact | None = _record("The contact as it is now; after a CONFLICT, as somebody else has left it.")


@strawberry.type(description="The answer to a mutation of a company.")
class CompanyPayload(Payload):
    """A company, or why not."""

    company: Company | None = _record("The company as it is now; after a CONFLICT, as somebody else has left it.")


@strawberry.type(description="The answer to a mutation of a tag.")
class TagPayload(Payload):
    """A tag, or why not."""

    tag: Tag | None = _record("The tag as it is now; after a CONFLICT, as somebody else has left it.")


@strawberry.type(description="The answer to a mutation of a note.")
class NotePayload(Payload):
    """A note, or why not."""

    note: Note | None = _record("The note as it is now; after a CONFLICT, as somebody else has left it.")


@strawberry.type(description="The answer to the deletion of a record.")
class DeletePayload(Payload):
    """The id that is gone, or why not."""

    deleted_id: strawberry.ID | None = _record("The id of what was deleted.")


@strawberry.type(description="The answer to sharing and unsharing.")
class SharePayload(Payload):
    """The record, or why not."""

    record: Record | None = _record("The record that was shared.")


@strawberry.type(description="The answer to a mutation of a team.")
class TeamPayload(Payload):
    """A team, or why not."""

    team: Team | None = _record("The team as it is now.")


@opened(CLOSED)
@strawberry.type(description="What one more person costs, in the currency's smallest unit.")
class SeatCost:
    """The cost of a seat."""

    now: int = strawberry.field(description="For the rest of this period, on the next bill.")
    each_period: int = strawberry.field(description="For each period after it.")
    currency: str = strawberry.field(description="ISO 4217.")


@strawberry.type(description="The answer to a mutation of somebody.")
class UserPayload(Payload):
    """A person, or why not."""

    user: User | None = _record("The person as they are now; null if it is the viewer, and their session has ended.")


@strawberry.type(description="The answer to letting somebody in again.")
class ReactivateUserPayload(UserPayload):
    """A person, or what they cost, or why not."""

    seat_cost: SeatCost | None = _record("What it costs, after SEAT_COST_UNCONFIRMED.")


@strawberry.type(description="The answer to a mutation of the account.")
class AccountPayload(Payload):
    """An account, or why not."""

    account: Account | None = _record("The account as it is now.")


@strawberry.type(description="The answer to a mutation of an invitation.")
class InvitationPayload(Payload):
    """An invitation, or why not."""

    seat_cost: SeatCost | None = _record("What it costs, after SEAT_COST_UNCONFIRMED.")

    invitation: Invitation | None = _record("The invitation as it is now.")


@strawberry.type(description="The answer to handing over what somebody owned.")
class TransferPayload(Payload):
    """A transfer, or why not."""

    transfer: Transfer | None = _record("What was done, as the log has it.")


@strawberry.type(description="The answer to what is done with a case of support.")
class SupportCasePayload(Payload):
    """A case, or why not."""

    case: SupportCase | None = _record("The case as it is now.")


@strawberry.type(description="The answer to what is decided about a request of support.")
class SupportRequestPayload(Payload):
    """A request, or why not."""

    request: SupportRequest | None = _record("The request as it is now.")

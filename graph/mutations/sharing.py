"""What can be done about who sees a record."""

from typing import Any, TypeVar

import strawberry
from strawberry import ID

from accounts.models import Team, User
from contacts.models import Company, Contact, Tag
from database.refusals import Invalid, NotFound, Refusal, RefusalCode
from graph import ids
from graph.errors import RequestError
from graph.mutations.steps import given, key_of, mutation, record_for, reference, refusable
from graph.types.filters import optional
from graph.types.payloads import SharePayload
from permissions import sharing
from permissions.catalogue import Action
from permissions.levels import Level
from permissions.viewer import Viewer

P = TypeVar("P", User, Team)
SHARE_ACTIONS: dict[Any, Action] = {Company: Action.COMPANY_SHARE, Contact: Action.CONTACT_SHARE, Tag: Action.TAG_SHARE}


@strawberry.input(description="Whom to stop sharing a record with: a user or a team.")
class UnshareRecordInput:
    """A record, and a user or team."""

    record_id: ID = strawberry.field(description="A contact, company or tag.")
    user_id: ID | None = optional("The user.")
    team_id: ID | None = optional("The team.")


@strawberry.input(description="Whom to share a record with, a user or a team, and how much they may do.")
class ShareRecordInput(UnshareRecordInput):
    """A record, a user or team, and a level."""

    level: Level = strawberry.field(description="Exactly this: less than before takes the rest back.")


@refusable(SharePayload)
def share_record(viewer: Viewer, input: ShareRecordInput) -> SharePayload:
    """Share a record that the viewer may manage."""
    record = _record(viewer, input.record_id)
    sharing.share(record, _principal(viewer, input, is_active=True), input.level, actor=viewer.user)
    return SharePayload(record=reference(record))


@refusable(SharePayload, always=True)
def unshare_record(viewer: Viewer, input: UnshareRecordInput) -> SharePayload:
    """Take back what somebody was granted on a record that the viewer may manage."""
    record = _record(viewer, input.record_id)
    sharing.unshare(record, _principal(viewer, input), actor=viewer.user)
    return SharePayload(record=reference(record))


@strawberry.type
class SharingMutations:
    """The mutations of this module."""

    share_record = mutation(share_record, "Share a contact, company or tag; takes MANAGE.", resource="sharing")
    unshare_record = mutation(unshare_record, "Take back what was shared; takes MANAGE.", resource="sharing")


def _record(viewer: Viewer, record_id: str) -> Any:
    try:
        model, _ = ids.decode(record_id)
    except RequestError as error:
        raise Invalid(Refusal(RefusalCode.INVALID, "recordId", str(error))) from error
    if model not in SHARE_ACTIONS:
        raise Invalid(Refusal(RefusalCode.INVALID, "recordId", "Contacts, companies and tags can be shared."))
    return record_for(viewer, SHARE_ACTIONS[model], model, record_id, field="recordId")


def _principal(viewer: Viewer, input: UnshareRecordInput, **of_user: bool) -> User | Team:
    """Return the user or team of the viewer's account; raise NotFound if there is none, or none such for a user."""
    user_id, team_id = given(input.user_id), given(input.team_id)
    if bool(user_id) == bool(team_id):
        raise Invalid(Refusal(RefusalCode.INVALID, None, "Give userId or teamId."))
    of_account: dict[str, Any] = {"account_id": viewer.user.account_id}
    if user_id:
        user = User.objects.filter(pk=key_of(User, user_id, "userId"), **of_account, **of_user).first()
        return _found(user, "userId")
    team = Team.objects.select_related("group").filter(pk=key_of(Team, team_id, "teamId"), **of_account).first()
    return _found(team, "teamId")


def _found(principal: P | None, field: str) -> P:
    """Return the principal; raise NotFound if there is none."""
    if principal is None:
        raise NotFound(field)
    return principal

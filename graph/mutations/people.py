"""What can be done with the account and its people?"""

from dataclasses import fields
from typing import Any, TypeVar

import strawberry
from strawberry import ID, UNSET

from accounts import members, preferences, profile
from accounts.models import Role, User
from accounts.preferences import MailValues
from accounts.profile import AccountValues, ProfileValues
from billing.seats import require_cost_known
from database.refusals import Forbidden
from database.values import UNSET as NOT_MENTIONED
from graph.mutations.invitations import SEAT_COST
from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.filters import optional
from graph.types.payloads import AccountPayload, ReactivateUserPayload, TransferPayload, UserPayload
from permissions import transfers
from permissions.catalogue import Action, require
from permissions.credentials import Kind
from permissions.viewer import Viewer
from tokens import leaving

V = TypeVar("V", ProfileValues, AccountValues, MailValues)


@strawberry.input(description="Changes to what somebody tells of themselves: what is left out stays, null removes.")
class UpdateProfileInput:
    """Changes to a person."""

    user_id: ID | None = optional("Whom it is about; the viewer, if left out. Others take the role ADMIN.")
    name: str | None = optional("What they are called.")
    phone: str | None = optional("International, or national in the account's country.")


@strawberry.input(description="Changes to the account: what is left out stays, null removes all but the name.")
class UpdateAccountInput:
    """Changes to the account."""

    name: str | None = optional("What it is called.")
    phone: str | None = optional("International, or national in the account's country.")
    street: str | None = optional("Street and number.")
    city: str | None = optional("Town or city.")
    region: str | None = optional("State, county or province.")
    postal_code: str | None = optional("Postal code.")
    country: str | None = optional("ISO 3166-1 alpha-2; national phone numbers are read as this country's.")
    allows_card_numbers: bool | None = optional("Whether its notes may hold the numbers of cards; null is no.")


@strawberry.input(description="Changes to which mail the viewer wants: what is left out, or null, stays.")
class UpdateMailPreferencesInput:
    """Changes to preferences."""

    service_updates: bool | None = optional("Updates about the service.")
    company_news: bool | None = optional("News of the company.")


@strawberry.input(description="Somebody of the account.")
class UserInput:
    """A person."""

    user_id: ID = strawberry.field(description="Who.")


@strawberry.input(description="Somebody of the account, and what they are to be.")
class ChangeRoleInput(UserInput):
    """A person and a role."""

    role: Role = strawberry.field(description="What they do in the account from now on.")


@strawberry.input(description="Who is to be let in again.")
class ReactivateUserInput(UserInput):
    """Somebody who was deactivated."""

    seat_cost: int | None = optional(SEAT_COST)


@strawberry.input(description="Who was deactivated, and who gets what they own.")
class HandOverInput:
    """Two people."""

    from_user_id: ID = strawberry.field(description="Who was deactivated.")
    to_user_id: ID = strawberry.field(description="Who gets all records and teams that they own.")


@refusable(UserPayload, always=True)
def update_profile(viewer: Viewer, input: UpdateProfileInput) -> UserPayload:
    """Change what the viewer tells of themselves, or as an administrator what another does."""
    user = _person(viewer, given(input.user_id), Action.PROFILE_UPDATE, Action.USER_UPDATE)
    if user != viewer.user and viewer.kind is not Kind.SESSION:
        raise Forbidden("A token changes what its own user tells, and nobody else's.")
    return UserPayload(user=reference(profile.update_profile(user, _values(ProfileValues, input), actor=viewer.user)))


@refusable(AccountPayload, always=True)
def update_account(viewer: Viewer, input: UpdateAccountInput) -> AccountPayload:
    """Change what the account tells of itself."""
    require(viewer, Action.ACCOUNT_UPDATE)
    return AccountPayload(account=reference(profile.update_account(_values(AccountValues, input), actor=viewer.user)))


@refusable(UserPayload, always=True)
def update_mail_preferences(viewer: Viewer, input: UpdateMailPreferencesInput) -> UserPayload:
    """Change which mail the viewer gets."""
    require(viewer, Action.PROFILE_UPDATE)
    values = _values(MailValues, input)
    return UserPayload(user=reference(preferences.update_mail_preferences(viewer.user, values, actor=viewer.user)))


@refusable(UserPayload, always=True)
def change_role(viewer: Viewer, input: ChangeRoleInput) -> UserPayload:
    """Give somebody another role."""
    user = _person(viewer, input.user_id, Action.USER_CHANGE_ROLE, Action.USER_CHANGE_ROLE)
    return _ended(viewer, members.change_role(user, input.role, actor=viewer.user))


@refusable(UserPayload, always=True)
def deactivate_user(viewer: Viewer, input: UserInput) -> UserPayload:
    """Deactivate somebody, or leave."""
    user = _person(viewer, input.user_id, Action.USER_LEAVE, Action.USER_DEACTIVATE)
    return _ended(viewer, leaving.deactivate(user, actor=viewer.user))


@refusable(TransferPayload, always=True)
def hand_over(viewer: Viewer, input: HandOverInput) -> TransferPayload:
    """Make what somebody owned somebody else's."""
    require(viewer, Action.USER_HAND_OVER)
    giver, taker = (
        record_for(viewer, Action.USER_VIEW, User, user_id, field=field)
        for user_id, field in ((input.from_user_id, "fromUserId"), (input.to_user_id, "toUserId"))
    )
    return TransferPayload(transfer=reference(transfers.hand_over(giver, taker, actor=viewer.user)))


@refusable(ReactivateUserPayload)
def reactivate_user(viewer: Viewer, input: ReactivateUserInput) -> ReactivateUserPayload:
    """Let somebody in again."""
    user = _person(viewer, input.user_id, Action.USER_REACTIVATE, Action.USER_REACTIVATE)
    require_cost_known(user.account_id, given(input.seat_cost), again=user)
    return ReactivateUserPayload(user=reference(members.reactivate(user, actor=viewer.user)))


@strawberry.type
class PeopleMutations:
    """The mutations of this module."""

    update_profile = mutation(
        update_profile,
        "Change or remove what one tells of oneself; as ADMIN also what another does, but not with a token.",
        resource="profile",
    )
    update_account = mutation(
        update_account, "Change or remove what the account tells of itself; takes the role ADMIN.", resource="account"
    )
    update_mail_preferences = mutation(
        update_mail_preferences,
        "Change which mail one gets, also of what waits to be sent. What the service needs is always sent.",
    )
    change_role = mutation(
        change_role,
        "Give somebody another role, and end their sessions; takes the role ADMIN. The last ADMIN keeps it.",
        resource="users",
    )
    deactivate_user = mutation(
        deactivate_user,
        "Deactivate somebody, which takes the role ADMIN, or leave. Sessions and tokens end at once, what they own is "
        "kept. The last ADMIN cannot.",
    )
    hand_over = mutation(
        hand_over,
        "Make all records and teams of somebody who was deactivated somebody else's, who sees them from then on; takes "
        "the role ADMIN, and `transfers` shows it.",
    )
    reactivate_user = mutation(reactivate_user, "Let somebody in again; takes the role ADMIN.")


def _person(viewer: Viewer, user_id: Any, own: Action, others: Action) -> User:
    """Return whom a mutation is about; raise Forbidden if the viewer's role does not allow it to them or others."""
    if user_id is None:
        require(viewer, own)
        return viewer.user
    user = record_for(viewer, Action.USER_VIEW, User, user_id, field="userId")
    require(viewer, own if user == viewer.user else others)
    return user


def _ended(viewer: Viewer, user: User) -> UserPayload:
    """Return the person; nobody if it is the viewer, whose session is over and who is shown nothing any more."""
    return UserPayload(user=None if user == viewer.user else reference(user))


def _values(kind: type[V], said: Any) -> V:
    values = {field.name: getattr(said, field.name) for field in fields(kind)}
    return kind(**{name: NOT_MENTIONED if value is UNSET else value for name, value in values.items()})

"""What can be done with personal tokens. No token can do it: it takes a person who is signed in."""

import strawberry
from strawberry import ID

from accounts.models import Team, User
from contacts.models import Tag
from graph.mutations.steps import given, mutation, record_for, reference, refusable
from graph.types.filters import optional
from graph.types.payloads import Payload
from graph.types.tokens import PersonalToken
from permissions.catalogue import Action
from permissions.recent import require_recent
from permissions.viewer import Viewer
from tokens import actions, models


@strawberry.input(description="What a new token is to open.")
class CreatePersonalTokenInput:
    """A new token."""

    name: str = strawberry.field(description="What it is for.")
    scopes: list[str] = strawberry.field(description='What it opens: "contacts:read". To write implies to read.')
    expires_in_days: int | None = optional("After how many days it ends, 1 to 365; 90 if nothing is said.")
    read_only: bool | None = optional("It changes nothing, whatever its scopes say.")
    only_owner_id: ID | None = optional("Only records of this person, and the notes on them.")
    only_tag_id: ID | None = optional("Only records with this tag on them, the notes on them, and the tag.")
    only_team_id: ID | None = optional("Only records that are shared with this team, and the notes on them.")
    addresses: list[str] | None = optional("Only from these addresses or networks: 192.0.2.0/24.")
    documents: list[str] | None = optional('Only these documents, by their ids: "sha256:" and 64 hexadecimal digits.')


@strawberry.input(description="Which token to revoke, for good.")
class RevokePersonalTokenInput:
    """A token to revoke."""

    id: ID = strawberry.field(description="Which.")


@strawberry.type(description="The answer to making a token.")
class CreatePersonalTokenPayload(Payload):
    """A token and what it is, or why not."""

    token: str | None = strawberry.field(
        description="The token itself: keep it, for it is shown here and never again.", default=None
    )
    personal_token: PersonalToken | None = strawberry.field(description="What is known of it.", default=None)


@strawberry.type(description="The answer to revoking a token.")
class RevokePersonalTokenPayload(Payload):
    """The id that is revoked, or why not."""

    revoked_id: ID | None = strawberry.field(description="The id of the token that has ended.", default=None)


@refusable(CreatePersonalTokenPayload)
def create_personal_token(viewer: Viewer, input: CreatePersonalTokenInput) -> CreatePersonalTokenPayload:
    """Make a token of the viewer's own."""
    require_recent(viewer)
    made, token = actions.create_personal_token(_grant(viewer, input), actor=viewer.user)
    return CreatePersonalTokenPayload(token=token, personal_token=reference(made))


@refusable(RevokePersonalTokenPayload, always=True)
def revoke_personal_token(viewer: Viewer, input: RevokePersonalTokenInput) -> RevokePersonalTokenPayload:
    """Revoke a token of the viewer's own."""
    token = record_for(viewer, Action.TOKEN_REVOKE, models.PersonalToken, input.id)
    actions.revoke_personal_token(token, actor=viewer.user)
    return RevokePersonalTokenPayload(revoked_id=input.id)


@strawberry.type
class TokenMutations:
    """The mutations of this module."""

    create_personal_token = mutation(
        create_personal_token, "Make a token for a program of one's own, which can do no more than oneself."
    )
    revoke_personal_token = mutation(revoke_personal_token, "Revoke a token of one's own: the next request fails.")


def _grant(viewer: Viewer, input: CreatePersonalTokenInput) -> actions.Grant:
    days = given(input.expires_in_days)
    owner, tag, team = given(input.only_owner_id), given(input.only_tag_id), given(input.only_team_id)
    return actions.Grant(
        name=input.name,
        scopes=input.scopes,
        days=actions.DAYS_DEFAULT if days is None else days,
        is_read_only=bool(given(input.read_only)),
        only_owner=record_for(viewer, Action.USER_VIEW, User, owner, field="onlyOwnerId") if owner else None,
        only_tag=record_for(viewer, Action.TAG_VIEW, Tag, tag, field="onlyTagId") if tag else None,
        only_team=record_for(viewer, Action.TEAM_VIEW, Team, team, field="onlyTeamId") if team else None,
        addresses=given(input.addresses),
        documents=given(input.documents),
    )

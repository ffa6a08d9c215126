"""What can be done with teams."""

import strawberry
from strawberry import ID

from accounts import actions
from accounts.models import Team, User
from graph.mutations.steps import key_of, mutation, record_for, reference, refusable
from graph.types.payloads import TeamPayload
from permissions.catalogue import Action, require
from permissions.viewer import Viewer


@strawberry.input(description="A new team; its maker is its first member.")
class CreateTeamInput:
    """A new team."""

    name: str = strawberry.field(description="What it is called; unique within the account.")


@strawberry.input(description="A team, and somebody to add or remove.")
class TeamMemberInput:
    """A team and a user."""

    team_id: ID = strawberry.field(description="Which team.")
    user_id: ID = strawberry.field(description="Who.")


@refusable(TeamPayload)
def create_team(viewer: Viewer, input: CreateTeamInput) -> TeamPayload:
    """Make a team of the viewer's own."""
    require(viewer, Action.TEAM_CREATE)
    return TeamPayload(team=reference(actions.create_team(input.name, actor=viewer.user)))


@refusable(TeamPayload)
def add_team_member(viewer: Viewer, input: TeamMemberInput) -> TeamPayload:
    """Put somebody in the viewer's team; they will see what is shared with it."""
    team = record_for(viewer, Action.TEAM_UPDATE, Team, input.team_id, field="teamId")
    actions.add_team_member(team, key_of(User, input.user_id, "userId"), actor=viewer.user)
    return TeamPayload(team=reference(team))


@refusable(TeamPayload, always=True)
def remove_team_member(viewer: Viewer, input: TeamMemberInput) -> TeamPayload:
    """Take somebody out of the viewer's team, or oneself out of any."""
    user_id = key_of(User, input.user_id, "userId")
    action = Action.TEAM_LEAVE if user_id == viewer.user.pk else Action.TEAM_UPDATE
    team = record_for(viewer, action, Team, input.team_id, field="teamId")
    actions.remove_team_member(team, user_id, actor=viewer.user)
    return TeamPayload(team=reference(team))


@strawberry.type
class TeamMutations:
    """The mutations of this module."""

    create_team = mutation(create_team, "Make a team of one's own.", resource="teams")
    add_team_member = mutation(
        add_team_member, "Put somebody in one's own team: they see what is shared with it.", resource="teams"
    )
    remove_team_member = mutation(
        remove_team_member, "Take somebody out of one's own team, or oneself out of any.", resource="teams"
    )

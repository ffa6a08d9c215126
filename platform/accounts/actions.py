"""What can be done with accounts, people and teams. Verbs; each is atomic, and says who does it."""

from uuid import UUID

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from accounts.models import Account, Membership, Team, User
from audit.recording import record
from database.columns import is_text
from database.ids import encode
from database.refusals import Invalid, NotFound, Refusal, RefusalCode

TEAM_NAME_LENGTH_MAX = 200


@transaction.atomic(savepoint=False)
def found_account(name: str, *, founder_id: UUID | None = None, **columns: str | None) -> Account:
    """Return the new account of a customer who registers (P1), with what it tells of itself beside its name."""
    return Account.objects.create(name=name.strip(), updated_by_id=founder_id, **columns)


@transaction.atomic(savepoint=False)
def create_team(name: str, *, actor: User) -> Team:
    """Return a new team with its creator as first member. Raise Invalid if the name is empty, long or taken."""
    name = name.strip()
    if not name or len(name) > TEAM_NAME_LENGTH_MAX or not is_text(name):
        raise Invalid(
            Refusal(RefusalCode.INVALID, "name", f"A team needs a name of 1 to {TEAM_NAME_LENGTH_MAX} characters.")
        )
    # The group's own name is unique across accounts, so it says nothing; the team's is unique within its account.
    group = Group.objects.create(name=str(uuid7()))
    try:
        with transaction.atomic():
            team = Team.objects.create(account_id=actor.account_id, name=name, owner=actor, group=group)
    except IntegrityError as error:
        raise Invalid(Refusal(RefusalCode.TAKEN, "name", "There is a team of that name.")) from error
    Membership.objects.create(account_id=actor.account_id, group=group, user=actor)
    record("team:create", team.pk, actor_id=actor.pk, after={"name": name} | _members(actor.pk))
    return team


@transaction.atomic(savepoint=False)
def add_team_member(team: Team, user_id: UUID, *, actor: User) -> Team:
    """Put someone of the account into the team; a member stays one. Raise NotFound if there is no such person."""
    user = User.objects.filter(pk=user_id, account_id=actor.account_id, is_active=True).first()
    if user is None:
        raise NotFound("userId")
    _, is_new = Membership.objects.get_or_create(account_id=actor.account_id, group_id=team.group_id, user=user)
    if is_new:
        record("team:update", team.pk, actor_id=actor.pk, after=_members(user_id))
    return team


@transaction.atomic(savepoint=False)
def remove_team_member(team: Team, user_id: UUID, *, actor: User) -> Team:
    """Take someone out of the team, and with it all that is shared with it. Raise NotFound if they are not in it."""
    removed, _ = Membership.objects.filter(group_id=team.group_id, user_id=user_id).delete()
    if not removed:
        raise NotFound("userId")
    action = "team:leave" if user_id == actor.pk else "team:update"
    record(action, team.pk, actor_id=actor.pk, before=_members(user_id))
    return team


def _members(*user_ids: UUID) -> dict[str, list[str]]:
    """Return what the audit tells of those who come, or go."""
    return {"members": [encode(User.ID_PREFIX, user_id) for user_id in user_ids]}

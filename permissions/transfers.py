"""How does ownership move? Explicitly, all of a person's at once, and written down (P16)."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import members
from accounts.models import Membership, Role, Team, User
from activities.models import Note
from audit.recording import record
from contacts.models import Company, Contact, Tag
from database.checks import Checks
from database.ids import encode
from database.refusals import Forbidden, RefusalCode
from permissions.carriers import GRANTS
from permissions.models import Transfer

# What people own that is Data, by the column of the log that counts it.
RECORDS: dict[str, Any] = {"companies": Company, "contacts": Contact, "notes": Note, "tags": Tag}


@transaction.atomic(savepoint=False)
def hand_over(giver: User, taker: User, *, actor: User) -> Transfer:
    """Make all that somebody deactivated owns somebody else's, and return the entry that says so.

    Records get a new version, and stay shared as they were. Raise Invalid unless the one is deactivated and the other
    active; Forbidden if the actor is no administrator any more.
    """
    now, giver, taker = members.turn(actor, giver, taker)
    if now.role != Role.ADMIN or not now.is_active:
        raise Forbidden("Your role does not allow it any more.")
    _check(giver, taker)
    moved: dict[str, Any] = {kind: _move(model, giver, taker, actor) for kind, model in RECORDS.items()}
    moved["teams"] = _move_teams(giver, taker)
    record("user:hand_over", giver.pk, actor_id=actor.pk, after={"toUserId": encode(User.ID_PREFIX, taker.pk)} | moved)
    return Transfer.objects.create(
        account_id=actor.account_id,
        made_by=actor,
        made_at=timezone.now(),
        from_user=giver,
        to_user=taker,
        **moved,
    )


def _check(giver: User, taker: User) -> None:
    checks = Checks()
    if giver.is_active:
        message = "They own it themselves while they are active; deactivate them before."
        checks.refuse(RefusalCode.INVALID, "fromUserId", message)
    if not taker.is_active:
        checks.refuse(RefusalCode.INVALID, "toUserId", "They are deactivated.")
    checks.finish()


def _move(model: Any, giver: User, taker: User, actor: User) -> int:
    if model in GRANTS:  # an owner needs none
        GRANTS[model][0].objects.filter(user=taker, content_object__owner=giver).delete()
    changes = {"owner": taker, "version": F("version") + 1, "updated_at": timezone.now(), "updated_by": actor}
    return int(model.objects.filter(owner=giver).update(**changes))


def _move_teams(giver: User, taker: User) -> int:
    teams = list(Team.objects.filter(owner=giver))
    for team in teams:
        Membership.objects.get_or_create(account_id=team.account_id, group_id=team.group_id, user=taker)
    return Team.objects.filter(pk__in=[team.pk for team in teams]).update(owner=taker)

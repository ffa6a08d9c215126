"""Who gave whom what? Granting and taking back, for users and teams, through django-guardian."""

from typing import Any

from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.models import Team, User
from audit import recording
from contacts.models import Company, Contact, Tag
from database.ids import encode
from database.refusals import Invalid, Refusal, RefusalCode
from permissions.carriers import GRANTS
from permissions.levels import Level

Shareable = Company | Contact | Tag


@transaction.atomic(savepoint=False)
def share(record: Shareable, principal: User | Team, level: Level, *, actor: User) -> None:
    """Give a user or team exactly `level` on a record: less than before takes the rest back.

    Raise Invalid for the owner, who has everything already.
    """
    if isinstance(principal, User) and principal.pk == record.owner_id:
        raise Invalid(Refusal(RefusalCode.OWNER, "userId", "The owner of a record needs no grant."))
    before = _take_back(record, principal)
    for included in level.included:
        assign_perm(included.codename(type(record)), _identity(principal), record)
    said = {"before": {"level": before.name} if before else None, "after": _told(principal, level)}
    recording.record(f"{record._meta.model_name}:share", record.pk, actor_id=actor.pk, **said)


@transaction.atomic(savepoint=False)
def unshare(record: Shareable, principal: User | Team, *, actor: User) -> None:
    """Take back whatever a user or team was granted on a record; nothing happens if that was nothing."""
    if before := _take_back(record, principal):
        said = _told(principal, before)
        recording.record(f"{record._meta.model_name}:unshare", record.pk, actor_id=actor.pk, before=said)


def _take_back(record: Shareable, principal: User | Team) -> Level | None:
    """Take back what was granted, and return the level that it was; None if nothing was."""
    user_grant, team_grant = GRANTS[type(record)]
    to_whom = {"user": principal} if isinstance(principal, User) else {"group": principal.group}
    grant = user_grant if isinstance(principal, User) else team_grant
    granted = grant.objects.filter(content_object=record, **to_whom)
    codenames = set(granted.values_list("permission__codename", flat=True))
    granted.delete()
    return next((level for level in reversed(Level) if level.codename(type(record)) in codenames), None)


def _told(principal: User | Team, level: Level) -> dict[str, Any]:
    """Return what the audit tells of a grant: {"userId": "usr_…", "level": "EDIT"}."""
    name = "userId" if isinstance(principal, User) else "teamId"
    return {name: encode(principal.ID_PREFIX, principal.pk), "level": level.name}


def _identity(principal: User | Team) -> object:
    return principal if isinstance(principal, User) else principal.group

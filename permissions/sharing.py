"""Who gave whom what? Granting and taking back, for users and teams, through django-guardian."""

from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.models import Team, User
from contacts.models import Company, Contact, Tag
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
    unshare(record, principal, actor=actor)
    for included in level.included:
        assign_perm(included.codename(type(record)), _identity(principal), record)


@transaction.atomic(savepoint=False)
def unshare(record: Shareable, principal: User | Team, *, actor: User) -> None:
    """Take back whatever a user or team was granted on a record; nothing happens if that was nothing."""
    user_grant, team_grant = GRANTS[type(record)]
    if isinstance(principal, User):
        user_grant.objects.filter(content_object=record, user=principal).delete()
    else:
        team_grant.objects.filter(content_object=record, group=principal.group).delete()


def _identity(principal: User | Team) -> object:
    return principal if isinstance(principal, User) else principal.group

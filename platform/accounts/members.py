"""Who works in an account, and as what? Verbs of administrators, and leaving; one at a time for each account.

An account always keeps an active administrator. What somebody may do is read anew once it is their turn: they may have
lost it while they waited.
"""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import seats
from accounts.models import CUSTOMER_ROLES, Account, Role, User
from audit.recording import record
from database.context import inside
from database.refusals import Forbidden, Invalid, Refusal, RefusalCode

LAST_ADMIN = Refusal(
    RefusalCode.LAST_ADMIN, "userId", "The account's last administrator: make somebody else one before."
)


@transaction.atomic(savepoint=False)
def change_role(user: User, role: str, *, actor: User) -> User:
    """Return the person with the role; their sessions end, so that none goes on with more than it began with (P22).

    Raise Invalid for the last administrator, and for what nobody of a customer can be.
    """
    require_customer_role(role)
    user = _turn(user, actor)
    if user.role != role:
        keep_an_admin(user)
        before, user.role = user.role, role
        _change("user:change_role", user, "role", actor, before=before)
    return user


@transaction.atomic(savepoint=False)
def deactivate(user: User, *, actor: User) -> User:
    """Return the person deactivated, or gone if it is the actor: their sessions end, what they own stays.

    Raise Invalid for the last administrator.
    """
    user = _turn(user, actor)
    if user.is_active:
        keep_an_admin(user)
        user.is_active = False
        _change("user:leave" if user == actor else "user:deactivate", user, "is_active", actor)
        seats.changed(user.account_id)
    return user


@transaction.atomic(savepoint=False)
def reactivate(user: User, *, actor: User) -> User:
    """Return the person active again; they sign in anew."""
    user = _turn(user, actor)
    if not user.is_active:
        user.is_active = True
        _change("user:reactivate", user, "is_active", actor)
        seats.changed(user.account_id)
    return user


def require_customer_role(role: str) -> None:
    """Return for what people of a customer can be; raise Invalid for what only the operator's people are."""
    if role not in CUSTOMER_ROLES:
        raise Invalid(Refusal(RefusalCode.INVALID, "role", "Nobody but the operator's own people can be that."))


def turn(*people: User) -> list[User]:
    """Return people of one account as they are now, nobody else being at it until the transaction ends."""
    account_id = people[0].account_id
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    found = {each.pk: each for each in User.objects.filter(pk__in=[each.pk for each in people], account_id=account_id)}
    return [found[each.pk] for each in people]


def _turn(user: User, actor: User) -> User:
    """Return the person as they are now; raise Forbidden if the actor may not any more."""
    now, found = turn(actor, user)
    if not now.is_active or (now.role != Role.ADMIN and now != found):
        raise Forbidden("Your role does not allow it any more.")
    return found


def keep_an_admin(user: User) -> None:
    """Raise Invalid if the account would be left without an active administrator."""
    others = User.objects.filter(account_id=user.account_id, role=Role.ADMIN, is_active=True).exclude(pk=user.pk)
    others = others.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)  # who acts for an application is nobody
    if user.is_active and user.role == Role.ADMIN and not others.exists():
        raise Invalid(LAST_ADMIN)


def _change(action: str, user: User, column: str, actor: User, *, before: str | None = None) -> None:
    user.session_version = F("session_version") + 1
    user.updated_at, user.updated_by = timezone.now(), actor
    user.save(update_fields=[column, "session_version", "updated_at", "updated_by"])
    roles = {"before": {"role": before}, "after": {"role": user.role}} if before else {}
    with inside(user.account_id):
        record(action, user.pk, actor_id=actor.pk, **roles)

"""How does something go? With all that belongs to it, in the open transaction of its account.

Done twice it is as done once: so it can be done again on what was brought back from a backup (erasure/again.py).
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import seats
from accounts.models import Account, Team, User
from activities.actions import delete_note
from activities.models import Note
from audit.models import Detail
from audit.recording import forget, record
from contacts.actions import delete_record
from contacts.models import Contact
from database.context import lift_limits
from erasure.models import Subject
from erasure.subjects import RECORDS, belongings, tables
from exports.actions import discard


def erase(subject: str, subject_id: UUID, *, actor: User) -> None:
    """Erase it, whose account's context is open."""
    lift_limits()
    ERASERS[Subject(subject)](subject_id, actor)


def _erase_contact(contact_id: UUID, actor: User) -> None:
    for contact in Contact.objects.select_for_update().filter(pk=contact_id):
        discard(owner_id=contact.owner_id)
        delete_record(contact, actor=actor)
        record("contact:erase", contact_id, actor_id=actor.pk)


def _erase_user(user_id: UUID, actor: User) -> None:
    """Erase what somebody told of themselves, and the Data they own; what others own names them as somebody erased."""
    discard(owner_id=user_id)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        return
    _erase_owned(user, actor)
    for model, field in belongings(User):
        model._default_manager.filter(**{field: user_id}).delete()
    forget(user_id)
    nobody = {
        "username": f"erased-{user_id.hex}",
        "email": f"{user_id.hex}@erased.invalid",
        "name": None,
        "phone": None,
    }
    User.objects.filter(pk=user_id).update(
        **nobody,
        password=make_password(None),
        last_login=None,
        is_active=False,
        session_version=F("session_version") + 1,
        updated_at=timezone.now(),
        updated_by=None,
    )
    record("user:erase", user_id, actor_id=actor.pk)
    seats.changed(user.account_id)


def _erase_owned(user: User, actor: User) -> None:
    for model in RECORDS:
        for owned in model._default_manager.filter(owner=user):
            if isinstance(owned, Note):
                delete_note(owned, actor=actor)
            else:
                delete_record(owned, actor=actor)  # type: ignore[arg-type]  # what is no note is one of them


def _erase_account(account_id: UUID, actor: User) -> None:
    """Erase all that there is of an account, but for its chain."""
    if not Account.objects.filter(pk=account_id).exists():
        return
    discard()
    forget(*Detail.objects.values_list("subject_id", flat=True).distinct())
    groups = list(Team.objects.values_list("group_id", flat=True))
    for model, field in belongings(User):
        model._default_manager.filter(**{f"{field}__account": account_id}).delete()
    for model in tables():
        _delete_all(model._default_manager.filter(account_id=account_id))
    _delete_all(Group.objects.filter(pk__in=groups))
    _delete_all(User.objects.filter(account_id=account_id))
    _delete_all(Account.objects.filter(pk=account_id))
    record("account:erase", account_id, actor_id=actor.pk)


def _delete_all(rows: QuerySet[Any]) -> None:
    """Delete them by one statement.

    Django's own would fetch each, and look into each table that may name them, those that are closed to us too.
    """
    rows._raw_delete("default")  # noqa: SLF001  # as Django's own delete does


ERASERS = {Subject.CONTACT: _erase_contact, Subject.USER: _erase_user, Subject.ACCOUNT: _erase_account}

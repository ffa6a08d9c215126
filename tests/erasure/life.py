"""What happened on a machine that is lost later? A process by itself: `begin` makes a world, `erase` erases of it."""

import sys
from uuid import UUID

import django

django.setup(set_prefix=False)

from django.utils import timezone  # noqa: E402  # once there are models

import worlds  # noqa: E402
from accounts.models import Role, User  # noqa: E402
from contacts.models import Contact  # noqa: E402
from database.context import account_context  # noqa: E402
from erasure import actions  # noqa: E402
from erasure.models import Erasure, Subject  # noqa: E402

CANARY = "Quetzalcoatlus"


def begin() -> None:
    """Three accounts: one whose contact will be erased, one whose member, one that will be as a whole; and others."""
    for name in ("contact", "person", "account"):
        of = worlds.account()
        boss = User.objects.create(account=of, username=name, email=f"{name}@example.org", role=Role.ADMIN)
        member = User.objects.create(account=of, username=f"{CANARY}-{name}", email=f"{CANARY}-{name}@example.org")
        worlds.contact(boss, first_name=f"{CANARY} of {name}")
        worlds.contact(boss, first_name="Somebody else")
        worlds.note(member, worlds.contact(member, first_name=f"{CANARY} of a member"), CANARY)


def erase() -> None:
    """The contact, the member, the account."""
    boss = User.objects.get(username="contact")
    with account_context(boss.account_id):
        found = Contact.objects.get(owner=boss, first_name__startswith=CANARY).pk
    _erase(Subject.CONTACT, found, boss)
    member = User.objects.get(username=f"{CANARY}-person")
    _erase(Subject.USER, member.pk, member)
    boss = User.objects.get(username="account")
    _erase(Subject.ACCOUNT, boss.account_id, boss)


def _erase(subject: str, subject_id: UUID, actor: User) -> None:
    with account_context(actor.account_id):
        asked = actions.request(subject, subject_id, actor=actor)
        Erasure.objects.filter(pk=asked.pk).update(confirmed_at=timezone.now())
    actions.finish(actor.account_id, asked.pk)


if __name__ == "__main__":
    {"begin": begin, "erase": erase}[sys.argv[1]]()

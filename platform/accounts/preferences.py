"""Which mail does somebody want? Verbs, for who is signed in, who follows a mail's link, and who writes to us (P7).

What counts when a mail is sent are the opt-outs of its address (mail/opting_out.py). The columns of who has the address
show them, and are changed with them, here alone. Only who is signed in is known to have done it, and audited; an
opt-out itself says when it was made, and by which way. An address that nobody has is treated as any other, by the same
statements, so that nobody learns from it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from database.checks import camel
from database.values import UNSET, Flag
from mail.classes import MailClass
from mail.models import How
from mail.opting_out import opt_in, opt_out, unwanted

NAMES = {MailClass.SERVICE_UPDATE: "service_updates", MailClass.COMPANY_NEWS: "company_news"}
COLUMNS = {mail_class: f"wants_{name}" for mail_class, name in NAMES.items()}


@dataclass(frozen=True, kw_only=True)
class MailValues:
    """Which optional mail is wanted; null says no more of it than what is not mentioned."""

    service_updates: Flag = UNSET
    company_news: Flag = UNSET

    def classes(self, *, wanted: bool) -> list[MailClass]:
        """Return the classes that are said to be wanted, or not to be."""
        return [one for one, name in NAMES.items() if getattr(self, name) is wanted]


NO_MAIL = MailValues(service_updates=False, company_news=False)


@transaction.atomic(savepoint=False)
def update_mail_preferences(user: User, values: MailValues, *, actor: User) -> User:
    """Return the person, who gets from now on the mail that they want."""
    before = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    choose(before.email, values, how=How.SIGNED_IN)
    after = User.objects.get(pk=user.pk)
    changed = sorted(
        camel(NAMES[one]) for one, column in COLUMNS.items() if getattr(before, column) != getattr(after, column)
    )
    if changed:
        User.objects.filter(pk=user.pk).update(updated_at=timezone.now(), updated_by=actor)
        record("profile:choose_mail", user.pk, actor_id=actor.pk, after={"changed": changed})
    return after


@transaction.atomic(savepoint=False)
def choose(address: str, values: MailValues, *, how: How) -> None:
    """Have mail sent to an address, or not, as is said."""
    opt_out(address, values.classes(wanted=False), how=how)
    opt_in(address, values.classes(wanted=True))
    _show(address)


def of(address: str) -> MailValues:
    """Return which mail is sent to an address."""
    refused = unwanted(address)
    return MailValues(**{name: one not in refused for one, name in NAMES.items()})


def recall(user: User) -> None:
    """Have a person who joins want what their address wanted before they came; the caller saves them."""
    for column, wanted in _columns(user.email).items():
        setattr(user, column, wanted)


@transaction.atomic(savepoint=False)
def carry_over(user: User, former: str) -> None:
    """Have what was not sent to a person's former address not be sent to the one they have now either."""
    opt_out(user.email, unwanted(former), how=How.CARRIED_OVER)
    _show(user.email)


def _show(address: str) -> None:
    """Have the columns of who has an address say what its opt-outs are."""
    User.objects.filter(Exact(Lower("email"), address.strip().lower())).update(**_columns(address))


def _columns(address: str) -> dict[str, Any]:
    refused = unwanted(address)
    return {column: one not in refused for one, column in COLUMNS.items()}

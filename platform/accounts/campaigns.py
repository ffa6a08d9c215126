"""How does everybody get an update about the service, or news of the company? By name, in batches, each person once.

A campaign is a row, locked while a batch is written, which is one transaction: mails into the outbox, and how far it
has come. So one that was killed goes on where it was when it is begun again, and two at once take turns. Who opts out
meanwhile is asked for once more when their mail is sent (mail/outbox.py).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import mail
from accounts.models import User
from accounts.preferences import COLUMNS
from mail.classes import MailClass
from mail.models import Campaign
from mail.unsubscribing import link

BATCH = 100  # mails of a transaction


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What everybody gets: plain text."""

    name: str
    mail_class: MailClass
    subject: str
    text: str

    @property
    def digest(self) -> str:
        """Return what tells it from another of the same name."""
        return hashlib.sha256(f"{self.mail_class}\0{self.subject}\0{self.text}".encode()).hexdigest()


class AnotherOfThatNameError(Exception):
    """A mail of that name says something else."""


def send(letter: Letter) -> Iterator[int]:
    """Write the mails of a letter that are not written yet; yield how many, batch after batch.

    Raise AnotherOfThatNameError if one of the name says something else.
    """
    Campaign.objects.bulk_create([Campaign(name=letter.name, digest=letter.digest)], ignore_conflicts=True)
    if not Campaign.objects.filter(name=letter.name, digest=letter.digest).exists():
        raise AnotherOfThatNameError
    while count := _batch(letter):
        yield count


def count_opted_out(mail_class: MailClass) -> int:
    """Return how many people want no such mail."""
    return _people().filter(**{COLUMNS[mail_class]: False}).count()


@transaction.atomic
def _batch(letter: Letter) -> int:
    """Write the next mails; return how many."""
    campaign = Campaign.objects.select_for_update().get(name=letter.name)
    people = [] if campaign.finished_at else list(_readers(letter.mail_class, campaign)[:BATCH])
    for user in people:
        said = {"subject": letter.subject, "text": letter.text, "url": link(user.email)}
        mail.send("mail/letter", user.email, said, user=user, mail_class=letter.mail_class, at_once=False)
    campaign.reached = people[-1].pk if people else campaign.reached
    campaign.finished_at = campaign.finished_at or (None if people else timezone.now())
    campaign.save(update_fields=["reached", "finished_at"])
    return len(people)


def _readers(mail_class: MailClass, campaign: Campaign) -> "QuerySet[User]":
    """Return who is yet to get it, in order."""
    people = _people().filter(**{COLUMNS[mail_class]: True}).order_by("pk")
    return people.filter(pk__gt=campaign.reached) if campaign.reached else people


def _people() -> "QuerySet[User]":
    """Return who signs in here and has proven their address: whoever has a password has come by a link to it."""
    people = User.objects.filter(is_active=True, is_service=False)
    return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

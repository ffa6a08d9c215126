"""How is a mail sure to leave? It is written down, sealed, by the transaction that it tells of, and then sent.

That is tried at once, so that nobody waits for a worker. If it fails, or we are killed before, a job sends it: the row
is there until somebody has handed the mail over. Who is killed just after that sends it twice. Whether its reader has
opted out of such mail is asked in the moment of sending, so that what was queued before is dropped too (P7).
"""

import json
import logging
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.utils import timezone

from database import jobs
from database.context import inside
from database.sealing import MAIL, seal, unseal
from mail.classes import OPTIONAL, MailClass
from mail.models import MailLogEntry, Message, Outcome
from mail.opting_out import unwanted
from mail.unsubscribing import headers

TASK = "mail.deliver"
# What it takes at most to try at once (EMAIL_TIMEOUT), and more.
GRACE_SECONDS = 30

logger = logging.getLogger("steward.mail")


@transaction.atomic
def post(message: EmailMessage, mail_class: MailClass, *, user_id: UUID | None, at_once: bool = True) -> None:
    """Send a mail once the open transaction is committed, and not if it is undone; unless `at_once`, by a worker.

    It goes to one address, and is in the log of the person that it is for, if that is somebody who signs in here.
    """
    [address] = message.to
    said: dict[str, Any] = {"subject": message.subject, "body": message.body, "from": message.from_email}
    said |= {"to": address, "class": mail_class, "user": user_id.hex if user_id else None}
    row = Message.objects.create(sealed=seal(json.dumps(said), purpose=MAIL), created_at=timezone.now())
    delay = GRACE_SECONDS if at_once else 0
    jobs.defer_once(TASK, lock=f"mail:{row.pk.hex}", delay_seconds=delay, message=row.pk)
    if at_once:
        transaction.on_commit(partial(_try, row.pk))


@transaction.atomic
def deliver(message_id: UUID) -> None:
    """Hand a mail over, or drop it if it is not wanted, unless that was done, or somebody just does it.

    Raise OSError if the mail server does not take it.
    """
    row = Message.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
    if row is None:
        return
    text = unseal(row.sealed, purpose=MAIL)
    if text is None:
        logger.error("Mail %s cannot be read: it was sealed under a key that is gone", message_id)
    else:
        _deliver(json.loads(text))
    row.delete()


def composed(said: dict[str, Any]) -> EmailMessage:
    """Return the mail, with what ends it in its headers if it can be ended: no caller can forget them (P9)."""
    ends = headers(said["to"]) if said["class"] in OPTIONAL else None
    return EmailMessage(said["subject"], said["body"], said["from"], [said["to"]], headers=ends)


def _deliver(said: dict[str, Any]) -> None:
    mail_class = MailClass(said["class"])
    dropped = mail_class in OPTIONAL and mail_class in unwanted(said["to"])
    # Before it is sent: what fails after that would send it again.
    _note(said, Outcome.OPTED_OUT if dropped else Outcome.SENT)
    if not dropped:
        composed(said).send()


def _note(said: dict[str, Any], outcome: Outcome) -> None:
    """Write down what becomes of a mail, for the person that it is for, if they are still there."""
    people = get_user_model().objects.filter(pk=said["user"]) if said["user"] else None
    account_id = people and people.values_list("account_id", flat=True).first()
    if account_id:
        told = {"mail_class": said["class"], "subject": said["subject"], "outcome": outcome}
        with inside(account_id):
            MailLogEntry.objects.create(user_id=said["user"], sent_at=timezone.now(), **told)


def _try(message_id: UUID) -> None:
    """Hand it over now. That it fails changes no answer; what the error says is not logged: it names addresses."""
    try:
        deliver(message_id)
    except (OSError, DatabaseError) as error:
        logger.warning("Mail %s could not be sent yet: %s", message_id, type(error).__name__)

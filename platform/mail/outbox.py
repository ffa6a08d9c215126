"""How is a mail sure to leave? It is written down, sealed, by the transaction that it tells of, and then sent.

That is tried at once, so that nobody waits for a worker. If it fails, or we are killed before, a job sends it: the row
is there until somebody has handed the mail over. Who is killed just after that sends it twice.
"""

import json
import logging
from functools import partial
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from database import jobs
from database.sealing import MAIL, seal, unseal
from mail.models import Message

TASK = "mail.deliver"
# What it takes at most to try at once (EMAIL_TIMEOUT), and more.
GRACE_SECONDS = 30

logger = logging.getLogger("steward.mail")


@transaction.atomic
def post(message: EmailMessage) -> None:
    """Send a mail once the open transaction is committed, and not if it is undone."""
    said = {"subject": message.subject, "body": message.body, "to": message.to, "from": message.from_email}
    row = Message.objects.create(sealed=seal(json.dumps(said), purpose=MAIL), created_at=timezone.now())
    jobs.defer_once(TASK, lock=f"mail:{row.pk.hex}", delay_seconds=GRACE_SECONDS, message=row.pk)
    transaction.on_commit(partial(_try, row.pk))


@transaction.atomic
def deliver(message_id: UUID) -> None:
    """Hand a mail over, unless it was, or somebody just does. Raise OSError if the mail server does not take it."""
    row = Message.objects.select_for_update(skip_locked=True).filter(pk=message_id).first()
    if row is None:
        return
    text = unseal(row.sealed, purpose=MAIL)
    if text is None:
        logger.error("Mail %s cannot be read: it was sealed under a key that is gone", message_id)
    else:
        said = json.loads(text)
        EmailMessage(said["subject"], said["body"], said["from"], said["to"]).send()
    row.delete()


def _try(message_id: UUID) -> None:
    """Hand it over now. That it fails changes no answer; what the error says is not logged: it names addresses."""
    try:
        deliver(message_id)
    except OSError as error:
        logger.warning("Mail %s could not be sent yet: %s", message_id, type(error).__name__)

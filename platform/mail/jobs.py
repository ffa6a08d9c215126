"""What is done beside the requests for mail? Sending what could not be sent at once, and giving up in the end."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from database.jobs import task
from mail import outbox
from mail.models import Message

KEPT = timedelta(days=3)  # longer than any link in a mail is good for


@task(outbox.TASK)
def deliver(message: str) -> None:
    """Send one mail."""
    outbox.deliver(UUID(message))


@app.periodic(cron="30 * * * *")
@app.task(name="mail.give_up", queueing_lock="mail.give_up", lock="mail.give_up")
def give_up(timestamp: int) -> None:
    """Every hour: what could not be sent for days is sent no more."""
    Message.objects.filter(created_at__lt=timezone.now() - KEPT).delete()

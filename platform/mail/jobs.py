"""What is done beside the requests for mail? Sending what could not be sent at once."""

from uuid import UUID

from database.jobs import task
from mail import outbox


@task(outbox.TASK)
def deliver(message: str) -> None:
    """Send one mail."""
    outbox.deliver(UUID(message))

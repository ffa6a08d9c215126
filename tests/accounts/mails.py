"""Which mail was sent? What Django's test environment keeps instead of sending it."""

from django.core import mail
from django.core.mail import EmailMessage


def sent_to(address: str) -> list[EmailMessage]:
    """Return the mail to an address, in order."""
    kept: list[EmailMessage] = getattr(mail, "outbox", [])  # there is none before the first
    return [each for each in kept if each.to == [address]]

"""What does a mail say? Plain text made from templates, to one address, once what it tells of is committed."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.models import User
from mail import outbox
from mail.classes import MailClass


def send(
    template: str,
    to: str,
    context: Mapping[str, Any],
    *,
    user: User | None,
    mail_class: MailClass = MailClass.TRANSACTIONAL,
    at_once: bool = True,
) -> None:
    """Send what the templates TEMPLATE_subject.txt and TEMPLATE_message.txt say, to the user, if it is one.

    Raise BadHeaderError for an address that is more than a line; a subject is made one.
    """
    # By these names allauth's templates know it. Not by the Host header, which is whatever a client sends.
    said = {"current_site": SimpleNamespace(name="Steward", domain=settings.STEWARD_URL), "email": to, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", said).split())
    body = render_to_string(f"{template}_message.txt", said).strip() + "\n"
    message = EmailMessage(subject, body, to=[to])
    message.message()
    outbox.post(message, mail_class, user_id=user.pk if user else None, at_once=at_once)

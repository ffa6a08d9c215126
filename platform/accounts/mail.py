"""How does a mail leave? Plain text made from templates, to one address, once what it tells of is committed."""

import logging
from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send(template: str, to: str, context: Mapping[str, Any]) -> None:
    """Send what the templates TEMPLATE_subject.txt and TEMPLATE_message.txt say.

    Raise BadHeaderError for an address that is more than a line; a subject is made one.
    """
    # By these names allauth's templates know it. Not by the Host header, which is whatever a client sends.
    said = {"current_site": SimpleNamespace(name="Steward", domain=settings.STEWARD_URL), "email": to, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", said).split())
    body = render_to_string(f"{template}_message.txt", said).strip() + "\n"
    message = EmailMessage(subject, body, to=[to])
    message.message()
    transaction.on_commit(partial(_deliver, message))


def _deliver(message: EmailMessage) -> None:
    """Hand the mail over. That it fails changes no answer; what the error says is not logged: it names addresses."""
    try:
        message.send()
    except OSError as error:
        logger.error("A mail could not be sent: %s", type(error).__name__)  # noqa: TRY400  # the error names addresses

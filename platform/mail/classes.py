"""Which mail can somebody stop? Every mail has a class: what the service needs is sent, all else only if wanted."""

from django.db.models import TextChoices


class MailClass(TextChoices):
    """What a mail is for (P9)."""

    TRANSACTIONAL = "TRANSACTIONAL"  # to sign in, to pay, to stay safe
    SERVICE_UPDATE = "SERVICE_UPDATE"
    COMPANY_NEWS = "COMPANY_NEWS"


OPTIONAL = (MailClass.SERVICE_UPDATE, MailClass.COMPANY_NEWS)

"""What is to be sent? Rows that are there only until they are."""

from django.db import models

from database.columns import key


class Message(models.Model):
    """A mail on its way. It is sealed, since it may have a link in it that lets somebody in (mail/outbox.py)."""

    id = key()
    sealed = models.TextField()
    created_at = models.DateTimeField(db_index=True)

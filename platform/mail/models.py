"""What is to be sent, what was, and to whom not? Mails on their way, those that were decided on, and opting out."""

from django.conf import settings
from django.db import models
from django.db.models import F

from database.columns import CurrentAccount, key
from database.constraints import AccountWall, WithinAccount
from mail.classes import MailClass


class Message(models.Model):
    """A mail on its way. It is sealed, since it may have a link in it that lets somebody in (mail/outbox.py)."""

    id = key()
    sealed = models.TextField()
    created_at = models.DateTimeField(db_index=True)


class Outcome(models.TextChoices):
    """What became of a mail."""

    SENT = "SENT"
    OPTED_OUT = "OPTED_OUT"  # who was to get it had said that they do not want it


class MailLogEntry(models.Model):
    """A mail to somebody that was handed over, or dropped since they had opted out. Its text is not kept."""

    ID_PREFIX = "mlog"

    id = key()
    account_id = models.UUIDField(db_default=CurrentAccount())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    mail_class = models.TextField(choices=MailClass.choices)
    subject = models.TextField()
    outcome = models.TextField(choices=Outcome.choices)
    sent_at = models.DateTimeField()  # when that was decided

    class Meta:
        constraints = [
            AccountWall(name="mail_maillogentry_wall"),
            WithinAccount(name="mail_maillogentry_user", field="user", to="accounts.User", on_delete="CASCADE"),
        ]
        indexes = [models.Index("account_id", "user", F("id").desc(), name="mail_maillogentry_newest")]


class How(models.TextChoices):
    """By which way somebody opted out."""

    ONE_CLICK = "ONE_CLICK"  # RFC 8058
    PAGE = "PAGE"  # that a mail leads to
    MAIL = "MAIL"  # to the support address
    SIGNED_IN = "SIGNED_IN"
    CARRIED_OVER = "CARRIED_OVER"  # from the address that they had before


class OptOut(models.Model):
    """An address that gets no mail of a class, as a digest that takes a key (mail/opting_out.py).

    It refers to nobody, so that it outlives who had the address.
    """

    id = key()
    digest = models.CharField(max_length=64)
    mail_class = models.TextField(choices=MailClass.choices)
    made_at = models.DateTimeField()
    how = models.TextField(choices=How.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "mail_class"], name="mail_optout_once")]


class OptOutKey(models.Model):
    """The one key of all these digests, sealed. A random one, so that it outlives our secrets: `steward reseal`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sealed = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="mail_optoutkey_only")]


class Campaign(models.Model):
    """A mail to everybody who wants such mail (accounts/campaigns.py), and how far it has come."""

    id = key()
    name = models.TextField(unique=True)
    digest = models.CharField(max_length=64)  # of class, subject and text: of one name there is one mail
    reached = models.UUIDField(null=True)  # the last person, in the order of their keys
    finished_at = models.DateTimeField(null=True)

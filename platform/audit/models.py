"""What is kept of what was done, and of what left? Tables that the app can add to and not change.

An entry says who did what, to which record, when; never what the record holds. That is a detail: a text beside it,
which goes with the record or person whom it is about, while the entry keeps a seal of it, a hash that nobody can guess
the text from. So the chain can be verified after that too. The database links each entry to the one before as it
commits.

The register of disclosures (P10) is beside the chain: whoever reads by a token reads much, so it counts, by the hour.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from database.columns import CurrentAccount, key
from database.constraints import AccountWall, WithinAccount


class Credential(models.TextChoices):
    """With what somebody came."""

    SESSION = "SESSION"
    PERSONAL_TOKEN = "PERSONAL_TOKEN"  # noqa: S105  # a kind
    APPLICATION = "APPLICATION"
    SUPPORT = "SUPPORT"  # an agent, with a request that was approved (permissions/support/)


class DetailKind(models.TextChoices):
    """What a detail tells."""

    CHANGES = "CHANGES"  # {"before": {…}, "after": {…}}: what is in one and not in the other was not there
    ORIGIN = "ORIGIN"  # {"address": "192.0.2.1"}


class Entry(models.Model):
    """Something that was done. `at` is the database's."""

    id = key()
    account_id = models.UUIDField(db_default=CurrentAccount())
    at = models.DateTimeField()
    action = models.TextField()  # "contact:update" (audit/actions.py)
    record_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)  # who; null: the service itself
    credential = models.TextField(choices=Credential.choices, null=True)
    credential_id = models.UUIDField(null=True)  # which token, application or request of support
    changes_seal = models.BinaryField(null=True)  # SHA-256 of the detail's salt and text
    origin_seal = models.BinaryField(null=True)

    class Meta:
        constraints = [
            AccountWall(name="audit_entry_wall"),
            models.UniqueConstraint(fields=["account_id", "id"], name="audit_entry_key"),
        ]
        indexes = [
            models.Index("account_id", F("id").desc(), name="audit_entry_newest"),
            models.Index("account_id", "record_id", F("id").desc(), name="audit_entry_of_record"),
            models.Index("account_id", F("at").desc(), F("id").desc(), name="audit_entry_by_time"),
            # What support read, by the request that opened it: few of all entries.
            models.Index(
                *("account_id", "credential_id", F("id").desc()),
                name="audit_entry_of_support",
                condition=Q(credential=Credential.SUPPORT),
            ),
        ]


class AuditLogEntry(Entry):
    """An entry as administrators see it: that something was done, and not what."""

    ID_PREFIX = "aud"

    class Meta:
        proxy = True
        default_permissions = ()


class HistoryEntry(Entry):
    """An entry as they see it who see its record: with what changed."""

    ID_PREFIX = "his"

    class Meta:
        proxy = True
        default_permissions = ()


class Detail(models.Model):
    """What an entry has a seal of. It goes with its subject (`audit.recording.forget`); where from also by its age."""

    id = key()
    account_id = models.UUIDField(db_default=CurrentAccount())
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.TextField(choices=DetailKind.choices)
    subject_id = models.UUIDField()  # the record, or person, whom it is about
    salt = models.BinaryField()  # of 32 random octets
    text = models.TextField()  # JSON

    class Meta:
        constraints = [
            AccountWall(name="audit_detail_wall"),
            WithinAccount(name="audit_detail_entry", field="entry", to="audit.Entry"),
            models.UniqueConstraint(fields=["account_id", "entry", "kind"], name="audit_detail_once"),
        ]
        indexes = [models.Index("account_id", "subject_id", name="audit_detail_of_subject")]


class Link(models.Model):
    """The place of an entry in its account's chain, written by the database at the end of its transaction."""

    id = models.UUIDField(primary_key=True)  # the entry's
    account_id = models.UUIDField()
    sequence = models.BigIntegerField()  # from 1, without gaps
    previous = models.BinaryField()  # the hash of the link before; of the first, 32 octets of 0
    hash = models.BinaryField()  # SHA-256 of `previous` and the entry (audit/chain.py)

    class Meta:
        constraints = [
            AccountWall(name="audit_link_wall"),
            models.UniqueConstraint(fields=["account_id", "sequence"], name="audit_link_sequence"),
        ]


class Recipient(models.TextChoices):
    """To whom something went."""

    PERSONAL_TOKEN = "PERSONAL_TOKEN"  # noqa: S105  # a kind
    APPLICATION = "APPLICATION"
    SUPPORT = "SUPPORT"  # an agent, with a request that was approved
    ARCHIVE = "ARCHIVE"  # its owner, who downloaded one
    PROCESSOR = "PROCESSOR"  # who manages payment


class Told(models.Model):
    """What was told in a transaction, as one text for each answer, and is not in the register yet: soon it is.

    To write down each record before an answer goes would take longer than to read them. Nobody but the two functions
    of the database, `audit_tell` and `audit_fold`, can see it.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()  # to some seconds
    what = models.TextField()  # JSON, as audit.register.text has it

    class Meta:
        default_permissions = ()


class Disclosure(models.Model):
    """That something went to somebody, and how often within an hour; written by `audit_register` alone.

    `kind` and `record_id` say what: a record, a person, an archive, or the account whose bills are paid.
    """

    ID_PREFIX = "dis"

    id = key()
    account_id = models.UUIDField()
    owner_id = models.UUIDField()  # whose it was then
    kind = models.TextField()  # "contact", as actions have it
    record_id = models.UUIDField()
    recipient = models.TextField(choices=Recipient.choices)
    recipient_id = models.UUIDField(null=True)  # which token, application, request of support, or archive
    user_id = models.UUIDField()  # on whose behalf
    fields = ArrayField(models.TextField())  # by the names of the API
    hour = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            AccountWall(name="audit_disclosure_wall"),
            models.UniqueConstraint(
                fields=["account_id", "record_id", "recipient", "recipient_id", "user_id", "hour"],
                name="audit_disclosure_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index("account_id", "record_id", F("id").desc(), name="audit_disclosure_of_record"),
            models.Index("account_id", "owner_id", F("id").desc(), name="audit_disclosure_of_owner"),
        ]

"""What was written down about a contact or a company: notes."""

from django.db import models
from django.db.models import F

from accounts.ownership import Record
from contacts.models import Company, Contact
from contacts.parts import ONE_PARENT
from database.constraints import WithinAccount


class Note(Record):
    """A text on one contact or company. Who may see or change that may see or change the note; it has no grants."""

    ID_PREFIX = "note"

    body = models.TextField()
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, related_name="notes", db_constraint=False, db_index=False
    )
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, null=True, related_name="notes", db_constraint=False, db_index=False
    )

    class Meta:
        default_permissions = ()
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=ONE_PARENT, name="activities_note_parent"),
            WithinAccount(name="activities_note_contact", field="contact", to="contacts.Contact", on_delete="CASCADE"),
            WithinAccount(name="activities_note_company", field="company", to="contacts.Company", on_delete="CASCADE"),
        ]
        indexes = [
            models.Index("account", "contact", F("id").desc(), name="activities_note_of_contact"),
            models.Index("account", "company", F("id").desc(), name="activities_note_of_company"),
        ]

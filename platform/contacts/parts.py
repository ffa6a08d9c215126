"""What belongs to a contact or a company, and goes wherever it goes: parts have no owner and no grants of their own."""

from django.db import models
from django.db.models import Q

from accounts.ownership import AccountRow
from database.constraints import WithinAccount

# A part hangs on exactly one of the two.
ONE_PARENT = Q(contact__isnull=False, company__isnull=True) | Q(contact__isnull=True, company__isnull=False)


class Part(AccountRow):
    """One of several of a kind on one contact or company, in the order they were given."""

    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        null=True,
        related_name="%(class)s_parts",
        db_constraint=False,
        db_index=False,
    )
    company = models.ForeignKey(
        "contacts.Company",
        on_delete=models.CASCADE,
        null=True,
        related_name="%(class)s_parts",
        db_constraint=False,
        db_index=False,
    )
    position = models.IntegerField()

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            models.CheckConstraint(condition=ONE_PARENT, name="%(app_label)s_%(class)s_parent"),
            *(
                WithinAccount(
                    name=f"%(app_label)s_%(class)s_{parent}",
                    field=parent,
                    to=f"contacts.{parent.title()}",
                    on_delete="CASCADE",
                )
                for parent in ("contact", "company")
            ),
        ]
        indexes = [
            models.Index(fields=["account", "contact", "position"], name="%(app_label)s_%(class)s_of_contact"),
            models.Index(fields=["account", "company", "position"], name="%(app_label)s_%(class)s_of_company"),
        ]

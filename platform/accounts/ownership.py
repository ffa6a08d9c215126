"""Whose is a row? What every row within an account has, what makes it a record that somebody owns, and may share."""

from django.conf import settings
from django.db import models

from database.columns import CurrentAccount, key
from database.constraints import AccountWall, WithinAccount


class AccountRow(models.Model):
    """A row behind the account wall; references to it carry the account, so none can cross."""

    id = key()
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="+", db_index=False, db_default=CurrentAccount()
    )

    class Meta:
        abstract = True
        constraints = [AccountWall(name="%(app_label)s_%(class)s_wall")]


def _person() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Record(AccountRow):
    """Data that a user owns (P16), with who changed it and when (P4, P31).

    `version` grows by one with each change; an update names the version it was made from.
    """

    owner = _person()
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = _person()
    updated_at = models.DateTimeField()
    updated_by = _person()

    class Meta:
        abstract = True
        constraints = [
            *AccountRow.Meta.constraints,
            # What references from within the account point at.
            models.UniqueConstraint(fields=["account", "id"], name="%(app_label)s_%(class)s_key"),
            *(
                WithinAccount(name=f"%(app_label)s_%(class)s_{field}", field=field, to=settings.AUTH_USER_MODEL)
                for field in ("owner", "created_by", "updated_by")
            ),
        ]


class Shareable(Record):
    """A record that its owner can share: there are tables of grants on it, to users and to teams.

    The marks tell whether there may be a row for this record in them, so that nobody looks for what is not there. The
    database sets them with the first grant (`database.constraints.Marks`), and nothing takes them back.
    """

    has_user_grants = models.BooleanField(db_default=False, editable=False)
    has_team_grants = models.BooleanField(db_default=False, editable=False)

    class Meta(Record.Meta):
        abstract = True

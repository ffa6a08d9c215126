"""Which grants are there? django-guardian's, on direct-foreign-key tables, a pair for each record; and the transfers.

What is kept of support stands in permissions/support/models.py, and is known to Django from here.

The index that keeps a grant unique also pages through what somebody was granted, newest first: ids grow with time.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import F
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models import User
from accounts.ownership import AccountRow
from contacts.models import Company, Contact, Tag
from database.constraints import Marks, WithinAccount
from permissions.support.models import (
    OpenCase,
    SupportAccess,
    SupportCase,
    SupportMessage,
    SupportRead,
    SupportRequest,
)

__all__ = [
    "CompanyTeamGrant",
    "CompanyUserGrant",
    "ContactTeamGrant",
    "ContactUserGrant",
    "OpenCase",
    "SupportAccess",
    "SupportCase",
    "SupportMessage",
    "SupportRead",
    "SupportRequest",
    "TagTeamGrant",
    "TagUserGrant",
    "TeamGrant",
    "Transfer",
    "UserGrant",
]

# Which mark of a record says that there may be grants to such principals on it.
MARKS = {"user": "has_user_grants", "group": "has_team_grants"}


def _record(model: type[models.Model], related_name: str) -> Any:
    return models.ForeignKey(
        model, on_delete=models.CASCADE, related_name=related_name, db_constraint=False, db_index=False
    )


class UserGrant(UserObjectPermissionBase, AccountRow):
    """One permission of one user on one record."""

    # Without a related name on these: guardian follows them backwards, by the names it knows.
    user = models.ForeignKey(User, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, db_index=False)

    class Meta:
        abstract = True


class TeamGrant(GroupObjectPermissionBase, AccountRow):
    """One permission of one team, by its group, on one record."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, db_index=False)

    class Meta:
        abstract = True


class GrantMeta:
    """What the tables of grants share."""

    default_permissions = ()
    indexes = [models.Index("account", "content_object", name="%(class)s_of")]


def _constraints(principal: str, principal_model: str, record: str) -> list[Any]:
    name = "permissions_%(class)s_"
    return [
        *AccountRow.Meta.constraints,
        models.UniqueConstraint("account", principal, "permission", F("content_object").desc(), name=name + "page"),
        WithinAccount(
            name=name + "principal",
            field=principal,
            to=principal_model,
            to_field="id" if principal == "user" else "group",
            on_delete="CASCADE",
        ),
        WithinAccount(name=name + "record", field="content_object", to=record, on_delete="CASCADE"),
        Marks(name=name + "marks", field="content_object", to=record, mark=MARKS[principal]),
    ]


def _somebody() -> Any:
    return models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)


class Transfer(AccountRow):
    """All that somebody owned became somebody else's: when, by whom, and how many of each kind. Only ever added to."""

    ID_PREFIX = "tra"

    made_at = models.DateTimeField()
    made_by = _somebody()
    from_user = _somebody()
    to_user = _somebody()
    companies = models.IntegerField()
    contacts = models.IntegerField()
    notes = models.IntegerField()
    tags = models.IntegerField()
    teams = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            *AccountRow.Meta.constraints,
            *(
                WithinAccount(name=f"permissions_transfer_{field}", field=field, to="accounts.User")
                for field in ("made_by", "from_user", "to_user")
            ),
        ]
        indexes = [models.Index("account", F("id").desc(), name="permissions_transfer_newest")]


class ContactUserGrant(UserGrant):
    """A user's permission on a contact."""

    content_object = _record(Contact, "user_grants")

    class Meta(GrantMeta):
        constraints = _constraints("user", "accounts.User", "contacts.Contact")


class ContactTeamGrant(TeamGrant):
    """A team's permission on a contact."""

    content_object = _record(Contact, "team_grants")

    class Meta(GrantMeta):
        constraints = _constraints("group", "accounts.Team", "contacts.Contact")


class CompanyUserGrant(UserGrant):
    """A user's permission on a company."""

    content_object = _record(Company, "user_grants")

    class Meta(GrantMeta):
        constraints = _constraints("user", "accounts.User", "contacts.Company")


class CompanyTeamGrant(TeamGrant):
    """A team's permission on a company."""

    content_object = _record(Company, "team_grants")

    class Meta(GrantMeta):
        constraints = _constraints("group", "accounts.Team", "contacts.Company")


class TagUserGrant(UserGrant):
    """A user's permission on a tag."""

    content_object = _record(Tag, "user_grants")

    class Meta(GrantMeta):
        constraints = _constraints("user", "accounts.User", "contacts.Tag")


class TagTeamGrant(TeamGrant):
    """A team's permission on a tag."""

    content_object = _record(Tag, "team_grants")

    class Meta(GrantMeta):
        constraints = _constraints("group", "accounts.Team", "contacts.Tag")

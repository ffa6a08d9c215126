"""Who is there: customers (accounts), the people in them (users), their teams and their sessions.

Users and sessions are looked up before anyone is known, so they stand outside the account wall; they are no Data.
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Lower, Now
from django.db.models.lookups import Exact
from uuid_utils.compat import uuid7

from accounts.ownership import AccountRow
from database.columns import key
from database.constraints import UnderOperator, WithinAccount


class Account(models.Model):
    """A customer: the organisation that registered (P1). Only its name is required (P2)."""

    ID_PREFIX = "acc"

    id = key()
    name = models.TextField()
    phone = models.TextField(null=True)  # E.164
    street = models.TextField(null=True)
    city = models.TextField(null=True)
    region = models.TextField(null=True)
    postal_code = models.TextField(null=True)
    country = models.CharField(max_length=2, null=True)  # ISO 3166-1; how national phone numbers are read
    allows_card_numbers = models.BooleanField(default=False, db_default=False)  # in free texts of its own Data
    is_operator = models.BooleanField(default=False, db_default=False)  # whoever runs the service: one, of agents alone
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey("User", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # Grows whenever somebody comes or goes (accounts/seats.py).
    people_version = models.IntegerField(db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "is_operator", condition=models.Q(is_operator=True), name="accounts_account_operator"
            ),
            # What tells that agents are the operator's, and nobody else is (UnderOperator).
            models.UniqueConstraint(fields=["id", "is_operator"], name="accounts_account_kind"),
        ]


class Role(models.TextChoices):
    """What someone does in an account. None of them opens anyone's Data.

    Whoever works for the operator is an AGENT, and nobody else can be one; the others are customers' people.
    """

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    BILLING = "BILLING"
    AGENT = "AGENT"


# What people of a customer can be.
CUSTOMER_ROLES = (Role.ADMIN, Role.MEMBER, Role.BILLING)


class User(AbstractBaseUser, PermissionsMixin):
    """A person in one account. `is_superuser` is guardian's and Django's; it opens nothing here (P17)."""

    ID_PREFIX = "usr"

    id = key()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="users", db_index=False)
    username = models.CharField(max_length=150)
    email = models.EmailField(max_length=254)
    name = models.TextField(null=True)
    phone = models.TextField(null=True)  # E.164
    role = models.TextField(choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    # Acts for an application and is nobody: no seat is paid for it.
    is_service = models.BooleanField(default=False, db_default=False)
    is_agent = models.GeneratedField(
        expression=Exact(models.F("role"), Value(Role.AGENT.value)), output_field=models.BooleanField(), db_persist=True
    )
    # A session made under another version is void; see User.set_password and permissions/viewer.py.
    session_version = models.IntegerField(default=1)
    # Which optional mail they want; when it is sent, the opt-outs of their address count (accounts/preferences.py).
    wants_service_updates = models.BooleanField(default=True, db_default=True)
    wants_company_news = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # When what they are called and can do was last changed, and by whom; null if nobody did.
    updated_at = models.DateTimeField(db_default=Now())
    updated_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    groups = models.ManyToManyField(  # type: ignore[assignment]  # Django's own, through our memberships
        Group,
        through="Membership",
        through_fields=("user", "group"),
        related_name="user_set",
        related_query_name="user",
    )
    user_permissions = None  # type: ignore[assignment]  # how Django removes an inherited field

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_user_username"),
            models.UniqueConstraint(Lower("email"), name="accounts_user_email"),
            models.UniqueConstraint(fields=["account", "id"], name="accounts_user_key"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_user_role"),
            WithinAccount(
                name="accounts_user_updated_by", field="updated_by", to="accounts.User", on_delete="SET NULL"
            ),
            UnderOperator(name="accounts_user_under_operator"),
        ]

    def set_password(self, raw_password: str | None) -> None:
        """Set the password and end every session that was begun with the old one (P22)."""
        super().set_password(raw_password)
        self.session_version += 1


class MailPreferences(User):
    """A person as somebody who gets mail: which of it they want. Shown to themselves alone."""

    class Meta:
        proxy = True
        default_permissions = ()


class ReservedName(models.Model):
    """A user name that somebody asked for, until their link has run out; nobody else gets it meanwhile.

    Kept for known and unknown e-mail addresses alike: else who registers with somebody's address could tell, by whether
    the name they chose is taken then, whether the address was known (P8).
    """

    id = key()
    name = models.CharField(max_length=150)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="accounts_reservedname_name")]


class Invitation(AccountRow):
    """Somebody was invited by e-mail, and has not come yet. With the answer, or when it is revoked, the row is gone."""

    ID_PREFIX = "inv"

    email = models.EmailField(max_length=254)
    username = models.CharField(max_length=150)  # that is proposed to them
    role = models.TextField(choices=Role.choices)
    # SHA-256 of what the link holds, so that a copy of the table lets nobody in.
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint("account", Lower("email"), name="accounts_invitation_email"),
            models.UniqueConstraint(fields=["account", "secret_hash"], name="accounts_invitation_secret"),
            models.CheckConstraint(condition=models.Q(role__in=CUSTOMER_ROLES), name="accounts_invitation_role"),
            WithinAccount(name="accounts_invitation_created_by", field="created_by", to="accounts.User"),
        ]


class Team(AccountRow):
    """People of one account whom records can be shared with as one. Its `group` is what guardian grants to."""

    ID_PREFIX = "team"

    name = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="team")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "group"], name="accounts_team_group"),
            models.UniqueConstraint("account", Lower("name"), name="accounts_team_name"),
            WithinAccount(name="accounts_team_owner", field="owner", to="accounts.User"),
        ]


class Membership(AccountRow):
    """One person in one team."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            *AccountRow.Meta.constraints,
            models.UniqueConstraint(fields=["account", "user", "group"], name="accounts_membership_once"),
            WithinAccount(
                name="accounts_membership_team",
                field="group",
                to="accounts.Team",
                to_field="group",
                on_delete="CASCADE",
            ),
            WithinAccount(name="accounts_membership_user", field="user", to="accounts.User", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["account", "group"], name="accounts_membership_group")]


class Session(AbstractBaseSession):
    """A browser session. The key column holds the SHA-256 of the cookie's random id, never the id (P28)."""

    ID_PREFIX = "ses"

    session_key = models.CharField(max_length=64, primary_key=True)
    # What the person calls it by; it stays when the cookie's id is changed, and opens nothing.
    public_id = models.UUIDField(
        unique=True, default=uuid7, editable=False, db_column="id", db_default=Func(function="gen_random_uuid")
    )
    # Null until someone has signed in; bound once, so that a revoked session is not revived by a late write.
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    version = models.IntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # To the minute; a session that was not seen for SESSION_IDLE_SECONDS is over, and at `expire_date` any is (P22).
    seen_at = models.DateTimeField(db_default=Now())
    device = models.TextField(null=True)  # "Firefox on Linux" (accounts/devices.py)
    authenticated_at = models.DateTimeField(null=True)  # when they last proved who they are
    has_second_factor = models.BooleanField(default=False, db_default=False)  # that they also gave a code or a passkey


class KnownDevice(models.Model):
    """Where somebody has signed in before, as a digest that takes our secret (accounts/devices.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_known_device")]


class Allowance(models.Model):
    """How much of a budget of points is spent: all of it will be there again at `full_at` (accounts/allowances.py).

    Unlogged: a database that crashed forgives, and nothing is written ahead for it.
    """

    # Of a user; without a reference, since nothing depends on a row that is left over.
    holder = models.UUIDField(primary_key=True)
    full_at = models.DateTimeField()

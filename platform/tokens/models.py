"""What may act for a person? Personal tokens: what each opens, what it is restricted to, and until when.

A token is looked up before anyone is known, so this table stands outside the account wall; it is no Data.
"""

from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Account, User
from contacts.models import Tag
from database.columns import key
from database.constraints import WithinAccount
from tokens.oauth_models import AccessToken, Application, Authorization, DeviceGrant, Grant, IDToken, RefreshToken

__all__ = [
    "AccessToken",
    "Application",
    "Authorization",
    "DeviceGrant",
    "Grant",
    "IDToken",
    "PersonalToken",
    "RefreshToken",
]


class PersonalToken(models.Model):
    """A token that a person made for a program of theirs. What it can do is what they can, less what is said here.

    It is deleted with whatever it is restricted to, since it would open more without.
    """

    ID_PREFIX = "pat"

    id = key()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="personal_tokens", db_index=False)
    name = models.TextField()
    digest = models.CharField(max_length=64, unique=True)  # the token's SHA-256, never the token
    hint = models.CharField(max_length=4)  # its last characters, for telling it from others
    scopes = ArrayField(models.TextField())
    # Fields of the API that were opened to tokens later than this token was made are closed to it (graph/scopes.py).
    generation = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    is_read_only = models.BooleanField(default=False)
    only_owner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    only_tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    only_group = models.ForeignKey(  # a team's, as in grants
        Group, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    addresses = ArrayField(models.TextField(), null=True)  # networks in CIDR notation, of which one has to fit
    documents = ArrayField(models.TextField(), null=True)  # "sha256:…", the only ones that it may run

    class Meta:
        constraints = [
            WithinAccount(name="tokens_token_user", field="user", to="accounts.User", on_delete="CASCADE"),
            WithinAccount(name="tokens_token_only_owner", field="only_owner", to="accounts.User", on_delete="CASCADE"),
            WithinAccount(name="tokens_token_only_tag", field="only_tag", to="contacts.Tag", on_delete="CASCADE"),
            WithinAccount(
                name="tokens_token_only_group",
                field="only_group",
                to="accounts.Team",
                to_field="group",
                on_delete="CASCADE",
            ),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="tokens_token_of_user")]

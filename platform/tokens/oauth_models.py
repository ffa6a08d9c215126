"""Which applications are there, whom did people let in, and with which codes and tokens? django-oauth-toolkit's models.

They are looked up before anyone is known, so these tables stand outside the account wall. None holds a secret in
clear: codes are hashed (tokens/hashing.py), of tokens and client secrets there is the SHA-256.
"""

import logging
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from oauth2_provider import models as toolkit
from oauth2_provider.generators import generate_client_id
from oauthlib.oauth2.rfc6749.errors import MissingRedirectURIError

from accounts.models import Account, User
from audit.recording import record
from database.columns import key
from database.constraints import WithinAccount
from database.context import inside
from tokens.hashing import HashedField
from tokens.oauth import redirects
from tokens.scopes import GENERATION

log = logging.getLogger("steward.oauth")


class ClientType(models.TextChoices):
    """Whether an application can keep a secret: RFC 6749, section 2.1."""

    PUBLIC = "public"  # runs on people's own devices
    CONFIDENTIAL = "confidential"  # runs on servers of its maker


GRANT_TYPES: dict[str, frozenset[str]] = {
    ClientType.PUBLIC: frozenset({toolkit.Application.GRANT_AUTHORIZATION_CODE, toolkit.Application.GRANT_DEVICE_CODE}),
    ClientType.CONFIDENTIAL: frozenset(
        {toolkit.Application.GRANT_AUTHORIZATION_CODE, toolkit.Application.GRANT_CLIENT_CREDENTIALS}
    ),
}


class Application(toolkit.AbstractApplication):
    """A client: what somebody registered, for their account; without an account it is the operator's own.

    It asks people of its account alone, unless the operator opened it to all (`steward application`).
    """

    ID_PREFIX = "app"

    id = key()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    # Who acts when the application acts for itself (client credentials): has nothing but what is shared with it.
    service_user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, related_name="service_of")
    name = models.TextField()
    client_id = models.CharField(max_length=40, unique=True, default=generate_client_id)
    client_secret = models.CharField(max_length=64)  # the secret's SHA-256; "" for public applications
    redirect_uris = ArrayField(models.TextField())
    scopes = ArrayField(models.TextField())
    # Since which generation of the API: as of personal tokens.
    generation = models.IntegerField(default=GENERATION)
    is_open = models.BooleanField(default=False)
    is_confidential = models.GeneratedField(
        expression=models.Q(client_type=ClientType.CONFIDENTIAL),  # type: ignore[arg-type]  # Django takes conditions
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # What the toolkit has, and we do not offer.
    user = None
    authorization_grant_type = None
    post_logout_redirect_uris = None
    hash_client_secret = None
    skip_authorization = None
    algorithm = None
    allowed_origins = None
    registration_source = None
    cimd_expires_at = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(client_type__in=ClientType.values), name="tokens_application_client_type"
            ),
            WithinAccount(name="tokens_application_owner", field="owner", to="accounts.User", on_delete="SET NULL"),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="tokens_application_of_account")]

    @property
    def is_public(self) -> bool:
        """Whether it cannot keep a secret."""
        return self.client_type == ClientType.PUBLIC

    @property
    def default_redirect_uri(self) -> str:
        """The only redirect URI; with several, the client has to say which."""
        if len(self.redirect_uris) != 1:
            raise MissingRedirectURIError
        return self.redirect_uris[0]

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Whether it is one of the application's, letter by letter (RFC 9700); of loopback ones the port may differ."""
        return any(redirects.matches(uri, registered) for registered in self.redirect_uris)

    def get_allowed_schemes(self) -> list[str]:
        return [uri.partition(":")[0] for uri in self.redirect_uris]

    def allows_grant_type(self, *grant_types: str) -> bool:
        return not GRANT_TYPES[self.client_type].isdisjoint(grant_types)

    def asks(self, user: User) -> bool:
        """Whether it may ask this person to be let in."""
        return self.is_open or self.account_id in (None, user.account_id)


class Authorization(models.Model):
    """Somebody let an application in: on one device, until it ends. With it end all codes and tokens of it."""

    ID_PREFIX = "aut"

    id = key()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authorizations", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="authorizations")
    device = models.TextField(null=True)  # what it calls itself
    scopes = ArrayField(models.TextField())
    generation = models.IntegerField(default=GENERATION)
    # Of a public application: the session's of its user, so that it ends with a new password. Else null.
    version = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()  # when it last got a token
    expires_at = models.DateTimeField()  # unless it gets one before

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="tokens_authorization_of_user")]


def _person(*, null: bool = False) -> Any:
    return models.ForeignKey(User, on_delete=models.CASCADE, null=null, related_name="+")


def _of_an_authorization() -> Any:
    return models.ForeignKey(Authorization, on_delete=models.CASCADE, null=True, related_name="+")


class Grant(toolkit.AbstractGrant):
    """An authorization code. With an `authorization` it has been used."""

    user = _person()
    code = HashedField(max_length=64, unique=True)
    authorization = _of_an_authorization()
    version = models.IntegerField()  # of the session in which it was given
    nonce = None
    claims = None


class DeviceGrant(toolkit.AbstractDeviceGrant):
    """A device code, and the user code for it that somebody types in."""

    user = _person(null=True)
    device_code = HashedField(max_length=64)
    user_code = HashedField(max_length=64)
    version = models.IntegerField(null=True)  # of the session in which it was approved

    class Meta(toolkit.AbstractDeviceGrant.Meta):
        constraints = [
            *toolkit.AbstractDeviceGrant.Meta.constraints,
            models.UniqueConstraint(fields=["user_code"], name="tokens_devicegrant_user_code"),
        ]


class AccessToken(toolkit.AbstractAccessToken):
    """An access token; `token` is blank, and `token_checksum` its SHA-256. permissions/viewer.py reads this table."""

    user = _person()
    authorization = _of_an_authorization()
    version = models.IntegerField(null=True)
    generation = models.IntegerField(default=GENERATION)


class RefreshToken(toolkit.AbstractRefreshToken):
    """A refresh token, kept after its use: whoever uses it again ends the authorization that is its family."""

    user = _person()
    token_checksum = toolkit.TokenChecksumField(max_length=64, unique=True)
    authorization = models.ForeignKey(Authorization, on_delete=models.CASCADE, related_name="+")

    class Meta:
        pass

    @property
    def token_family(self) -> UUID:
        """What ends with it."""
        return self.authorization_id

    @classmethod
    def revoke_family(cls, token_family: UUID | None) -> None:
        if token_family:
            log.warning("A code or refresh token of the authorization %s was used again; it has ended.", token_family)
            revoke(Authorization.objects.filter(pk=token_family), leaked=True)


class IDToken(toolkit.AbstractIDToken):
    """The toolkit refers to it; none is ever issued."""

    user = _person(null=True)


@transaction.atomic
def end(authorizations: models.QuerySet[Authorization]) -> list[Authorization]:
    """End authorizations, with all their codes and tokens; return them, as they were."""
    # Locked first, so that no token is issued meanwhile (tokens/oauth/validator.py).
    found = list(authorizations.select_for_update(of=("self",)).select_related("user"))
    Authorization.objects.filter(pk__in=[one.pk for one in found]).delete()
    return found


@transaction.atomic
def revoke(authorizations: models.QuerySet[Authorization], *, actor: User | None = None, leaked: bool = False) -> None:
    """End authorizations that are not over yet, and write it down in the account of each.

    There it is the actor's doing if they are of that account; else, or without an actor, the service's own.
    """
    for ended in end(authorizations):
        account_id = ended.user.account_id
        by = actor.pk if actor and actor.account_id == account_id else None
        with inside(account_id):
            record("authorization:revoke", ended.pk, actor_id=by, after={"leaked": True} if leaked else None)

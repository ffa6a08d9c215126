"""What does each grant take, and what comes of it? The toolkit's validator, and what it leaves open.

An authorization is begun when a code is redeemed, and is what its tokens hang on: a code or a refresh token that is
used a second time ends it (RFC 6749, section 4.1.2; RFC 9700, section 4.14.2). It is locked while a token is issued.
"""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import (
    CustomOAuth2Error,
    InvalidGrantError,
    InvalidScopeError,
    UnsupportedCodeChallengeMethodError,
)

from accounts.models import User
from audit.models import Credential
from audit.origin import coming_with
from database.columns import is_text
from tokens import secret
from tokens.oauth.beginning import begin, lifetime
from tokens.oauth.server import DEVICE_CODE
from tokens.oauth_models import AccessToken, Application, Authorization, DeviceGrant, Grant, RefreshToken, revoke
from tokens.scopes import held

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636, section 4.2: base64url of a SHA-256


class UsedAgainError(InvalidGrantError):
    """A code or a refresh token that somebody else has used just now."""

    def __init__(self, authorization_id: UUID, request: Request) -> None:
        super().__init__(request=request)
        self.authorization_id = authorization_id


def may_act(user: User | None, version: int | None) -> bool:
    """Whether someone who was there at that version of their sessions still is."""
    return user is not None and user.is_active and version in (None, user.session_version)


class Validator(OAuth2Validator):
    """What oauthlib asks of us, step by step."""

    # Who asks

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return bool(stored_secret) and constant_time_compare(secret.digest(provided_secret), stored_secret)

    def _extract_basic_auth(self, request: Request) -> str | None:
        # What is not in ASCII is not in base64; the toolkit would stumble over it.
        said = super()._extract_basic_auth(request)
        return said if said and said.isascii() else None

    def _load_application(self, client_id: str | None, request: Request) -> Application | None:
        # The toolkit minds how psycopg 2 refuses a NUL, and psycopg 3 does otherwise.
        return super()._load_application(client_id, request) if client_id and is_text(client_id) else None

    # What is asked for

    def validate_grant_type(self, client_id: str, grant_type: str, client: Any, request: Request, *_: Any) -> bool:
        if grant_type == "client_credentials" and not may_act(client.service_user, None):
            return False
        return super().validate_grant_type(client_id, grant_type, client, request)

    def validate_scopes(self, client_id: str, scopes: list[str], client: Any, request: Request, *_: Any) -> bool:
        return bool(scopes) and super().validate_scopes(client_id, scopes, client, request)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Return True; raise UnsupportedCodeChallengeMethodError for a challenge that is not of S256."""
        challenge = request.code_challenge
        if challenge is not None and not (request.code_challenge_method == "S256" and _CHALLENGE.fullmatch(challenge)):
            raise UnsupportedCodeChallengeMethodError(description="Use a code_challenge by S256.", request=request)
        return True

    def _validate_resource_uris(self, request: Request, resources: list[str]) -> None:
        """RFC 8707: there is one resource here, by whichever of our names it was asked for."""
        if set(resources) - {urljoin(request.uri, "/graphql")}:
            raise CustomOAuth2Error("invalid_target", description="The resource is /graphql.", request=request)

    # Authorization codes

    def _create_authorization_code(self, request: Request, code: dict[str, str], expires: Any = None) -> Grant:
        resource = getattr(request, "resource", [])
        self._validate_resource_uris(request, resource)
        return Grant.objects.create(
            application=request.client,
            user=request.user,
            version=request.user.session_version,
            code=code["code"],
            expires=timezone.now() + timedelta(seconds=oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS),
            redirect_uri=request.redirect_uri,
            scope=" ".join(request.scopes),
            code_challenge=request.code_challenge,
            code_challenge_method=request.code_challenge_method,
            resource=resource,
        )

    def validate_code(self, client_id: str, code: str, client: Any, request: Request, *_: Any) -> bool:
        grant = Grant.objects.select_related("user").filter(code=code, application=client).first()
        if grant is None:
            return False
        if grant.authorization_id is not None:
            RefreshToken.revoke_family(grant.authorization_id)
            return False
        request.grant, request.user, request.scopes = grant, grant.user, grant.scope.split()
        return not grant.is_expired() and may_act(grant.user, grant.version)

    # The toolkit would look the code up again for each of these, and it may be gone meanwhile.

    def get_code_challenge(self, code: str, request: Request) -> str:
        return request.grant.code_challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return request.grant.code_challenge_method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Request, *_: Any
    ) -> bool:
        """Return True; raise InvalidGrantError (RFC 6749, section 5.2) if the code was sent somewhere else."""
        if not request.grant.redirect_uri_allowed(redirect_uri):
            raise InvalidGrantError(request=request)
        return True

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *_: Any) -> None:
        """Nothing: `_begun_by_code` has marked it, and it is kept for the case that it is used again."""

    # Refresh tokens

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Request, *_: Any) -> bool:
        if not super().validate_refresh_token(refresh_token, client, request):
            return False
        request.authorization = Authorization.objects.filter(pk=request.refresh_token_instance.authorization_id).first()
        if request.authorization is None or request.authorization.expires_at <= timezone.now():
            return False
        return may_act(request.user, request.authorization.version)

    def get_original_scopes(self, refresh_token: str, request: Request, *_: Any) -> list[str]:
        """Return what the person granted, less what the application may not ask for any more."""
        granted = request.authorization.scopes
        scopes = [scope for scope in granted if scope in request.client.scopes]
        if not scopes:
            raise InvalidScopeError(request=request)
        return scopes

    # Tokens

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            super().save_bearer_token(token, request, *args, **kwargs)
        except UsedAgainError as used_again:
            RefreshToken.revoke_family(used_again.authorization_id)
            raise

    def _save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        match request.grant_type:
            case "authorization_code":
                request.authorization = self._begun_by_code(request)
            case "refresh_token":
                request.authorization = self._continued(request)
            case grant_type if grant_type == DEVICE_CODE:
                request.authorization = self._begun_by_device(request)
            case _:
                request.authorization = None
        super()._save_bearer_token(token, request, *args, **kwargs)

    def _begun_by_code(self, request: Request) -> Authorization:
        grant = Grant.objects.select_for_update().filter(pk=request.grant.pk).first()
        if grant is None:
            raise InvalidGrantError(request=request)
        if grant.authorization_id is not None:
            raise UsedAgainError(grant.authorization_id, request)
        grant.authorization = begin(request, grant.version)
        grant.save(update_fields=["authorization"])
        return grant.authorization

    def _begun_by_device(self, request: Request) -> Authorization:
        approved = DeviceGrant.objects.select_for_update().filter(
            device_code=request.device_code, status=DeviceGrant.AUTHORIZED
        )
        device = approved.first()
        if device is None or not may_act(request.user, device.version):
            raise InvalidGrantError(request=request)
        device.status = DeviceGrant.EXPIRED
        device.save(update_fields=["status"])
        return begin(request, device.version)

    def _continued(self, request: Request) -> Authorization:
        used = request.refresh_token_instance
        authorization = Authorization.objects.select_for_update().filter(pk=used.authorization_id).first()
        if authorization is None:
            raise InvalidGrantError(request=request)
        if not RefreshToken.objects.filter(pk=used.pk, revoked=None).exists():
            raise UsedAgainError(authorization.pk, request)
        now = timezone.now()
        authorization.last_used_at, authorization.expires_at = now, now + lifetime()
        authorization.save(update_fields=["last_used_at", "expires_at"])
        return authorization

    def _create_access_token(
        self, expires: Any, request: Request, token: dict[str, Any], source_refresh_token: RefreshToken | None = None
    ) -> AccessToken:
        made = AccessToken(
            user=request.user or request.client.service_user,
            application=request.client,
            authorization=request.authorization,
            version=request.authorization.version if request.authorization else None,
            generation=(request.authorization or request.client).generation,
            scope=" ".join(sorted(held(token["scope"].split()))),
            expires=expires,
            resource=request.resource,
            source_refresh_token=source_refresh_token,
        )
        self._set_token_value(made, token["access_token"])
        made.save()
        return made

    def _create_refresh_token(
        self, request: Request, refresh_token_code: str, access_token: AccessToken, previous_refresh_token: Any
    ) -> RefreshToken:
        made = RefreshToken(
            user=request.user,
            application=request.client,
            authorization=request.authorization,
            access_token=access_token,
            resource=request.resource,
        )
        self._set_token_value(made, refresh_token_code)
        made.save()
        return made

    def revoke_token(self, token: str, token_type_hint: str | None, request: Request, *_: Any) -> None:
        """End all that the token is of: who gives back one of a pair wants neither (RFC 7009, section 2.1)."""
        of_client = {"token_checksum": secret.digest(token), "application": request.client}
        for model in (AccessToken, RefreshToken):
            for found in model.objects.filter(**of_client):
                with coming_with(Credential.APPLICATION, request.client.pk):
                    revoke(Authorization.objects.filter(pk=found.authorization_id))
                model.objects.filter(pk=found.pk).delete()

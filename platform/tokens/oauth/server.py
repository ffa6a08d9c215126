"""Which ways to a token are there? An authorization code, a device code, a refresh token, a client's own credentials.

oauthlib's ready-made server has the implicit and the password grant besides; RFC 9700 forbids both.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from oauth2_provider.models import AbstractApplication
from oauthlib.common import Request
from oauthlib.oauth2 import (
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    ClientCredentialsGrant,
    RefreshTokenGrant,
    RevocationEndpoint,
    TokenEndpoint,
)
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from oauthlib.oauth2.rfc8628 import errors
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant as _DeviceCodeGrant

from tokens.oauth_models import DeviceGrant

DEVICE_CODE = AbstractApplication.GRANT_DEVICE_CODE


class DeviceCodeGrant(_DeviceCodeGrant):
    """RFC 8628. The toolkit's own way asks neither whose the code is, nor whether it has expired or been used."""

    def validate_token_request(self, request: Request) -> None:
        if not getattr(request, "device_code", None):
            raise InvalidRequestError(description="Missing device_code parameter.", request=request)
        device = DeviceGrant.objects.select_related("user").filter(device_code=request.device_code).first()
        if device is None:
            raise InvalidGrantError(request=request)
        request.user, request.scopes = device.user, device.scope.split()
        super().validate_token_request(request)
        if device.client_id != request.client_id:
            raise InvalidGrantError(request=request)
        _refuse_unless_approved(device, request)


def _refuse_unless_approved(device: DeviceGrant, request: Request) -> None:
    now, checked = timezone.now(), device.last_checked
    if device.expires <= now or device.status == DeviceGrant.EXPIRED:
        raise errors.ExpiredTokenError(request=request)
    if device.status == DeviceGrant.DENIED:
        raise errors.AccessDenied(request=request)
    if device.status != DeviceGrant.AUTHORIZED:
        DeviceGrant.objects.filter(pk=device.pk).update(last_checked=now)
        soon = now < checked + timedelta(seconds=device.interval)
        raise (errors.SlowDownError if soon else errors.AuthorizationPendingError)(request=request)


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):
    """oauthlib's endpoints, with these grants alone."""

    def __init__(
        self,
        request_validator: Any,
        token_expires_in: int,
        token_generator: Any,
        refresh_token_generator: Any,
        **_: Any,
    ) -> None:
        bearer = BearerToken(request_validator, token_generator, token_expires_in, refresh_token_generator)
        code = AuthorizationCodeGrant(request_validator)
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": code})
        grants = {
            "authorization_code": code,
            "client_credentials": ClientCredentialsGrant(request_validator),
            "refresh_token": RefreshTokenGrant(request_validator),
            DEVICE_CODE: DeviceCodeGrant(request_validator),
        }
        TokenEndpoint.__init__(self, "authorization_code", bearer, grants)
        RevocationEndpoint.__init__(self, request_validator)
        self.request_validator = request_validator

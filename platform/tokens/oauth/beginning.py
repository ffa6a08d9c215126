"""How does an authorization begin, and how long does it last? When a code is redeemed, of a browser or of a device."""

from datetime import timedelta

from django.utils import timezone
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import Request

from audit.models import Credential
from audit.origin import coming_with
from audit.recording import record
from database.context import inside
from database.ids import encode
from tokens.oauth_models import Application, Authorization

DEVICE_NAME_LENGTH_MAX = 100


def lifetime() -> timedelta:
    """For how long an authorization lives on that is not used."""
    return timedelta(seconds=oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS)


def begin(request: Request, version: int | None) -> Authorization:
    """Return a new authorization by the person whom the request is about."""
    now = timezone.now()
    device = getattr(request, "device_name", None)
    made = Authorization.objects.create(
        user=request.user,
        application=request.client,
        device=device[:DEVICE_NAME_LENGTH_MAX].strip() or None if device else None,
        scopes=request.scopes,
        version=version if request.client.is_public else None,
        created_at=now,
        last_used_at=now,
        expires_at=now + lifetime(),
    )
    after = {"applicationId": encode(Application.ID_PREFIX, request.client.pk), "scopes": made.scopes}
    with inside(request.user.account_id), coming_with(Credential.APPLICATION, request.client.pk):
        record("authorization:grant", made.pk, actor_id=request.user.pk, after=after)
    return made

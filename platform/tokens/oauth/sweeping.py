"""What is over, and may go? Whoever makes new ones takes the old ones away, so nothing has to be run for it."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from tokens.oauth_models import AccessToken, Application, Authorization, DeviceGrant, Grant, RefreshToken, end

# For so long it is still told that a code has expired, and noticed that one is used again.
CODES_KEPT = timedelta(hours=1)


def codes() -> None:
    """Delete codes that have expired."""
    before = timezone.now() - CODES_KEPT
    for model in (Grant, DeviceGrant):
        model.objects.filter(expires__lt=before).delete()


def authorizations_of(user: User) -> None:
    """End what has not been used for too long, or was ended by a new password."""
    ended = Q(version__isnull=False) & ~Q(version=F("user__session_version"))
    end(Authorization.objects.filter(Q(expires_at__lt=timezone.now()) | ended, user=user))


def refresh_tokens_of(authorization: Authorization, lifetime: timedelta) -> None:
    """Delete those used so long ago that whoever has them has nothing else of the same time either."""
    before = timezone.now() - lifetime
    RefreshToken.objects.filter(authorization=authorization, revoked__lt=before).delete()


def own_tokens_of(application: Application) -> None:
    """Delete what an application got for itself, and has expired."""
    AccessToken.objects.filter(application=application, authorization=None, expires__lt=timezone.now()).delete()

"""Has the viewer just proved who they are? Asked before what a thief of their session must not do (P19)."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import Session
from database.refusals import Refusal, RefusalCode, Refused
from permissions.viewer import Viewer

RECENT = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


class ReauthenticationNeeded(Refused):
    """The session is live, but it was too long ago that its person gave a password, a code or a passkey."""

    def __init__(self) -> None:
        minutes = int(RECENT.total_seconds() // 60)
        message = (
            f"Prove again who you are (/auth/browser/v1/auth/reauthenticate), and try again within {minutes} minutes."
        )
        super().__init__(Refusal(RefusalCode.REAUTHENTICATE, None, message))


def require_recent(viewer: Viewer) -> None:
    """Return if the viewer's session saw them prove who they are a short while ago; raise ReauthenticationNeeded."""
    since = timezone.now() - RECENT
    if not Session.objects.filter(session_key=viewer.inputs.key, authenticated_at__gt=since).exists():
        raise ReauthenticationNeeded

"""What do people learn by mail about their signing in? When, and on which device; nothing that says where they were."""

import logging

from django.core.mail import send_mail
from django.utils import timezone

from accounts.models import User

log = logging.getLogger("steward.accounts")

NEW_DEVICE = """\
Somebody has signed in as {username}, at {at:%Y-%m-%d %H:%M} UTC, on a device that is new to us: {device}.

If that was you, there is nothing to do. If not, set a new password at once: it ends all sessions.
"""


def tell_of_new_device(user: User, device: str | None) -> None:
    """Send the mail; that it could not be sent keeps nobody from signing in."""
    text = NEW_DEVICE.format(username=user.username, at=timezone.now(), device=device or "an unknown browser")
    try:
        send_mail("Signed in on a new device", text, None, [user.email])
    except OSError as error:
        log.warning("A notice of a new device was not sent: %s.", type(error).__name__)

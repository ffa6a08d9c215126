"""On which device does somebody sign in, and did they before? Told without keeping what a browser or a line is called.

A device is a label made from the User-Agent header and the network it comes from, coarsely: a phone changes its address
many times a day. There is no cookie for it (P20), and of what was seen before only a digest is kept.
"""

import re
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import KnownDevice, User

SALT = "accounts.devices"
PREFIX_LENGTHS = {4: 16, 6: 32}  # about what one provider has in one place

# The first that is found counts: every browser also says what those before it said.
BROWSERS = {
    "Edge": r"\bEdg(?:e|A|iOS)?/",
    "Opera": r"\bOPR/",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Firefox": r"\b(?:Firefox|FxiOS)/",
    "Chrome": r"\b(?:Chrome|CriOS)/",
    "Safari": r"\bSafari/",
}
SYSTEMS = {
    "iPhone": r"\biPhone\b",
    "iPad": r"\biPad\b",
    "Android": r"\bAndroid\b",
    "ChromeOS": r"\bCrOS\b",
    "Windows": r"\bWindows\b",
    "macOS": r"\bMacintosh\b",
    "Linux": r"\bLinux\b",
}


def label(user_agent: str) -> str | None:
    """Return "Firefox on Linux" for what Firefox on Linux says; None if nothing of it is known."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if browser and system else browser or system


def is_known(user_id: UUID, device: str | None, address: str) -> bool:
    """Return whether the user has signed in on that device before."""
    return KnownDevice.objects.filter(user_id=user_id, digest__in=_digests(user_id, device, address)).exists()


def digest(user_id: object, device: str | None, address: str) -> str:
    """Return what stands for somebody's device: 64 hexadecimal digits."""
    return _digests(user_id, device, address)[0]


def note(user: User, device: str | None, address: str) -> bool:
    """Keep that the user has signed in on that device; return whether that is new, and not their first."""
    now = timezone.now()
    of_user = KnownDevice.objects.filter(user=user)
    if of_user.filter(digest__in=_digests(user.pk, device, address)).update(seen_at=now):
        return False
    is_first = not of_user.exists()
    KnownDevice.objects.get_or_create(user=user, digest=digest(user.pk, device, address), defaults={"seen_at": now})
    return not is_first


def _first(patterns: dict[str, str], text: str) -> str | None:
    return next((name for name, pattern in patterns.items() if re.search(pattern, text)), None)


def _digests(user_id: object, device: str | None, address: str) -> list[str]:
    """Return the digest under each of our secrets, the newest first."""
    said = f"{user_id}:{device or ''}:{_network(address)}"
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, said, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]


def _network(address: str) -> str:
    """ "192.0.2.1" -> "192.0.0.0/16"."""
    version = ip_address(address).version
    return str(ip_network((address, PREFIX_LENGTHS[version]), strict=False))

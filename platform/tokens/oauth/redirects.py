"""Where may an application have people sent back to? RFC 8252 for what runs on their devices, HTTPS for all else."""

import re
from urllib.parse import urlsplit

URI_LENGTH_MAX = 500
URIS_MAX = 10
# RFC 8252, section 7.3: any port, since the application takes one that is free. "localhost" may be another host.
_LOOPBACK = re.compile(r"(?P<host>http://(?:127\.0\.0\.1|\[::1\]))(?::(?P<port>[0-9]{1,5}))?(?P<rest>/[^?#]*)")
# RFC 8252, section 7.1: the name of a domain of its maker's, backwards, so it has a dot. No "javascript:" is one.
_PRIVATE = re.compile(r"(?P<scheme>[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+):(?://?[A-Za-z0-9._~-]+)+/?")
_UNRESERVED = re.compile(r"[!-~]+")


def matches(uri: str, registered: str) -> bool:
    """Whether the URI is the registered one: letter by letter, save for the port of a loopback address."""
    if uri == registered:
        return True
    asked, known = _LOOPBACK.fullmatch(uri), _LOOPBACK.fullmatch(registered)
    return bool(asked and known and asked["host"] == known["host"] and asked["rest"] == known["rest"])


def fault(uri: str, *, on_devices: bool) -> str | None:
    """Return what is wrong with a redirect URI, in a sentence; None if nothing is."""
    if len(uri) > URI_LENGTH_MAX or not _UNRESERVED.fullmatch(uri):
        return f"A redirect URI is 1 to {URI_LENGTH_MAX} characters of ASCII."
    if set(uri) & set("#*\\") or _dotted(uri):
        return "A redirect URI has no fragment, wildcard, backslash or dot segment."
    if uri.startswith("https://"):
        return None if _has_a_host(uri) else "A redirect URI has a host, and neither user nor password."
    if on_devices and (_LOOPBACK.fullmatch(uri) or _PRIVATE.fullmatch(uri)):
        return None
    return "Use https://…, http://127.0.0.1/… or a scheme like com.example.app:/…" if on_devices else "Use https://…"


def target(uri: str) -> str:
    """Return who will get the answer, for people: the host, or the scheme that an application has claimed."""
    if _LOOPBACK.fullmatch(uri):
        return "a program on this device"
    return urlsplit(uri).netloc if uri.startswith("https://") else f"the application for {uri.partition(':')[0]}"


def source(uri: str) -> str:
    """Return what a form may lead to, for Content-Security-Policy: "https://host:port", or "com.example.app:"."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def _has_a_host(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _dotted(uri: str) -> bool:
    return not {".", ".."}.isdisjoint(uri.partition("?")[0].split("/"))

"""Where does mail go? An address in the environment -> Django's e-mail settings; without one, to files."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Scheme -> (TLS from the beginning, TLS once connected, usual port). Certificates are verified.
SCHEMES = {"smtps": (True, False, 465), "smtp": (False, True, 587), "smtp+plain": (False, False, 25)}


def server(url: str | None) -> dict[str, Any]:
    """Return the settings: "smtps://user:password@mail.example.org" -> {"EMAIL_HOST": "mail.example.org", …}."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(f"STEWARD_EMAIL_URL begins with {', '.join(f'{one}://' for one in SCHEMES)}.")
    use_ssl, use_tls, port = SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": use_ssl,
        "EMAIL_USE_TLS": use_tls,
        "EMAIL_TIMEOUT": 10,  # seconds, in which somebody waits
    }

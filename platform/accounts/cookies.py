"""What does the session cookie hold? The session's random id, sealed; no other of ours holds anything (P20 to P23)."""

from functools import lru_cache

from django.conf import settings
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse

from accounts import devices
from accounts.sessions import SessionStore, hashed
from database.sealing import SESSION_COOKIE, seal, unseal

LENGTH_MAX = 256  # characters; ours have 86
KEPT_MAX = 10_000


def sealed(session_id: str) -> str:
    """Return the cookie of a session."""
    return seal(session_id, purpose=SESSION_COOKIE)


def session_id(cookie: str) -> str | None:
    """Return the session's id; None for a cookie that is not just as we made it."""
    return unseal(cookie, purpose=SESSION_COOKIE) if len(cookie) <= LENGTH_MAX else None


def stored_key(cookie: str) -> str | None:
    """Return the key under which the session of a cookie is stored; whether it lives is not said. None if not ours."""
    return _stored_key(cookie) if len(cookie) <= LENGTH_MAX else None


@lru_cache(maxsize=KEPT_MAX)
def _stored_key(cookie: str) -> str | None:
    # What a cookie holds does not change; what has changed since, the statement finds out.
    found = session_id(cookie)
    return hashed(found) if found else None


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, save that the cookie is opened on the way in and sealed on the way out."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its session."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        request.session = session = SessionStore(session_id(cookie))
        session.device = devices.label(request.headers.get("User-Agent", ""))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session, and set or delete its cookie."""
        response = super().process_response(request, response)
        morsel = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if morsel and morsel.value:
            response.cookies[settings.SESSION_COOKIE_NAME] = sealed(morsel.value)
        return response

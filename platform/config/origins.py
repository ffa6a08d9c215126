"""Where does what is done on a page, under /auth/ or /oauth/ come from? Known to all that a request does.

Of a GraphQL request `graph.execution` says it, which also knows which token it came with.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from accounts.cookies import stored_key
from audit.models import Credential
from audit.origin import Origin, coming_from

Answer = Callable[[HttpRequest], HttpResponseBase]


def middleware(get_response: Answer) -> Answer:
    """Stand before the session's middleware, which writes down at the very end that somebody has signed in."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with coming_from(_origin(request)):
            return get_response(request)

    return answer


def _origin(request: HttpRequest) -> Origin:
    # uvicorn has put there what a proxy on the same machine says.
    address = request.META.get("REMOTE_ADDR") or None
    is_session = stored_key(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) is not None
    return Origin(address=address, credential=Credential.SESSION if is_session else None)

"""What is answered where nothing is, or nobody may? Pages that say who is signed in, made in a thread of their own.

Django makes them outside the thread of the request, where nobody looks whether a connection still is one: after the
database was restarted, each such page would be a 500 until we are.
"""

from collections.abc import Callable

from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.views import defaults

View = Callable[[HttpRequest, Exception], HttpResponse]


def _with_connection_of_its_own(view: View) -> View:
    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        close_old_connections()
        try:
            return view(request, exception)
        finally:
            close_old_connections()

    return answer


not_found = _with_connection_of_its_own(defaults.page_not_found)
forbidden = _with_connection_of_its_own(defaults.permission_denied)

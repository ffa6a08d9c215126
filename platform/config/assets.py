"""How are style sheets and scripts served? From where they lie, under names that carry a hash, to be kept for ever.

Nothing is collected or built beforehand: whitenoise finds the files when it starts.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from posixpath import splitext
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


@cache
def hashed(name: str) -> str:
    """ "steward.css" -> "steward.0123456789ab.css"; raise ValueError if there is no such file."""
    found = finders.find(name)
    if not found:
        raise ValueError(f"There is no static file {name}.")
    stem, suffix = splitext(name)
    return f"{stem}.{sha256(Path(found).read_bytes()).hexdigest()[:12]}{suffix}"


class Storage(StaticFilesStorage):
    """What `{% static %}` asks for the address of a file."""

    def url(self, name: str | None) -> str:
        return super().url(hashed(name or ""))


class Middleware(WhiteNoiseMiddleware):
    """whitenoise's, save that files have their hashed names alone."""

    def add_files_from_finders(self) -> None:
        """Learn which files there are; whitenoise sees by `Storage` that these never change."""
        for finder in finders.get_finders():
            for name, storage in finder.list(None):
                url = f"{settings.STATIC_URL}{hashed(name)}"
                if url not in self.files:
                    self.add_file_to_dictionary(url, storage.path(name))

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return a file at once: they are small, and whitenoise's own answer is one that ASGI cannot stream."""
        found = static_file.get_response(request.method, request.META)
        response = HttpResponse(_content(found.file), status=int(found.status))
        del response["Content-Type"]
        for header, value in found.headers:
            response[header] = value
        return response


def _content(file: Any) -> bytes:
    if file is None:
        return b""
    with file:
        return bytes(file.read())

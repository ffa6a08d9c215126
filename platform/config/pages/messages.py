"""Where does a message wait for the next page? In the session of who is signed in; strangers have no session (P20)."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage


class Storage(SessionStorage):
    """Django's, save that a stranger gets no session for a message; what they need to know, the page says."""

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        request: Any = self.request
        if request.user.is_authenticated:
            super().add(level, message, extra_tags)

"""Where does a message wait for the next page? In the session, if there is one: no message begins one (P20)."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage


class Storage(SessionStorage):
    """Django's, save that a stranger gets no session for a message; what they need to know, the page says.

    Who is about to sign in with a passkey has one, with what the passkey is asked.
    """

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        request: Any = self.request
        if request.session.session_key:
            super().add(level, message, extra_tags)

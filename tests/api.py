"""How does a test talk to the API? As a front end would: HTTP, JSON, a session cookie."""

import json
from collections.abc import Callable
from time import time
from typing import Any

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.cookies import sealed
from accounts.models import Role, User
from accounts.sessions import PROOFS_KEY, SECOND_FACTOR, SessionStore


def sign_in(user: User) -> str:
    """Return the session cookie of a new session of the user's, as Django's login makes it; an agent's with a code."""
    session = SessionStore()
    if user.role == Role.AGENT:
        session[PROOFS_KEY] = [{"method": SECOND_FACTOR, "type": "totp", "at": time()}]
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    session.save()
    assert session.session_key is not None
    return sealed(session.session_key)


class Client(httpx.Client):
    """Somebody at the API."""

    def __init__(
        self, server: str, user: User | None = None, *, token: str | None = None, support: str | None = None
    ) -> None:
        cookies = {settings.SESSION_COOKIE_NAME: sign_in(user)} if user else {}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Steward-Support-Request": support} if support else {}
        # There is no TLS on loopback, and loading the certificates for it takes 50 ms.
        super().__init__(base_url=server, cookies=cookies, headers=headers, timeout=30, verify=False)

    def ask(self, query: str, /, **variables: Any) -> httpx.Response:
        """Return the answer to a query or mutation."""
        # In ASCII, so that a test may say what UTF-8 cannot: half of a surrogate pair.
        body = json.dumps({"query": query, "variables": variables})
        return self.post("/graphql", content=body, headers={"Content-Type": "application/json"})

    def data(self, query: str, /, **variables: Any) -> Any:
        """Return the data of an answer without errors."""
        answer = self.ask(query, **variables)
        body = answer.json()
        assert answer.status_code == 200 and "errors" not in body, answer.text
        return body["data"]

    def code(self, query: str, /, **variables: Any) -> str:
        """Return the code of the one error of an answer without data."""
        body = self.ask(query, **variables).json()
        assert "data" not in body and len(body["errors"]) == 1, body
        return str(body["errors"][0]["extensions"]["code"])

    def refusals(self, mutation: str, /, **variables: Any) -> list[tuple[str, str | None]]:
        """Return code and field of each of the userErrors of a document's one mutation; it selects both."""
        [payload] = self.data(mutation, **variables).values()
        return [(error["code"], error["field"]) for error in payload["userErrors"]]


Api = Callable[..., Client]  # what the fixture `api` is


Api = Callable[..., Client]  # the fixture `api`

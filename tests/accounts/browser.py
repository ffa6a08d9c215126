"""How does a browser sign up, in and out? By allauth's headless API: JSON, cookies, and the CSRF cookie in a header."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings

import mails

AUTH = "/auth/browser/v1"
PASSWORD = "correct horse battery"


def new_name(name: str = "zoe") -> str:
    """Return a user name that nobody has."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


class Browser(httpx.Client):
    """A browser with an empty cookie jar."""

    def __init__(self, server: str, mail_folder: Path | None = None) -> None:
        super().__init__(base_url=server, timeout=30, verify=False)
        self.mail_folder = mail_folder  # where its server writes mails to, if that is not this process

    @property
    def token(self) -> str:
        """The CSRF token, which the first answer of /auth/ brings as a cookie."""
        if "csrftoken" not in self.cookies:
            self.get(f"{AUTH}/config")
        return str(self.cookies["csrftoken"])

    def auth(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Return the answer to a request to /auth/, with the CSRF token."""
        headers = {"X-CSRFToken": self.token}
        if said:
            # In ASCII, since a test may say what UTF-8 cannot.
            return self.request(
                method,
                f"{AUTH}{path}",
                headers=headers | {"Content-Type": "application/json"},
                content=json.dumps(said),
            )
        return self.request(method, f"{AUTH}{path}", headers=headers)

    def register(self, name: str, /, **fields: Any) -> httpx.Response:
        """Register; fields override what is sent, and None leaves one out."""
        sent = {"username": name, "email": f"{name}@example.org", "account": "Harbour"}
        return self.auth("POST", "/auth/signup", **{k: v for k, v in (sent | fields).items() if v is not None})

    def set_password(self, key: str, password: str = PASSWORD) -> httpx.Response:
        """Set the password by the key of a link in a mail."""
        return self.auth("POST", "/auth/password/reset", key=key, password=password)

    def mails(self, to: str) -> list[Any]:
        """Return the mails that an address was sent, the oldest first."""
        return list(mails.mails(to, self.mail_folder))

    def sign_up(self, name: str, /, **fields: Any) -> httpx.Response:
        """Register, follow the link in the mail, set the password and sign in; return the last answer."""
        email = fields.get("email", f"{name}@example.org")
        assert self.register(name, **fields).status_code == 200
        answer = self.set_password(mails.key(self.mails(email)[-1]))
        assert answer.status_code == 401, answer.text  # it is set, and nobody is signed in
        return self.sign_in(username=name)

    def sign_in(self, *, password: str = PASSWORD, **login: str) -> httpx.Response:
        """Sign in by `username` or `email`."""
        return self.auth("POST", "/auth/login", password=password, **login)

    def sign_out(self) -> httpx.Response:
        """Sign out."""
        return self.auth("DELETE", "/auth/session")

    def viewer(self) -> Any:
        """Return the user name of who GraphQL says is signed in; the error's code if nobody is."""
        body = self.post("/graphql", json={"query": "{ viewer { username } }"}).json()
        return body["data"]["viewer"]["username"] if "data" in body else body["errors"][0]["extensions"]["code"]

    @property
    def session(self) -> str | None:
        """The session cookie's value."""
        return self.cookies.get(settings.SESSION_COOKIE_NAME)


def errors(answer: httpx.Response) -> list[tuple[str, str | None]]:
    """Return code and field of each error of an answer of /auth/."""
    return [(error["code"], error.get("param")) for error in answer.json()["errors"]]


Browsers = Callable[[], Browser]  # what the fixture `browser` is

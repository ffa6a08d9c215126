"""How does a test let an application in? In a browser that is signed in, by the forms, one step at a time."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

import worlds
from accounts.models import User
from tokens.applications import ApplicationValues, register_application
from tokens.models import Application
from tokens.oauth_models import ClientType

BACK = "https://partner.example/back"
LOOPBACK = "http://127.0.0.1/back"
PRIVATE = "com.example.phone:/back"
SCOPES = ("contacts:read", "contacts:write", "tags:read", "users:read")


@dataclass(frozen=True, kw_only=True)
class Client:
    """An application, at the token endpoint of a server."""

    server: str
    application: Application
    secret: str | None

    @property
    def id(self) -> str:
        return self.application.client_id

    def post(self, path: str, *, secret: str | None = "", **said: Any) -> httpx.Response:
        """Return the answer to a POST from this application; `secret` is another than its own, or none."""
        shown = self.secret if secret == "" else secret
        auth = (self.id, shown) if shown else None
        data = said if shown else {"client_id": self.id} | said
        return httpx.post(f"{self.server}/oauth/{path}", data=data, auth=auth, verify=False)

    def redeem(self, code: str, verifier: str, *, redirect_uri: str = BACK, **said: Any) -> httpx.Response:
        """Return the answer to a code."""
        said = {"redirect_uri": redirect_uri, "code_verifier": verifier} | said
        return self.post("token", grant_type="authorization_code", code=code, **said)

    def refresh(self, token: str, **said: Any) -> httpx.Response:
        """Return the answer to a refresh token."""
        return self.post("token", grant_type="refresh_token", refresh_token=token, **said)

    def is_active(self, token: str) -> bool:
        """Whether introspection says that the token is; public applications may not ask."""
        active: bool = self.post("introspect", token=token).json()["active"]
        return active


def client(
    server: str,
    owner: User | None,
    *,
    public: bool = False,
    uris: tuple[str, ...] = (BACK,),
    scopes: tuple[str, ...] = SCOPES,
    name: str = "Partner",
) -> Client:
    """Return a new application."""
    values = ApplicationValues(name=name, redirect_uris=uris, scopes=scopes)
    client_type = ClientType.PUBLIC if public else ClientType.CONFIDENTIAL
    application, secret = register_application(values, client_type=client_type, actor=owner)
    return Client(server=server, application=application, secret=secret)


def pkce() -> tuple[str, str]:
    """Return a verifier, and the challenge for it by S256 (RFC 7636)."""
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return verifier, challenge


def request(of: Client, challenge: str, **other: Any) -> dict[str, Any]:
    """Return the parameters of an authorization request; None leaves one out."""
    asked = {
        "response_type": "code",
        "client_id": of.id,
        "redirect_uri": BACK,
        "scope": "contacts:read contacts:write",
        "state": "a state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (asked | other).items() if value is not None}


class Page(HTMLParser):
    """What a page's form has: its fields, by name; and what the page says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.text = ""
        self._forms = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form":
            self._forms += 1
            if self._forms == 1 or of.get("action") is None:
                self.fields = {}
        is_off = of.get("type") == "checkbox" and "checked" not in of
        if tag == "input" and of.get("name") and not is_off:
            self.fields.setdefault(str(of["name"]), []).append(of.get("value") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(browser: httpx.Client, page: httpx.Response, **other: Any) -> httpx.Response:
    """Return the answer to the page's form, as it is or with other fields; None leaves one out."""
    assert page.status_code == 200, page.text
    fields = Page(page.text).fields | other
    return browser.post(str(page.url), data={name: value for name, value in fields.items() if value is not None})


def let_in(browser: httpx.Client, of: Client, challenge: str, **other: Any) -> dict[str, str]:
    """Return what the application gets in its redirect URI once somebody has allowed what it asks for."""
    page = browser.get("/oauth/authorize", params=request(of, challenge, **other))
    return sent(answer(browser, page, allow="true"))


def sent(redirect: httpx.Response) -> dict[str, str]:
    """Return the parameters with which a browser is sent back."""
    assert redirect.status_code == 302, redirect.text
    return {name: value for name, [value] in parse_qs(urlsplit(redirect.headers["location"]).query).items()}


def tokens(browser: httpx.Client, of: Client, **other: Any) -> dict[str, Any]:
    """Return the tokens that an application has got by a code."""
    verifier, challenge = pkce()
    code = let_in(browser, of, challenge, **other)["code"]
    redeemed = of.redeem(code, verifier, redirect_uri=other.get("redirect_uri", BACK))
    assert redeemed.status_code == 200, redeemed.text
    return dict(redeemed.json())


def somebody() -> User:
    """Return a new person, of an account of their own."""
    [person] = worlds.people("ada")
    return person

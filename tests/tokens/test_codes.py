"""How does an application get tokens by a code? With PKCE, once, at the address that it has registered."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import BACK, Client
from tokens.models import AccessToken, Authorization, Grant, RefreshToken
from tokens.secret import prefix_of

OTHER = "https://partner.example/other"


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada, uris=(BACK, OTHER))


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


def rows(of: User) -> tuple[int, ...]:
    """Return how many there are of what a code gives."""
    return tuple(model.objects.filter(user=of).count() for model in (AccessToken, RefreshToken, Authorization))


def refused(answer: httpx.Response, error: str, status: int = 400) -> None:
    """Assert that it was, as RFC 6749 has it."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_code_is_exchanged_for_tokens(browser: httpx.Client, partner: Client, ada: User) -> None:
    verifier, challenge = flows.pkce()
    back = flows.let_in(browser, partner, challenge)
    assert (back["state"], back["iss"], set(back)) == ("a state", partner.server, {"state", "iss", "code"})
    answer = partner.redeem(back["code"], verifier)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert prefix_of(body.pop("access_token")) == "stw_oat_"
    assert prefix_of(body.pop("refresh_token")) == "stw_ort_"
    assert body == {"expires_in": 900, "token_type": "Bearer", "scope": "contacts:read contacts:write"}
    access = AccessToken.objects.get(user=ada)
    assert (access.scope, access.version, access.token) == ("contacts:read contacts:write", None, "")
    assert timedelta(minutes=14) < access.expires - timezone.now() <= timedelta(minutes=15)
    assert rows(ada) == (1, 1, 1)


def test_a_code_that_is_used_again_ends_what_it_gave(
    browser: httpx.Client, partner: Client, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    given = partner.redeem(code, verifier).json()
    assert partner.is_active(given["access_token"])
    refused(partner.redeem(code, verifier), "invalid_grant")
    assert rows(ada) == (0, 0, 0)
    assert not partner.is_active(given["access_token"])
    refused(partner.refresh(given["refresh_token"]), "invalid_grant")
    assert "was used again" in caplog.text
    for secret in (code, verifier, partner.secret, *given.values()):
        assert str(secret) not in caplog.text or secret in (900, "Bearer")


# What an application says beside the right code, what it is told, and whether the code is still good.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another verifier": ({"code_verifier": flows.pkce()[0]}, "invalid_grant"),
    "no verifier": ({"code_verifier": ""}, "invalid_request"),
    "the verifier and a letter": ({"code_verifier": "{verifier}a"}, "invalid_grant"),
    "another of its addresses": ({"redirect_uri": OTHER}, "invalid_grant"),
    "an address and a letter": ({"redirect_uri": f"{BACK}a"}, "invalid_grant"),
    "an address and a slash": ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
    "the code cut off": ({"code": "{code:.29}"}, "invalid_grant"),
    "the code and a letter": ({"code": "{code}a"}, "invalid_grant"),
    "no code": ({"code": ""}, "invalid_request"),
    "a code that is no text": ({"code": "\0"}, "invalid_request"),
    "two codes": ({"code": ["{code}", "{code}"]}, "invalid_request"),
    "the code's hash": ({"code": "{hash}"}, "invalid_grant"),
    "another grant type": ({"grant_type": "password"}, "unsupported_grant_type"),
    "the implicit grant": ({"grant_type": "implicit"}, "unsupported_grant_type"),
    "another resource": ({"resource": "https://other.example/graphql"}, "invalid_target"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_is_wrong_is_refused(
    browser: httpx.Client, partner: Client, ada: User, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    stored = str(Grant.objects.get(user=ada).code)

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(one) for one in value]
        return value.format(code=code, verifier=verifier, hash=stored) if "{" in value else value

    said, error = WRONG[wrong]
    right = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}
    data = {name: value for name, value in (right | {n: filled(v) for n, v in said.items()}).items() if value}
    refused(partner.post("token", **data), error)
    assert rows(ada) == (0, 0, 0)
    assert error in caplog.text
    assert code not in caplog.text and verifier not in caplog.text
    assert partner.post("token", **right).status_code == 200


def test_parameters_in_the_address_are_refused(browser: httpx.Client, partner: Client, ada: User) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    refused(partner.post(f"token?code={code}", grant_type="authorization_code"), "invalid_request")
    refused(partner.post("token?x=%zz", grant_type="authorization_code"), "invalid_request")
    refused(httpx.get(f"{partner.server}/oauth/token", params={"code": code}, verify=False), "invalid_request")
    assert httpx.get(f"{partner.server}/oauth/token", verify=False).status_code == 405
    assert rows(ada) == (0, 0, 0)
    assert partner.redeem(code, verifier).status_code == 200


def test_another_application_cannot_use_it(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    others = [flows.client(server, ada), flows.client(server, ada, public=True)]
    for other in others:
        refused(other.redeem(code, verifier), "invalid_grant")
    refused(partner.redeem(code, verifier, secret="another"), "invalid_client", 401)
    refused(partner.redeem(code, verifier, secret=None), "invalid_client", 401)
    refused(partner.redeem(code, verifier, secret=partner.application.client_secret), "invalid_client", 401)
    refused(partner.redeem(code, verifier, secret=others[0].secret), "invalid_client", 401)
    assert rows(ada) == (0, 0, 0)
    assert partner.redeem(code, verifier).status_code == 200


@pytest.mark.parametrize("secret", ["", " ", "another", "\0"])
def test_a_public_application_has_no_secret_to_guess(server: str, ada: User, secret: str) -> None:
    phone = flows.client(server, ada, public=True, uris=(flows.LOOPBACK,))
    for path, said in (("token", {"grant_type": "client_credentials"}), ("introspect", {"token": "x"})):
        answer = httpx.post(f"{server}/oauth/{path}", data=said, auth=(phone.id, secret), verify=False)
        refused(answer, "invalid_client", 401)


@pytest.mark.parametrize("name", ["", "\0", "nobody", "ä", "x" * 1_000, "\ud800"])
def test_whoever_is_no_application_gets_nothing(server: str, name: str) -> None:
    said = {"grant_type": "client_credentials", "scope": "contacts:read"}
    credentials = base64.b64encode(f"{name}:secret".encode("utf-8", "surrogatepass")).decode()
    for authorization in (f"Basic {credentials}", f"Basic {credentials[:-1]}!", "Basic", "Basic \xe4", "Bearer x", ""):
        headers = {"Authorization": authorization.encode("latin-1")}
        refused(httpx.post(f"{server}/oauth/token", data=said, headers=headers, verify=False), "invalid_client", 401)


def test_an_expired_code_is_refused(browser: httpx.Client, partner: Client, ada: User) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    left = Grant.objects.get(user=ada).expires - timezone.now()
    assert timedelta(0) < left <= timedelta(seconds=60)
    Grant.objects.filter(user=ada).update(expires=timezone.now())
    refused(partner.redeem(code, verifier), "invalid_grant")
    assert rows(ada) == (0, 0, 0)


@pytest.mark.parametrize("what", ["a new password", "deactivation"])
def test_what_ends_sessions_ends_codes(browser: httpx.Client, partner: Client, ada: User, what: str) -> None:
    verifier, challenge = flows.pkce()
    code = flows.let_in(browser, partner, challenge)["code"]
    changed = {"is_active": False} if what == "deactivation" else {"session_version": F("session_version") + 1}
    User.objects.filter(pk=ada.pk).update(**changed)
    refused(partner.redeem(code, verifier), "invalid_grant")
    assert rows(ada) == (0, 0, 0)


def test_of_several_uses_at_once_one_is_the_first(browser: httpx.Client, partner: Client, ada: User) -> None:
    for _ in range(5):
        verifier, challenge = flows.pkce()
        code = flows.let_in(browser, partner, challenge)["code"]
        with ThreadPoolExecutor(4) as at_once:
            answers = list(at_once.map(lambda _, of: partner.redeem(*of).status_code, range(4), [(code, verifier)] * 4))
        assert sorted(answers) == [200, 400, 400, 400]
        assert rows(ada) == (0, 0, 0)

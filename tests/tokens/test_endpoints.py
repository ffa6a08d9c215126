"""What else do applications ask? Tokens for themselves, revocation, introspection, and what there is to ask."""

import httpx
import pytest
from django.utils import timezone

from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import Client
from tests.tokens.test_codes import refused, rows
from tokens.models import AccessToken
from tokens.scopes import SCOPES


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada)


def test_an_application_acts_for_itself_as_a_user_of_its_account(partner: Client, ada: User) -> None:
    answer = partner.post("token", grant_type="client_credentials", scope="contacts:read")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["scope"], "refresh_token" in body) == ("contacts:read", False)
    service = AccessToken.objects.get(application=partner.application).user
    assert service == partner.application.service_user
    assert (service.account_id, service.name, service.role) == (ada.account_id, "Partner", "MEMBER")
    assert not service.has_usable_password()
    about = partner.post("introspect", token=body["access_token"]).json()
    assert (about["active"], about["username"]) == (True, service.username)


@pytest.mark.parametrize("scope", ["", "notes:read", "contacts:read notes:read", "everything"])
def test_it_asks_for_what_it_was_registered_with(partner: Client, scope: str) -> None:
    refused(partner.post("token", grant_type="client_credentials", scope=scope), "invalid_scope")
    assert not AccessToken.objects.filter(application=partner.application).exists()


def test_a_public_application_does_not_act_for_itself(server: str, ada: User) -> None:
    phone = flows.client(server, ada, public=True)
    refused(phone.post("token", grant_type="client_credentials", scope="contacts:read"), "invalid_client", 401)
    assert phone.application.service_user is None


def test_an_application_whose_service_user_is_gone_gets_nothing(partner: Client) -> None:
    User.objects.filter(pk=partner.application.service_user_id).update(is_active=False)
    answer = partner.post("token", grant_type="client_credentials", scope="contacts:read")
    refused(answer, "unauthorized_client")


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense", ""])
def test_what_is_revoked_ends_with_its_pair(
    browser: httpx.Client, partner: Client, ada: User, which: str, hint: str
) -> None:
    tokens, others = flows.tokens(browser, partner), flows.tokens(browser, partner)
    answer = partner.post("revoke", token=tokens[which], token_type_hint=hint)
    assert (answer.status_code, answer.text) == (200, "")
    assert not partner.is_active(tokens["access_token"])
    refused(partner.refresh(tokens["refresh_token"]), "invalid_grant")
    assert partner.is_active(others["access_token"])
    assert rows(ada) == (1, 1, 1)
    assert partner.post("revoke", token=tokens[which]).status_code == 200


def test_what_an_application_got_for_itself_can_be_revoked(partner: Client) -> None:
    token = partner.post("token", grant_type="client_credentials", scope="contacts:read").json()["access_token"]
    assert partner.is_active(token)
    assert partner.post("revoke", token=token).status_code == 200
    assert not partner.is_active(token)


def test_nobody_revokes_anothers(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    tokens = flows.tokens(browser, partner)
    for other in (flows.client(server, ada), flows.client(server, ada, public=True)):
        for token in (tokens["access_token"], tokens["refresh_token"]):
            assert other.post("revoke", token=token).status_code == 200
    refused(partner.post("revoke", token=tokens["access_token"], secret="another"), "invalid_client", 401)
    refused(partner.post("revoke"), "invalid_request")
    refused(partner.post(f"revoke?token={tokens['access_token']}"), "invalid_request")
    assert rows(ada) == (1, 1, 1)
    assert partner.is_active(tokens["access_token"])


def test_introspection_tells_an_application_of_its_own_tokens(
    server: str, browser: httpx.Client, partner: Client, ada: User
) -> None:
    tokens = flows.tokens(browser, partner)
    about = partner.post("introspect", token=tokens["access_token"]).json()
    assert 0 < about["exp"] - about.pop("iat") <= 900
    assert 0 < about.pop("exp") - timezone.now().timestamp() <= 900
    scope = "contacts:read contacts:write"
    assert about == {
        "active": True, "token_type": "Bearer", "client_id": partner.id, "scope": scope, "username": ada.username
    }  # fmt: skip
    assert partner.is_active(tokens["refresh_token"])
    other = flows.client(server, ada)
    for token in (tokens["access_token"], tokens["refresh_token"], "nonsense", tokens["access_token"][:-1]):
        assert other.post("introspect", token=token).json() == {"active": False}
    refused(partner.post("introspect", token=tokens["access_token"], secret="another"), "invalid_client", 401)
    refused(partner.post("introspect", token=tokens["access_token"], secret=None), "invalid_client", 401)
    refused(partner.post("introspect"), "invalid_request")
    refused(partner.post(f"introspect?token={tokens['access_token']}"), "invalid_request")
    AccessToken.objects.filter(user=ada).update(expires=timezone.now())
    assert not partner.is_active(tokens["access_token"])
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert not partner.is_active(tokens["refresh_token"])


def test_what_there_is_can_be_found(server: str) -> None:
    found = httpx.get(f"{server}/.well-known/oauth-authorization-server", verify=False)
    assert found.headers["access-control-allow-origin"] == "*"
    secrets = ["client_secret_basic", "client_secret_post"]
    assert found.json() == {
        "issuer": server,
        "authorization_endpoint": f"{server}/oauth/authorize",
        "token_endpoint": f"{server}/oauth/token",
        "revocation_endpoint": f"{server}/oauth/revoke",
        "introspection_endpoint": f"{server}/oauth/introspect",
        "device_authorization_endpoint": f"{server}/oauth/device",
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "authorization_code",
            "client_credentials",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "scopes_supported": sorted(SCOPES),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "token_endpoint_auth_methods_supported": [*secrets, "none"],
        "revocation_endpoint_auth_methods_supported": [*secrets, "none"],
        "introspection_endpoint_auth_methods_supported": secrets,
    }


@pytest.mark.parametrize("path", ["", "/graphql"])
def test_the_resource_names_its_server(server: str, path: str) -> None:
    found = httpx.get(f"{server}/.well-known/oauth-protected-resource{path}", verify=False)
    assert found.json() == {
        "resource": f"{server}/graphql",
        "authorization_servers": [server],
        "scopes_supported": sorted(SCOPES),
        "bearer_methods_supported": ["header"],
    }


@pytest.mark.parametrize("path", ["token", "revoke", "introspect", "device"])
@pytest.mark.parametrize(
    ("of", "body"),
    [
        ("application/json", b'{"grant_type": "client_credentials"}'),
        ("application/json", b"[1]"),
        ("text/plain", b"grant_type=client_credentials"),
        ("multipart/form-data; boundary=x", b"--x"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded; charset=nonsense", b"token=x"),
        ("application/x-www-form-urlencoded", b"grant_type=refresh_token&refresh_token=%ff%zz&="),
        ("application/x-www-form-urlencoded", b"grant_type=authorization_code&code=" + b"x" * 100_000),
        ("application/x-www-form-urlencoded", b"client_id[]=1&user=1&client=1&scopes=1&grant_type=refresh_token"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(2_000))),
    ],
)
def test_what_is_no_request_is_refused(server: str, path: str, of: str, body: bytes) -> None:
    answer = httpx.post(f"{server}/oauth/{path}", content=body, headers={"Content-Type": of}, verify=False)
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize(
    "path",
    [
        "/oauth/register",
        "/oauth/applications",
        "/oauth/userinfo",
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json",
    ],
)
def test_what_we_do_not_offer_is_not_there(server: str, path: str) -> None:
    assert httpx.get(f"{server}{path}", verify=False).status_code == 404

"""Does a client that nobody here wrote get on with us? Authlib, as the tool of a partner."""

import httpx
import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import BACK, Client


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def metadata(server: str) -> dict[str, str]:
    found = httpx.get(f"{server}/.well-known/oauth-authorization-server", verify=False)
    return dict(found.json())


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada)


def tool(partner: Client, metadata: dict[str, str], method: str = "client_secret_basic") -> OAuth2Session:
    return OAuth2Session(
        partner.id,
        partner.secret,
        scope="contacts:read contacts:write",
        redirect_uri=BACK,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        code_challenge_method="S256",
        token_endpoint=metadata["token_endpoint"],
    )


def let_in(client: OAuth2Session, browser: httpx.Client, metadata: dict[str, str], verifier: str) -> str:
    """Return the address that the browser is sent back to."""
    address, state = client.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    redirect = flows.answer(browser, browser.get(address), allow="true")
    assert flows.sent(redirect)["state"] == state
    return str(redirect.headers["location"])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_code_a_refresh_an_introspection_a_revocation(
    browser: httpx.Client, partner: Client, metadata: dict[str, str], method: str
) -> None:
    verifier = flows.pkce()[0]
    with tool(partner, metadata, method) as client:
        back = let_in(client, browser, metadata, verifier)
        first = client.fetch_token(authorization_response=back, code_verifier=verifier)
        assert first["token_type"] == "Bearer"
        second = client.refresh_token(refresh_token=first["refresh_token"])
        assert second["access_token"] != first["access_token"]
        about = client.introspect_token(metadata["introspection_endpoint"], token=second["access_token"]).json()
        assert (about["active"], about["scope"]) == (True, "contacts:read contacts:write")
        assert client.revoke_token(metadata["revocation_endpoint"], token=second["access_token"]).status_code == 200
        about = client.introspect_token(metadata["introspection_endpoint"], token=second["access_token"]).json()
        assert about == {"active": False}


def test_client_credentials(partner: Client, metadata: dict[str, str]) -> None:
    with tool(partner, metadata) as client:
        token = client.fetch_token(grant_type="client_credentials")
        assert token["scope"] == "contacts:read contacts:write"


def test_it_understands_what_it_is_refused(browser: httpx.Client, partner: Client, metadata: dict[str, str]) -> None:
    verifier = flows.pkce()[0]
    with tool(partner, metadata) as client:
        back = let_in(client, browser, metadata, verifier)
        with pytest.raises(OAuthError) as refused:
            client.fetch_token(authorization_response=back, code_verifier=flows.pkce()[0])
        assert refused.value.error == "invalid_grant"
        token = client.fetch_token(authorization_response=back, code_verifier=verifier)
        with pytest.raises(OAuthError) as refused:
            client.fetch_token(authorization_response=back, code_verifier=verifier)
        assert refused.value.error == "invalid_grant"
        with pytest.raises(OAuthError) as refused:
            client.refresh_token(refresh_token=token["refresh_token"])
        assert refused.value.error == "invalid_grant"
        with pytest.raises(OAuthError) as refused:
            client.fetch_token(grant_type="client_credentials", scope="everything")
        assert refused.value.error == "invalid_scope"

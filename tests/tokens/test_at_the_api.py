"""Does what the flows give open the API, as far as it was granted, and end with its grant on the very next request?"""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

import worlds
from accounts.models import User
from api import Api
from api import Client as ApiClient
from permissions.levels import Level
from tests.tokens import flows
from tests.tokens.flows import Client
from tokens.applications import delete_application, revoke_authorization
from tokens.models import AccessToken, Authorization

CONTACTS = "{ contacts { nodes { id } } }"
NEW = 'mutation { createContact(input: {firstName: "New"}) { contact { id } userErrors { code } } }'


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada)


@pytest.fixture
def phone(server: str, ada: User) -> Client:
    return flows.client(server, ada, public=True)


def asked(server: str, token: str, query: str = CONTACTS) -> Any:
    """Return what the API answers to a token: data, or the error's code."""
    with ApiClient(server, token=token) as client:
        body = client.ask(query).json()
    return body["data"] if "data" in body else body["errors"][0]["extensions"]["code"]


def test_a_token_does_what_was_granted(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    contact, _ = worlds.contact(ada), worlds.contact(flows.somebody())
    token = flows.tokens(browser, partner, scope="contacts:read")["access_token"]
    assert asked(server, token) == {"contacts": {"nodes": [{"id": worlds.id_of(contact)}]}}
    before = worlds.rows(ada)
    assert asked(server, token, NEW) == "FORBIDDEN"
    assert asked(server, token, "{ tags { totalCount } }") == "FORBIDDEN"
    assert worlds.changed(before, ada) == set()
    # To write implies to read.
    token = flows.tokens(browser, partner, scope="contacts:write")["access_token"]
    assert asked(server, token, NEW)["createContact"]["userErrors"] == []
    assert len(asked(server, token)["contacts"]["nodes"]) == 2


def test_what_an_application_gets_for_itself_has_nothing_until_it_is_shared(
    server: str, partner: Client, ada: User
) -> None:
    contact = worlds.contact(ada)
    got = partner.post("token", grant_type="client_credentials", scope="contacts:read").json()
    assert asked(server, got["access_token"]) == {"contacts": {"nodes": []}}
    worlds.grant(contact, partner.application.service_user, Level.VIEW)
    assert asked(server, got["access_token"]) == {"contacts": {"nodes": [{"id": worlds.id_of(contact)}]}}


def ended_by_password(ada: User, client: Client, tokens: dict[str, str]) -> None:
    User.objects.filter(pk=ada.pk).update(session_version=F("session_version") + 1)


def ended_by_deactivation(ada: User, client: Client, tokens: dict[str, str]) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)


def ended_by_its_user(ada: User, client: Client, tokens: dict[str, str]) -> None:
    revoke_authorization(Authorization.objects.get(user=ada).pk, actor=ada)


def ended_by_its_application(ada: User, client: Client, tokens: dict[str, str]) -> None:
    assert client.post("revoke", token=tokens["refresh_token"]).status_code == 200


def ended_by_reuse(ada: User, client: Client, tokens: dict[str, str]) -> None:
    for status in (200, 400):
        assert client.refresh(tokens["refresh_token"]).status_code == status


def ended_by_deletion(ada: User, client: Client, tokens: dict[str, str]) -> None:
    delete_application(client.application, actor=ada)


def ended_by_time(ada: User, client: Client, tokens: dict[str, str]) -> None:
    AccessToken.objects.filter(user=ada).update(expires=timezone.now())


ENDINGS = (
    *(ended_by_password, ended_by_deactivation, ended_by_its_user, ended_by_its_application),
    *(ended_by_reuse, ended_by_deletion, ended_by_time),
)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_a_phones_token_ends_with_the_next_request(
    server: str, browser: httpx.Client, phone: Client, ada: User, end: Callable[..., None]
) -> None:
    tokens = flows.tokens(browser, phone)
    assert asked(server, tokens["access_token"]) == {"contacts": {"nodes": []}}
    end(ada, phone, tokens)
    assert asked(server, tokens["access_token"]) == "UNAUTHENTICATED"


def test_a_new_password_does_not_end_what_runs_on_a_server(
    server: str, browser: httpx.Client, partner: Client, ada: User
) -> None:
    token = flows.tokens(browser, partner)["access_token"]
    ended_by_password(ada, partner, {})
    assert asked(server, token) == {"contacts": {"nodes": []}}
    ended_by_deactivation(ada, partner, {})
    assert asked(server, token) == "UNAUTHENTICATED"


def test_who_has_no_token_is_told_where_to_get_one(server: str, browser: httpx.Client, partner: Client) -> None:
    for token in (None, "stw_oat_nonsense"):
        with ApiClient(server, token=token) as client:
            answer = client.ask(CONTACTS)
        assert answer.status_code == 401
        metadata = f"{server}/.well-known/oauth-protected-resource/graphql"
        assert answer.headers["www-authenticate"] == f'Bearer resource_metadata="{metadata}"'
        assert httpx.get(metadata, verify=False).json()["resource"] == f"{server}/graphql"
    assert "www-authenticate" not in browser.post("/graphql", json={"query": CONTACTS}).headers


def test_no_other_secret_opens_it(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    tokens = flows.tokens(browser, partner)
    code = flows.let_in(browser, partner, flows.pkce()[1])["code"]
    stored = AccessToken.objects.get(user=ada).token_checksum
    access = tokens["access_token"]
    for wrong in (tokens["refresh_token"], code, partner.secret, stored, access[:-1], f"{access}x", access.lower()):
        assert asked(server, str(wrong)) == "UNAUTHENTICATED"
    assert asked(server, access) == {"contacts": {"nodes": []}}

"""How does an application stay in? By a refresh token, each good for one use, until somebody ends it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import Client
from tests.tokens.test_codes import refused, rows
from tokens.applications import ApplicationValues, revoke_authorization, update_application
from tokens.models import AccessToken, Authorization


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
    return flows.client(server, ada, public=True, uris=(flows.LOOPBACK,))


def on_the_phone(browser: httpx.Client, phone: Client) -> dict[str, str]:
    return flows.tokens(browser, phone, redirect_uri="http://127.0.0.1:51004/back")


def test_a_refresh_token_is_exchanged_for_another(browser: httpx.Client, partner: Client, ada: User) -> None:
    first = flows.tokens(browser, partner)
    Authorization.objects.filter(user=ada).update(last_used_at=timezone.now() - timedelta(days=1))
    second = partner.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (second["scope"], second["expires_in"]) == (first["scope"], 900)
    assert [partner.is_active(tokens["access_token"]) for tokens in (first, second)] == [False, True]
    assert rows(ada) == (1, 2, 1)
    authorization = Authorization.objects.get(user=ada)
    assert timezone.now() - authorization.last_used_at < timedelta(minutes=1)
    assert partner.refresh(second["refresh_token"]).status_code == 200


def test_its_second_use_ends_all_of_its_family(
    browser: httpx.Client, partner: Client, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    other_device = flows.tokens(browser, partner)
    first = flows.tokens(browser, partner)
    second = partner.refresh(first["refresh_token"]).json()
    refused(partner.refresh(first["refresh_token"]), "invalid_grant")
    assert "was used again" in caplog.text
    assert not partner.is_active(second["access_token"])
    refused(partner.refresh(second["refresh_token"]), "invalid_grant")
    assert rows(ada) == (1, 1, 1)
    assert partner.is_active(other_device["access_token"])
    for token in (*first.values(), *second.values()):
        assert not str(token).startswith("stw_") or str(token) not in caplog.text


def test_of_two_uses_at_once_one_is_the_second(browser: httpx.Client, phone: Client, ada: User) -> None:
    for _ in range(5):
        tokens = on_the_phone(browser, phone)
        with ThreadPoolExecutor(2) as at_once:
            answers = list(at_once.map(phone.refresh, [tokens["refresh_token"]] * 2))
        assert sorted(answer.status_code for answer in answers) == [200, 400]
        assert rows(ada) == (0, 0, 0)


def test_a_refresh_and_a_revocation_at_once_leave_nothing(browser: httpx.Client, phone: Client, ada: User) -> None:
    for _ in range(5):
        token = on_the_phone(browser, phone)["refresh_token"]
        with ThreadPoolExecutor(2) as at_once:
            refreshed = at_once.submit(phone.refresh, token)
            revoked = at_once.submit(phone.post, "revoke", token=token)
        assert refreshed.result().status_code in (200, 400)
        assert revoked.result().status_code == 200
        assert rows(ada) == (0, 0, 0)


def test_scopes_only_become_fewer(browser: httpx.Client, partner: Client, ada: User) -> None:
    first = flows.tokens(browser, partner, scope="contacts:read contacts:write")
    for scope in ("contacts:read tags:read", "tags:read", "account:write", "contacts:read nonsense"):
        refused(partner.refresh(first["refresh_token"], scope=scope), "invalid_scope")
    assert rows(ada) == (1, 1, 1)
    less = partner.refresh(first["refresh_token"], scope="contacts:read").json()
    assert (less["scope"], AccessToken.objects.get(user=ada).scope) == ("contacts:read", "contacts:read")
    # What was granted stays granted (RFC 6749, section 6).
    assert partner.refresh(less["refresh_token"]).json()["scope"] == "contacts:read contacts:write"


def test_an_application_that_gives_up_a_scope_gets_it_no_more(
    browser: httpx.Client, partner: Client, ada: User
) -> None:
    first = flows.tokens(browser, partner, scope="contacts:read tags:read")
    fewer = ApplicationValues(name="Partner", redirect_uris=(flows.BACK,), scopes=("tags:read",))
    update_application(partner.application, fewer, actor=ada)
    second = partner.refresh(first["refresh_token"]).json()
    assert second["scope"] == "tags:read"
    none = ApplicationValues(name="Partner", redirect_uris=(flows.BACK,), scopes=("notes:read",))
    update_application(partner.application, none, actor=ada)
    refused(partner.refresh(second["refresh_token"]), "invalid_scope")


@pytest.mark.parametrize("what", ["password", "deactivation", "revocation", "time", "the user's deletion of it"])
def test_what_ends_it(browser: httpx.Client, partner: Client, phone: Client, ada: User, what: str) -> None:
    tokens, mobile = flows.tokens(browser, partner), on_the_phone(browser, phone)
    match what:
        case "password":
            User.objects.filter(pk=ada.pk).update(session_version=F("session_version") + 1)
        case "deactivation":
            User.objects.filter(pk=ada.pk).update(is_active=False)
        case "revocation":
            for client, token in ((partner, tokens), (phone, mobile)):
                assert client.post("revoke", token=token["refresh_token"]).status_code == 200
        case "time":
            Authorization.objects.filter(user=ada).update(expires_at=timezone.now())
        case _:
            for authorization in Authorization.objects.filter(user=ada):
                revoke_authorization(authorization.pk, actor=ada)
    refused(phone.refresh(mobile["refresh_token"]), "invalid_grant")
    # A tool on a server was let in by its account's rules, and not by a password.
    if what == "password":
        assert partner.is_active(tokens["access_token"])
        assert partner.refresh(tokens["refresh_token"]).status_code == 200
    else:
        assert not partner.is_active(tokens["access_token"]) or what == "time"
        refused(partner.refresh(tokens["refresh_token"]), "invalid_grant")


def test_another_application_cannot_use_it(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    tokens = flows.tokens(browser, partner)
    refused(flows.client(server, ada).refresh(tokens["refresh_token"]), "invalid_grant")
    refused(flows.client(server, ada, public=True).refresh(tokens["refresh_token"]), "invalid_grant")
    refused(partner.refresh(tokens["refresh_token"], secret="another"), "invalid_client", 401)
    for wrong in (tokens["refresh_token"][:-1], tokens["access_token"], "\0", "x" * 10_000):
        refused(partner.refresh(wrong), "invalid_request" if wrong == "\0" else "invalid_grant")
    refused(partner.post("token", grant_type="refresh_token"), "invalid_request")
    assert rows(ada) == (1, 1, 1)
    assert partner.refresh(tokens["refresh_token"]).status_code == 200


def test_a_phones_tokens_are_of_the_session_they_were_given_in(browser: httpx.Client, phone: Client, ada: User) -> None:
    on_the_phone(browser, phone)
    assert (
        AccessToken.objects.get(user=ada).version == ada.session_version == Authorization.objects.get(user=ada).version
    )

"""Does what is over go, and nothing else?"""

from datetime import timedelta

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import Client
from tests.tokens.test_devices import begin
from tokens.models import AccessToken, Authorization, DeviceGrant, Grant, RefreshToken

LONG_AGO = timedelta(days=40)


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada)


def test_codes_go_with_the_next(server: str, browser: httpx.Client, partner: Client, ada: User) -> None:
    tool = flows.client(server, ada, public=True)
    for ago, left in ((timedelta(minutes=50), 2), (timedelta(hours=2), 1)):
        flows.let_in(browser, partner, flows.pkce()[1])
        begin(tool)
        Grant.objects.filter(user=ada).update(expires=timezone.now() - ago)
        DeviceGrant.objects.filter(client_id=tool.id).update(expires=timezone.now() - ago)
        flows.let_in(browser, partner, flows.pkce()[1])
        begin(tool)
        assert Grant.objects.filter(user=ada).count() == left
        assert DeviceGrant.objects.filter(client_id=tool.id).count() == left


def test_authorizations_go_with_the_next_of_the_same_person(api: Api, server: str, partner: Client, ada: User) -> None:
    phone = flows.client(server, ada, public=True)
    flows.tokens(api(ada), partner)
    Authorization.objects.filter(user=ada).update(expires_at=timezone.now())
    flows.tokens(api(ada), phone)
    User.objects.filter(pk=ada.pk).update(session_version=F("session_version") + 1)
    ada.refresh_from_db()
    flows.tokens(api(ada), partner)
    assert [one.application_id for one in Authorization.objects.filter(user=ada)] == [partner.application.pk]
    assert (AccessToken.objects.filter(user=ada).count(), RefreshToken.objects.filter(user=ada).count()) == (1, 1)


def test_refresh_tokens_go_when_nobody_can_have_use_for_them(browser: httpx.Client, partner: Client, ada: User) -> None:
    first = flows.tokens(browser, partner)
    second = partner.refresh(first["refresh_token"]).json()
    RefreshToken.objects.filter(user=ada).exclude(revoked=None).update(revoked=timezone.now() - LONG_AGO)
    assert RefreshToken.objects.filter(user=ada).count() == 2
    third = partner.refresh(second["refresh_token"]).json()
    assert RefreshToken.objects.filter(user=ada).count() == 2
    assert partner.is_active(third["refresh_token"])


def test_what_an_application_got_for_itself_goes_with_the_next(partner: Client) -> None:
    def ask() -> int:
        assert partner.post("token", grant_type="client_credentials", scope="contacts:read").status_code == 200
        return AccessToken.objects.filter(application=partner.application).count()

    assert (ask(), ask()) == (1, 2)
    AccessToken.objects.filter(application=partner.application).update(expires=timezone.now())
    assert ask() == 1

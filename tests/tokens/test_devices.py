"""How does a tool without a browser get in? By a code that somebody types in elsewhere (RFC 8628)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db.models import F
from django.utils import timezone

import worlds
from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import Client, Page
from tests.tokens.test_codes import refused, rows
from tokens.models import Application, Authorization, DeviceGrant
from tokens.scopes import SCOPES

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def tool(server: str, ada: User) -> Client:
    return flows.client(server, ada, public=True, uris=(), name="Backup tool")


def begin(tool: Client, **said: Any) -> dict[str, Any]:
    answer = tool.post("device", **{"scope": "contacts:read tags:read"} | said)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def poll(tool: Client, device_code: str, **said: Any) -> httpx.Response:
    return tool.post("token", grant_type=DEVICE_CODE, device_code=device_code, **said)


def waited(tool: Client) -> None:
    """As if the interval were over."""
    earlier = timezone.now() - timedelta(seconds=5)
    DeviceGrant.objects.filter(client_id=tool.id).update(last_checked=earlier)


def confirmation(browser: httpx.Client, user_code: str) -> httpx.Response:
    """Return the page that somebody gets who types in the code."""
    to = flows.answer(browser, browser.get("/device"), user_code=user_code)
    assert to.status_code == 302, to.text
    return browser.get(to.headers["location"])


def test_a_code_that_is_typed_in_and_allowed_gives_tokens(browser: httpx.Client, tool: Client, ada: User) -> None:
    begun = begin(tool)
    assert begun["verification_uri"] == f"{tool.server}/device"
    assert begun["verification_uri_complete"] == f"{tool.server}/device?user_code={begun['user_code']}"
    assert (begun["expires_in"], begun["interval"]) == (600, 5)
    page = confirmation(browser, begun["user_code"].lower())
    text = Page(page.text).text
    for words in ("Backup tool", ada.account.name, ada.username, SCOPES["contacts:read"], SCOPES["tags:read"]):
        assert words in text
    done = flows.answer(browser, page, action="accept")
    assert "connected in a moment" in browser.get(done.headers["location"]).text
    tokens = poll(tool, begun["device_code"], device_name="attic").json()
    assert tokens["scope"] == "contacts:read tags:read"
    authorization = Authorization.objects.get(user=ada)
    assert (authorization.device, authorization.version) == ("attic", ada.session_version)
    assert tool.refresh(tokens["refresh_token"]).status_code == 200
    refused(poll(tool, begun["device_code"]), "expired_token")
    assert rows(ada) == (1, 2, 1)


def test_before_it_waits(browser: httpx.Client, tool: Client, ada: User) -> None:
    begun = begin(tool)
    refused(poll(tool, begun["device_code"]), "slow_down")
    waited(tool)
    refused(poll(tool, begun["device_code"]), "authorization_pending")
    refused(poll(tool, begun["device_code"]), "slow_down")
    confirmation(browser, begun["user_code"])
    waited(tool)
    refused(poll(tool, begun["device_code"]), "authorization_pending")
    assert rows(ada) == (0, 0, 0)


def test_denied_it_gets_nothing(browser: httpx.Client, tool: Client, ada: User) -> None:
    begun = begin(tool)
    done = flows.answer(browser, confirmation(browser, begun["user_code"]), action="deny")
    assert "gets nothing" in browser.get(done.headers["location"]).text
    refused(poll(tool, begun["device_code"]), "access_denied")
    again = flows.answer(browser, browser.get("/device"), user_code=begun["user_code"])
    assert (again.status_code, "already been used" in again.text) == (200, True)
    assert rows(ada) == (0, 0, 0)


def allowed(browser: httpx.Client, tool: Client) -> str:
    begun = begin(tool)
    flows.answer(browser, confirmation(browser, begun["user_code"]), action="accept")
    return str(begun["device_code"])


def test_another_application_cannot_use_it(server: str, browser: httpx.Client, tool: Client, ada: User) -> None:
    code = allowed(browser, tool)
    refused(poll(flows.client(server, ada, public=True), code), "invalid_grant")
    refused(poll(flows.client(server, ada), code), "unauthorized_client")
    for wrong in (code[:-1], f"{code}a", "\0", str(DeviceGrant.objects.get(client_id=tool.id).device_code)):
        refused(poll(tool, wrong), "invalid_request" if wrong == "\0" else "invalid_grant")
    refused(tool.post("token", grant_type=DEVICE_CODE), "invalid_request")
    assert rows(ada) == (0, 0, 0)
    assert poll(tool, code).status_code == 200


@pytest.mark.parametrize("what", ["time", "a new password", "deactivation"])
def test_what_ends_sessions_ends_codes(browser: httpx.Client, tool: Client, ada: User, what: str) -> None:
    code = allowed(browser, tool)
    match what:
        case "time":
            DeviceGrant.objects.filter(client_id=tool.id).update(expires=timezone.now())
        case "deactivation":
            User.objects.filter(pk=ada.pk).update(is_active=False)
        case _:
            User.objects.filter(pk=ada.pk).update(session_version=F("session_version") + 1)
    refused(poll(tool, code), "expired_token" if what == "time" else "invalid_grant")
    assert rows(ada) == (0, 0, 0)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"scope": None}, "invalid_scope"),
        ({"scope": "notes:read"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": "\0"}, "invalid_request"),
        ({"scope": ["contacts:read", "tags:read"]}, "invalid_request"),
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"client_id": "\0"}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_refused(tool: Client, said: dict[str, Any], error: str) -> None:
    right = {"client_id": tool.id, "scope": "contacts:read"}
    data = {name: value for name, value in (right | said).items() if value is not None}
    refused(httpx.post(f"{tool.server}/oauth/device", data=data, verify=False), error)
    assert not DeviceGrant.objects.filter(client_id=tool.id).exists()
    assert begin(tool)


def test_an_application_that_keeps_a_secret_has_other_ways(server: str, ada: User) -> None:
    refused(flows.client(server, ada).post("device", scope="contacts:read"), "unauthorized_client")


@pytest.mark.parametrize("typed", ["", "nothing", "0" * 8, "\0", "x" * 1_000])
def test_a_wrong_code_is_refused(browser: httpx.Client, tool: Client, typed: str) -> None:
    begin(tool)
    page = flows.answer(browser, browser.get("/device"), user_code=typed)
    assert page.status_code == 200
    assert browser.get(f"/device/{tool.id}/00000000").status_code == 404


def test_guessing_is_slowed(api: Api, browser: httpx.Client, tool: Client, ada: User) -> None:
    user_code = begin(tool)["user_code"]
    page = browser.get("/device")
    for _ in range(10):
        assert flows.answer(browser, page, user_code="AAAA-AAAA").status_code == 200
    assert flows.answer(browser, page, user_code=user_code).status_code == 429
    [ben] = worlds.people("ben", of=ada.account)
    assert confirmation(api(ben), user_code).status_code == 200


def test_nobody_confirms_what_another_has_typed_in(api: Api, browser: httpx.Client, tool: Client, ada: User) -> None:
    [ben] = worlds.people("ben", of=ada.account)
    page = confirmation(browser, begin(tool)["user_code"])
    assert api(ben).get(str(page.url)).status_code == 404
    assert flows.answer(browser, page, action="accept", csrfmiddlewaretoken="x" * 64).status_code == 403
    assert DeviceGrant.objects.get(client_id=tool.id).status == DeviceGrant.AUTHORIZATION_PENDING
    assert api().get(str(page.url)).headers["location"].startswith("/account/login/?next=/device/")


def test_an_application_asks_people_of_its_own_account(api: Api, tool: Client) -> None:
    [cleo] = worlds.people("cleo")
    browser = api(cleo)
    page = confirmation(browser, begin(tool)["user_code"])
    assert "which is another organisation than yours" in Page(page.text).text
    assert flows.answer(browser, page, action="accept").status_code == 403
    assert DeviceGrant.objects.get(client_id=tool.id).status == DeviceGrant.AUTHORIZATION_PENDING
    Application.objects.filter(pk=tool.application.pk).update(is_open=True)
    assert flows.answer(browser, page, action="accept").status_code == 302

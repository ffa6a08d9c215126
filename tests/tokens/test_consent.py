"""May it act for you? What the consent page says, what it takes, and that it sends people to the application alone."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings

import worlds
from accounts.models import User
from api import Api
from tests.tokens import flows
from tests.tokens.flows import BACK, Client, Page
from tokens.models import Application, Authorization, Grant
from tokens.scopes import SCOPES

EVIL = "https://evil.example/back"


@pytest.fixture
def ada() -> User:
    return flows.somebody()


@pytest.fixture
def browser(api: Api, ada: User) -> httpx.Client:
    return api(ada)


@pytest.fixture
def partner(server: str, ada: User) -> Client:
    return flows.client(server, ada, name="Letterpress")


def page_for(browser: httpx.Client, of: Client, **other: Any) -> httpx.Response:
    return browser.get("/oauth/authorize", params=flows.request(of, flows.pkce()[1], **other))


def test_the_page_says_who_asks_for_what_and_where_the_answer_goes(
    browser: httpx.Client, partner: Client, ada: User
) -> None:
    page = page_for(browser, partner)
    text = Page(page.text).text
    said = ("Letterpress", ada.account.name, ada.username, "partner.example")
    for words in (*said, SCOPES["contacts:read"], SCOPES["contacts:write"], "the records that you own"):
        assert words in text
    assert SCOPES["tags:read"] not in text
    assert Page(page.text).fields["granted"] == ["contacts:read", "contacts:write"]
    # What closes the page to frames, and to scripts and styles of any other place.
    assert page.headers["x-frame-options"] == "DENY"
    policy = page.headers["content-security-policy"].split("; ")
    assert {"frame-ancestors 'none'", "script-src 'self'", "style-src 'self'"} < set(policy)
    # Browsers follow the form's answer to the application's address, and to no other.
    assert "form-action 'self' https://partner.example" in policy
    assert "<script" not in page.text and "style=" not in page.text
    assert "http" not in page.text.replace(flows.BACK, "")


def test_allowed_it_gets_a_code(browser: httpx.Client, partner: Client, ada: User) -> None:
    redirect = flows.answer(browser, page_for(browser, partner), allow="true")
    assert redirect.headers["location"].startswith(f"{BACK}?")
    assert set(flows.sent(redirect)) == {"code", "state", "iss"}
    assert Grant.objects.get(user=ada).scope == "contacts:read contacts:write"


@pytest.mark.parametrize("how", [{}, {"allow": "true", "granted": None}])
def test_denied_it_gets_nothing(browser: httpx.Client, partner: Client, ada: User, how: dict[str, Any]) -> None:
    back = flows.sent(flows.answer(browser, page_for(browser, partner), **how))
    assert back["error"] == "access_denied"
    assert (back["state"], back["iss"]) == ("a state", partner.server)
    assert not Grant.objects.filter(user=ada).exists()


def test_what_is_unticked_is_not_granted(browser: httpx.Client, partner: Client, ada: User) -> None:
    verifier, challenge = flows.pkce()
    page = browser.get("/oauth/authorize", params=flows.request(partner, challenge))
    code = flows.sent(flows.answer(browser, page, allow="true", granted="contacts:read"))["code"]
    assert partner.redeem(code, verifier).json()["scope"] == "contacts:read"
    assert Authorization.objects.get(user=ada).scopes == ["contacts:read"]


def test_it_always_asks_again(browser: httpx.Client, partner: Client) -> None:
    flows.tokens(browser, partner)
    for other in ({}, {"approval_prompt": "auto"}, {"scope": "contacts:read tags:read"}):
        page = page_for(browser, partner, **other)
        assert page.status_code == 200 and "act for you" in page.text


def test_who_is_not_signed_in_signs_in_first(api: Api, partner: Client) -> None:
    answer = page_for(api(), partner)
    assert answer.status_code == 302
    location = urlsplit(answer.headers["location"])
    assert (location.netloc, location.path) == ("", "/account/login/")
    [back] = parse_qs(location.query)["next"]
    assert back.startswith("/oauth/authorize?") and partner.id in back
    assert flows.sent(page_for(api(), partner, prompt="none"))["error"] == "login_required"
    assert page_for(api(), partner, prompt="none", redirect_uri=EVIL).status_code == 400


def test_a_post_from_elsewhere_is_refused(browser: httpx.Client, partner: Client, ada: User) -> None:
    page = page_for(browser, partner)
    for token in (None, "", "x" * 64):
        assert flows.answer(browser, page, allow="true", csrfmiddlewaretoken=token).status_code == 403
    assert not Grant.objects.filter(user=ada).exists()
    assert flows.answer(browser, page, allow="true").status_code == 302


# An authorization request that differs from a right one, and the error; None is told to the person alone.
WRONG: dict[str, tuple[dict[str, Any], str | None]] = {
    "another address": ({"redirect_uri": EVIL}, None),
    "a letter more": ({"redirect_uri": f"{BACK}k"}, None),
    "a letter less": ({"redirect_uri": BACK[:-1]}, None),
    "a capital": ({"redirect_uri": BACK.replace("back", "Back")}, None),
    "a slash more": ({"redirect_uri": f"{BACK}/"}, None),
    "a query": ({"redirect_uri": f"{BACK}?next=x"}, None),
    "a fragment": ({"redirect_uri": f"{BACK}#x"}, None),
    "a port": ({"redirect_uri": BACK.replace("example/", "example:444/")}, None),
    "a user": ({"redirect_uri": BACK.replace("//", "//evil@")}, None),
    "a dot segment": ({"redirect_uri": f"{BACK}/../back"}, None),
    "no TLS": ({"redirect_uri": BACK.replace("https", "http")}, None),
    "a script": ({"redirect_uri": "javascript:alert(1)"}, None),
    "no address, and no text": ({"redirect_uri": "\0"}, None),
    "two addresses": ({"redirect_uri": [BACK, EVIL]}, None),
    "no application": ({"client_id": None}, None),
    "another application": ({"client_id": "nobody"}, None),
    "no text for an application": ({"client_id": "\0"}, None),
    "two scopes": ({"scope": ["contacts:read", "tags:read"]}, None),
    "no challenge": ({"code_challenge": None}, "invalid_request"),
    "a challenge by plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "a challenge by nothing": ({"code_challenge_method": None}, "invalid_request"),
    "a challenge by something": ({"code_challenge_method": "S512"}, "invalid_request"),
    "a challenge that is none": ({"code_challenge": "short"}, "invalid_request"),
    "a challenge that is long": ({"code_challenge": "x" * 200}, "invalid_request"),
    "no scope": ({"scope": None}, "invalid_scope"),
    "no scope at all": ({"scope": "everything"}, "invalid_scope"),
    "a scope it may not ask for": ({"scope": "contacts:read notes:read"}, "invalid_scope"),
    "the implicit grant": ({"response_type": "token"}, "unsupported_response_type"),
    "an ID token": ({"response_type": "id_token"}, "unsupported_response_type"),
    "nothing to respond": ({"response_type": None}, "invalid_request"),
    "another resource": ({"resource": "https://other.example/graphql"}, "invalid_target"),
    "a resource that is none": ({"resource": "http://["}, "invalid_target"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_request_is_refused(
    browser: httpx.Client, partner: Client, ada: User, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    other, error = WRONG[wrong]
    answer = page_for(browser, partner, **other)
    assert f"Refused: /oauth/authorize {error or ''}" in caplog.text
    if error is None:
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "That is not possible" in answer.text
    else:
        assert answer.headers["location"].startswith(f"{BACK}?")
        assert (flows.sent(answer)["error"], flows.sent(answer)["iss"]) == (error, partner.server)
    assert not Grant.objects.filter(user=ada).exists()


@pytest.mark.parametrize("query", ["%zz", "client_id=%zz", "client_id=%00", "scope=\N{SNOWMAN}", "&&&", "a[]=1;b"])
def test_a_garbled_request_is_refused(browser: httpx.Client, query: str) -> None:
    assert browser.get(f"/oauth/authorize?{query}").status_code == 400


# A field of the form that somebody else has filled in.
FORGED: dict[str, dict[str, Any]] = {
    "another address": {"redirect_uri": EVIL},
    "another address, denied": {"redirect_uri": EVIL, "allow": None},
    "a scope that was not shown": {"granted": ["contacts:read", "tags:read"]},
    "a scope there is not": {"granted": "everything"},
    "another application": {"client_id": "nobody"},
    "an application that is no text": {"client_id": "\0"},
    "no address": {"redirect_uri": ""},
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_form_is_refused(browser: httpx.Client, partner: Client, ada: User, forged: str) -> None:
    page = page_for(browser, partner)
    answer = flows.answer(browser, page, **{"allow": "true"} | FORGED[forged])
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert not Grant.objects.filter(user=ada).exists()
    assert flows.answer(browser, page, allow="true").status_code == 302


@pytest.mark.parametrize(
    ("forged", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "notes:read", "granted": "notes:read"}, "invalid_scope"),
        ({"resource": "https://other.example/graphql"}, "invalid_target"),
        ({"resource": "http://["}, "invalid_target"),
    ],
)
def test_a_forged_request_is_refused(
    browser: httpx.Client, partner: Client, ada: User, forged: dict[str, str], error: str
) -> None:
    answer = flows.answer(browser, page_for(browser, partner), **{"allow": "true"} | forged)
    assert answer.headers["location"].startswith(f"{BACK}?")
    assert flows.sent(answer)["error"] == error
    assert not Grant.objects.filter(user=ada).exists()


def test_what_is_not_ours_is_ignored(browser: httpx.Client, partner: Client, ada: User) -> None:
    """oauthlib would take these for what it knows of the request itself."""
    other = {"user": "x", "client": "x", "scopes": "account:write", "nonce": "x" * 300, "claims": "x", "request": "x"}
    page = page_for(browser, partner, **other, response_mode="fragment", unknown=["1", "2"])
    redirect = flows.answer(browser, page, allow="true")
    assert "#" not in redirect.headers["location"]
    assert Grant.objects.get(user=ada).scope == "contacts:read contacts:write"


def test_the_resource_is_ours(browser: httpx.Client, partner: Client) -> None:
    verifier, challenge = flows.pkce()
    ours = f"{partner.server}/graphql"
    code = flows.let_in(browser, partner, challenge, resource=ours)["code"]
    token = partner.redeem(code, verifier, resource=ours).json()["access_token"]
    assert partner.post("introspect", token=token).json()["aud"] == [ours]


def test_an_application_asks_people_of_its_own_account(api: Api, partner: Client) -> None:
    [cleo] = worlds.people("cleo")
    browser = api(cleo)
    page = page_for(browser, partner)
    assert page.status_code == 403
    assert "location" not in page.headers
    Application.objects.filter(pk=partner.application.pk).update(is_open=True)
    opened = page_for(browser, partner)
    assert "which is another organisation than yours" in Page(opened.text).text
    Application.objects.filter(pk=partner.application.pk).update(is_open=False)
    assert flows.answer(browser, opened, allow="true").status_code == 403
    assert not Grant.objects.filter(user=cleo).exists()


@pytest.mark.parametrize(
    ("uri", "asked", "shown"),
    [
        (flows.PRIVATE, flows.PRIVATE, "the application for com.example.phone"),
        (flows.LOOPBACK, flows.LOOPBACK, "a program on this device"),
        (flows.LOOPBACK, "http://127.0.0.1:51004/back", "a program on this device"),
        ("http://[::1]/back", "http://[::1]:8080/back", "a program on this device"),
        (BACK, BACK, "partner.example"),
    ],
)
def test_a_phone_is_reached_as_rfc_8252_has_it(
    browser: httpx.Client, partner: Client, uri: str, asked: str, shown: str
) -> None:
    server, ada = partner.server, partner.application.owner
    phone = flows.client(server, ada, public=True, uris=(uri,))
    verifier, challenge = flows.pkce()
    page = browser.get("/oauth/authorize", params=flows.request(phone, challenge, redirect_uri=asked))
    assert shown in Page(page.text).text
    redirect = flows.answer(browser, page, allow="true")
    assert redirect.headers["location"].startswith(f"{asked}?")
    code = flows.sent(redirect)["code"]
    assert phone.redeem(code, verifier, redirect_uri=asked).status_code == 200
    # Errors are sent there too.
    refused = browser.get("/oauth/authorize", params=flows.request(phone, challenge, redirect_uri=asked, scope="x"))
    assert flows.sent(refused)["error"] == "invalid_scope"


def test_the_session_cookie_is_no_token(browser: httpx.Client, partner: Client) -> None:
    tokens = flows.tokens(browser, partner)
    cookies = {settings.SESSION_COOKIE_NAME: tokens["access_token"]}
    answer = httpx.get(f"{partner.server}/oauth/authorize", cookies=cookies, verify=False)
    assert (answer.status_code, urlsplit(answer.headers["location"]).path) == (302, "/account/login/")

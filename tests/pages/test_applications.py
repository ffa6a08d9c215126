"""Does a partner tool get in by consent, and out again? And a device by its code; all of it in a browser."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from accounts.models import Role, User
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import fill, heading, person, press, prove_again, sign_in
from tests.tokens.flows import BACK, Client, client, pkce, request
from tokens.models import Application
from tokens.oauth_models import Authorization

PARTNER = "https://partner.example/"


def register(tab: Tab, maker: User) -> tuple[str, str]:
    """Register an application on the pages; return its client id and secret."""
    sign_in(tab, maker)
    tab.page.goto("/account/applications/")
    press(tab, "Register an application")
    prove_again(tab)
    fill(tab, "Name", "Letter writer")
    fill(tab, "Redirect URIs", BACK)
    tab.page.get_by_label("contacts:read").check()
    tab.page.get_by_label("tags:read").check()
    press(tab, "Register it")
    heading(tab, "Letter writer")
    return tab.page.locator("#client-id").inner_text(), tab.page.locator("#client-secret").inner_text()


def status(server: str, token: str) -> int:
    """Return what the API answers to the token."""
    query = {"query": "{ contacts(first: 1) { nodes { firstName } } }"}
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{server}/graphql", json=query, headers=headers, verify=False).status_code


def ask(tab: Tab, of: Client, challenge: str) -> None:
    tab.expect(PARTNER)
    tab.page.goto(f"/oauth/authorize?{urlencode(request(of, challenge, scope='contacts:read tags:read'))}")


def code(tab: Tab) -> str:
    """Return the code with which the browser was led to the partner."""
    tab.page.get_by_text("Welcome back.").wait_for()
    assert tab.page.url.startswith(BACK)
    return parse_qs(urlsplit(tab.page.url).query)["code"][0]


def test_a_partner_tool_is_registered_let_in_and_put_out(tab: Tabs, server: str) -> None:
    zoe, maker, browser = person(), tab(), tab()
    ann = person("ann", of=zoe.account, role=Role.MEMBER)
    client_id, secret = register(maker, zoe)
    tool = Client(server=server, application=Application.objects.get(client_id=client_id), secret=secret)
    verifier, challenge = pkce()
    sign_in(browser, ann)
    ask(browser, tool, challenge)
    heading(browser, "May Letter writer act for you?")
    browser.page.get_by_label("tags:read").uncheck()
    press(browser, "Allow")
    token = tool.redeem(code(browser), verifier).json()
    assert token["scope"] == "contacts:read"
    assert status(server, token["access_token"]) == 200
    browser.page.goto("/account/connections/")
    assert "Letter writer" in browser.page.get_by_role("main").inner_text()
    press(browser, "Put out Letter writer")
    browser.page.get_by_role("status").filter(has_text="It is out").wait_for()
    assert status(server, token["access_token"]) == 401


def test_what_is_denied_is_not_granted(tab: Tabs, server: str) -> None:
    zoe, browser = person(), tab()
    tool = client(server, zoe)
    sign_in(browser, zoe)
    ask(browser, tool, pkce()[1])
    press(browser, "Deny")
    browser.page.get_by_text("Welcome back.").wait_for()
    assert parse_qs(urlsplit(browser.page.url).query)["error"] == ["access_denied"]
    assert not Authorization.objects.filter(user=zoe).exists()


def test_who_is_asked_signs_in_first_and_is_led_back(tab: Tabs, server: str) -> None:
    zoe, browser = person(), tab()
    tool = client(server, zoe)
    ask(browser, tool, pkce()[1])
    heading(browser, "Sign in")
    fill(browser, "User name or e-mail address", zoe.username)
    fill(browser, "Password", "correct horse battery")
    press(browser, "Sign in")
    heading(browser, "May Partner act for you?")


def test_an_application_is_changed_gets_a_new_secret_and_is_deleted(tab: Tabs) -> None:
    zoe, maker = person(), tab()
    client_id, secret = register(maker, zoe)
    press(maker, "I have copied it")
    press(maker, "Letter writer")
    fill(maker, "Name", "Card writer")
    press(maker, "Change it")
    heading(maker, "Card writer")
    press(maker, "Make a new secret")
    maker.page.locator("#client-secret").wait_for()
    assert maker.page.locator("#client-secret").inner_text() not in {"", secret}
    maker.page.go_back()
    press(maker, "Delete the application")
    maker.page.get_by_role("status").filter(has_text="Card writer is deleted").wait_for()
    assert not Application.objects.filter(client_id=client_id).exists()


def test_what_is_wrong_with_an_application_is_told(tab: Tabs) -> None:
    zoe, maker = person(), tab()
    sign_in(maker, zoe)
    maker.page.goto("/account/applications/new/")
    prove_again(maker)
    fill(maker, "Name", "Letter writer")
    fill(maker, "Redirect URIs", "http://partner.example/")
    maker.page.get_by_label("contacts:read").check()
    press(maker, "Register it")
    assert maker.page.get_by_role("alert").get_by_role("link").all_inner_texts() == ["Redirect URIs: Use https://…"]
    assert not Application.objects.filter(owner=zoe).exists()


def test_it_takes_an_administrator_of_the_account(tab: Tabs, server: str) -> None:
    zoe, browser = person(role=Role.MEMBER), tab()
    mine, others = client(server, zoe), client(server, person("ann"))
    sign_in(browser, zoe)
    browser.page.goto("/account/applications/")
    assert "Administrators register them." in browser.page.get_by_role("main").inner_text()
    browser.page.goto("/account/applications/new/")
    prove_again(browser)
    fill(browser, "Name", "Letter writer")
    browser.page.get_by_label("contacts:read").check()
    press(browser, "Register it")
    told = browser.page.get_by_role("alert").get_by_role("listitem").all_inner_texts()
    assert told == ["Your role does not allow application:register."]
    assert not Application.objects.filter(name="Letter writer", owner=zoe).exists()
    browser.page.goto(f"/account/applications/{mine.application.pk}/")
    heading(browser, "This is not for you to open")
    User.objects.filter(pk=zoe.pk).update(role=Role.ADMIN)
    browser.page.goto(f"/account/applications/{others.application.pk}/")
    heading(browser, "There is nothing here")
    browser.page.goto(f"/account/applications/{mine.application.pk}/")
    heading(browser, "Partner")
    browser.complaints.clear()  # Chromium's, of the 403 and the 404


def test_a_device_is_let_in_by_its_code(tab: Tabs, server: str) -> None:
    zoe, browser = person(), tab()
    device = client(server, zoe, public=True, name="Wall clock")
    asked = device.post("device", scope="contacts:read").json()
    sign_in(browser, zoe)
    browser.page.goto("/account/connections/")
    press(browser, "type it in")
    heading(browser, "Connect a device")
    fill(browser, "User code", asked["user_code"])
    press(browser, "Continue")
    heading(browser, "May Wall clock act for you?")
    press(browser, "Allow")
    heading(browser, "Allowed")
    token = device.post(
        "token", grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code=asked["device_code"]
    ).json()
    assert status(server, token["access_token"]) == 200

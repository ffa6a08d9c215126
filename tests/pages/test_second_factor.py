"""Does a second factor, and a passkey in place of the password, work in a browser from end to end?"""

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import CDPSession

from tests.accounts.codes import code_now
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import CSRF, SESSION, fill, give_password, heading, person, press, prove_again, sign_in


def test_an_authenticator_app_is_set_up_and_asked_for(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    browser.page.goto("/account/2fa/")
    press(browser, "Set up an app")
    prove_again(browser)
    secret = browser.page.locator(".secret").inner_text()
    assert browser.page.get_by_role("img", name="The key below").evaluate("image => image.naturalWidth") > 0
    fill(browser, "Authenticator code", code_now(secret))
    press(browser, "Turn it on")
    heading(browser, "Recovery codes")
    code = browser.page.locator(".codes li").first.inner_text()
    cache.clear()  # so that the code of this half minute counts once more
    for second in (code_now(secret), code):
        other = tab()
        give_password(other, zoe)
        heading(other, "One more step")
        # The session that waits for the second factor is nobody's, to pages and to the API.
        other.page.goto("/account/")
        heading(other, "One more step")
        assert other.cookies == {CSRF, SESSION}
        assert other.context.request.post("/graphql", data={"query": "{ viewer { username } }"}).status == 401
        fill(other, "Code", second)
        press(other, "Sign in")
        heading(other, "Your account")
        assert other.cookies == {CSRF, SESSION}


def authenticator(tab: Tab) -> CDPSession:
    """Give the tab's browser a passkey holder that says yes to everything, as a phone with a fingerprint does."""
    session = tab.context.new_cdp_session(tab.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def add_passkey(tab: Tab, *, instead: bool) -> None:
    tab.page.goto("/account/2fa/")
    press(tab, "Add a passkey")
    prove_again(tab)
    fill(tab, "Name", "Telephone")
    if instead:
        tab.page.get_by_label("Passwordless").check()
    press(tab, "Add the passkey")
    heading(tab, "Recovery codes")


def test_a_passkey_is_a_second_factor(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    authenticator(browser)
    sign_in(browser, zoe)
    add_passkey(browser, instead=False)
    browser.page.get_by_role("button", name="Sign out").click()
    give_password(browser, zoe)
    heading(browser, "One more step")
    press(browser, "Use a passkey")
    heading(browser, "Your account")


def test_a_passkey_replaces_the_password(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    authenticator(browser)
    sign_in(browser, zoe)
    add_passkey(browser, instead=True)
    browser.page.get_by_role("button", name="Sign out").click()
    heading(browser, "Contacts that stay yours.")
    browser.page.goto("/account/login/")
    press(browser, "Sign in with a passkey")
    heading(browser, "Your account")
    assert browser.cookies == {CSRF, SESSION}


def test_a_passkey_that_is_not_given_is_told_on_the_page(tab: Tabs) -> None:
    browser = tab()
    session = browser.context.new_cdp_session(browser.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": False}})
    browser.page.goto("/account/login/")
    press(browser, "Sign in with a passkey")
    problem = browser.page.get_by_role("alert")
    problem.filter(has_text="The passkey was not used.").wait_for()
    assert problem.evaluate("e => e === document.activeElement")


def test_a_passkey_that_is_not_known_here_any_more_is_told_on_the_page(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    authenticator(browser)
    sign_in(browser, zoe)
    add_passkey(browser, instead=True)
    browser.page.get_by_role("button", name="Sign out").click()
    Authenticator.objects.filter(user=zoe).delete()
    browser.page.goto("/account/login/")
    press(browser, "Sign in with a passkey")
    browser.page.get_by_role("status").filter(has_text="That code or passkey does not count here.").wait_for()
    heading(browser, "Sign in")

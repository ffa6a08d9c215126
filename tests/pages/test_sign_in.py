"""Does a person get in and out, and hold no cookie but those of P20?"""

import worlds
from accounts.models import User
from tests.pages.conftest import Tab, Tabs

CSRF, SESSION = "csrftoken", "steward_session"


def person() -> User:
    """Return a new person with a password."""
    somebody = worlds.people("zoe")[0]
    somebody.set_password(worlds.PASSWORD)
    somebody.save()
    return somebody


def sign_in(tab: Tab, somebody: User, password: str = worlds.PASSWORD) -> None:
    tab.page.goto("/account/login/")
    tab.page.get_by_label("Login").fill(somebody.username)
    tab.page.get_by_label("Password").fill(password)
    tab.page.get_by_role("button", name="Sign in", exact=True).click()


def test_p20_in_and_out_with_the_cookies_that_are_promised(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    browser.page.goto("/")
    assert browser.cookies == set()
    browser.page.get_by_role("link", name="Sign in").first.click()
    assert browser.cookies == {CSRF}
    sign_in(browser, zoe)
    browser.page.get_by_role("heading", name="Your account").wait_for()
    assert browser.cookies == {CSRF, SESSION}
    browser.page.get_by_role("button", name="Sign out").click()
    browser.page.get_by_role("heading", name="Contacts that stay yours.").wait_for()
    assert browser.cookies == {CSRF}


def test_a_wrong_password_is_told_where_the_focus_is(tab: Tabs) -> None:
    browser = tab()
    sign_in(browser, person(), password="not this one")
    alert = browser.page.get_by_role("alert")
    alert.wait_for()
    assert alert.evaluate("e => e === document.activeElement")
    assert browser.page.title() == "Not done: Sign in · Steward"
    assert browser.cookies == {CSRF}

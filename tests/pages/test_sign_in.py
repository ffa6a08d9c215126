"""Does a person get in and out, and hold no cookie but those of P20?"""

from tests.pages.conftest import Tabs
from tests.pages.steps import CSRF, SESSION, give_password, heading, person, press, sign_in


def test_p20_in_and_out_with_the_cookies_that_are_promised(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    browser.page.goto("/")
    assert browser.cookies == set()
    press(browser, "Sign in")
    heading(browser, "Sign in")
    assert browser.cookies == {CSRF}
    sign_in(browser, zoe)
    assert browser.cookies == {CSRF, SESSION}
    browser.page.get_by_role("button", name="Sign out").click()
    heading(browser, "Contacts that stay yours.")
    assert browser.cookies == {CSRF}


def test_a_wrong_password_is_told_where_the_focus_is(tab: Tabs) -> None:
    browser = tab()
    give_password(browser, person(), password="not this one")
    alert = browser.page.get_by_role("alert")
    alert.wait_for()
    assert alert.evaluate("e => e === document.activeElement")
    assert browser.page.title() == "Not done: Sign in · Steward"
    assert browser.cookies == {CSRF}


def test_all_of_it_by_keyboard(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    browser.page.goto("/account/login/")
    keys = browser.page.keyboard
    keys.press("Tab")
    assert focused(browser.page) == "Skip to the content"
    keys.press("Enter")
    keys.press("Tab")
    keys.type(zoe.username)
    keys.press("Tab")
    while focused(browser.page) != "password":
        keys.press("Tab")
    keys.type("correct horse battery")
    keys.press("Enter")
    heading(browser, "Your account")


def focused(page: object) -> str:
    """Return what has the focus: the name of a field, or the words of a link."""
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")

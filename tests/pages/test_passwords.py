"""Can a person set, forget and change a password on the pages?"""

import worlds
from tests.pages.conftest import Tabs
from tests.pages.steps import CSRF, fill, give_password, heading, mailed_link, person, press, sign_in

NEW = "a staple and a horse"
# What a screen reader says of a field after its name.
DESCRIPTION = """field => field.getAttribute('aria-describedby').split(' ')
    .map(id => document.getElementById(id).textContent).join(' ')"""


def test_p20_a_forgotten_password_is_set_by_the_link_without_a_session(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    sign_in(other, zoe)
    browser.page.goto("/account/login/")
    press(browser, "Forgot your password?")
    fill(browser, "E-mail address", zoe.email)
    press(browser, "Send me the link")
    heading(browser, "Look into your mail")
    link = mailed_link()
    browser.page.goto(link)
    fill(browser, "New password", NEW)
    fill(browser, "New password, again", NEW)
    press(browser, "Set the password")
    heading(browser, "Your password is set")
    assert browser.cookies == {CSRF}
    other.page.reload()
    heading(other, "Sign in")
    give_password(browser, zoe, NEW)
    heading(browser, "Your account")
    browser.page.goto(link)
    heading(browser, "This link does not work")


def test_an_unknown_address_is_answered_alike(tab: Tabs) -> None:
    browser = tab()
    browser.page.goto("/account/password/reset/")
    fill(browser, "E-mail address", "nobody@example.org")
    press(browser, "Send me the link")
    heading(browser, "Look into your mail")


def test_a_new_password_ends_the_other_sessions_and_not_this_one(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    for one in (browser, other):
        sign_in(one, zoe)
    browser.page.goto("/account/password/change/")
    fill(browser, "Present password", worlds.PASSWORD)
    fill(browser, "New password", NEW)
    fill(browser, "New password, again", NEW)
    press(browser, "Change the password")
    browser.page.get_by_role("status").filter(has_text="Password successfully changed.").wait_for()
    other.page.reload()
    heading(other, "Sign in")
    browser.page.reload()
    heading(browser, "Password")


def test_a_weak_password_is_refused_with_each_reason(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    browser.page.goto("/account/password/change/")
    fill(browser, "Present password", worlds.PASSWORD)
    fill(browser, "New password", "letmein")
    fill(browser, "New password, again", "letmein")
    press(browser, "Change the password")
    assert browser.page.get_by_role("alert").get_by_role("listitem").count() == 2
    field = browser.page.get_by_role("textbox", name="New password", exact=True)
    assert field.get_attribute("aria-invalid") == "true"
    assert "too short" in field.evaluate(DESCRIPTION)

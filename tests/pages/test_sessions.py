"""Can a person see where they are signed in, and end it? The other browser is out on its next click (P19, P22)."""

from accounts.models import Session
from tests.pages.conftest import Tabs
from tests.pages.steps import heading, person, press, sign_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_p19_another_browser_is_seen_and_signed_out(tab: Tabs) -> None:
    zoe, browser, other, third = person(), tab(), tab(user_agent=FIREFOX), tab()
    for one in (browser, other, third):
        sign_in(one, zoe)
    browser.page.goto("/account/sessions/")
    assert browser.page.locator(".things > li").count() == 3
    press(browser, "Sign out Firefox on Linux")
    browser.page.get_by_role("status").filter(has_text="It is signed out.").wait_for()
    other.page.get_by_role("link", name="Password", exact=True).click()
    heading(other, "Sign in")
    third.page.reload()
    heading(third, "Your account")
    press(browser, "Sign out everywhere else")
    browser.page.get_by_role("status").filter(has_text="You are signed out everywhere else.").wait_for()
    third.page.reload()
    heading(third, "Sign in")
    assert Session.objects.filter(user=zoe).count() == 1


def test_a_session_of_somebody_elses_is_not_ended(tab: Tabs) -> None:
    zoe, ann, browser, second, other = person(), person("ann"), tab(), tab(user_agent=FIREFOX), tab()
    for one, somebody in ((browser, zoe), (second, zoe), (other, ann)):
        sign_in(one, somebody)
    of_ann = Session.objects.get(user=ann)
    browser.page.goto("/account/sessions/")
    form = browser.page.locator(".things form")
    form.evaluate(f"form => form.action = form.action.replace(/[0-9a-f-]{{36}}/, '{of_ann.public_id}')")
    press(browser, "Sign out Firefox on Linux")
    browser.page.get_by_role("status").filter(has_text="There is no such session any more.").wait_for()
    for one in (second, other):
        one.page.reload()
        heading(one, "Your account")

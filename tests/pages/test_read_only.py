"""What do the pages let somebody do whose account is not paid for? To take away, and to tell of oneself."""

import worlds
from accounts.models import Invitation, User
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import fill, heading, person, press, prove_again, sign_in
from tokens.models import PersonalToken
from tokens.oauth_models import Application

REFUSED = "The trial has ended: choose a plan. Until then nothing can be changed."


def is_told(tab: Tab) -> None:
    """Wait until the page says why not; and go on as if it had not."""
    tab.page.get_by_text(REFUSED).first.wait_for()


def invite(tab: Tab) -> None:
    tab.page.goto("/account/people/")
    fill(tab, "E-mail address", "ann@example.net")
    press(tab, "Send the invitation")


def make_token(tab: Tab) -> None:
    tab.page.goto("/account/tokens/new/")
    fill(tab, "Name", "Nightly report")
    tab.page.get_by_label("contacts:read").check()
    press(tab, "Make the token")


def register_application(tab: Tab) -> None:
    tab.page.goto("/account/applications/new/")
    fill(tab, "Name", "Letterpress")
    tab.page.get_by_label("contacts:read").check()
    tab.page.get_by_label("On a server").check()
    press(tab, "Register it")


def test_nothing_is_added_when_the_trial_is_over_and_everything_when_it_is_not(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    gone = worlds.user(zoe.account, "gone", is_active=False)
    sign_in(browser, zoe)
    browser.page.goto("/account/tokens/new/")
    prove_again(browser)
    worlds.end_trial(zoe.account)
    before = worlds.rows(zoe)
    for add in (invite, make_token, register_application):
        add(browser)
        is_told(browser)
    browser.page.goto("/account/people/")
    press(browser, f"Let in again {gone.username}")
    is_told(browser)
    assert worlds.changed(before, zoe) == set()
    zoe.account.save(update_fields=["created_at"])
    invite(browser)
    browser.page.get_by_text("ann@example.net is invited.").wait_for()
    make_token(browser)
    heading(browser, "Your new token")
    register_application(browser)
    heading(browser, "Letterpress")
    assert worlds.changed(before, zoe) >= {Invitation._meta.db_table, Application._meta.db_table}
    assert PersonalToken.objects.filter(user=zoe).exists()


def test_what_takes_away_or_tells_of_oneself_is_done_when_the_trial_is_over(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    ann = worlds.user(zoe.account, "ann")
    worlds.invitation(zoe.account, zoe)
    worlds.end_trial(zoe.account)
    sign_in(browser, zoe)
    fill(browser, "Your name", "Zoë")
    press(browser, "Save")
    browser.page.get_by_text("Your changes are saved.").wait_for()
    browser.page.goto("/account/people/")
    press(browser, f"Deactivate {ann.username}")
    browser.page.get_by_text("It is done.").wait_for()
    browser.page.get_by_role("button", name="Take back").click()
    browser.page.get_by_text("The invitation is taken back.").wait_for()
    assert not User.objects.get(pk=ann.pk).is_active

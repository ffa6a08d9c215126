"""Can a person change and remove what they told, and see that it changed? P3 and P4, on the pages."""

import worlds
from accounts.models import Account, Role, User
from tests.pages.conftest import Tabs
from tests.pages.steps import fill, heading, mailed_link, person, press, sign_in


def test_p3_p4_what_one_told_is_changed_and_removed(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    fill(browser, "Your name", "Zoë Quarry")
    fill(browser, "Phone", "020 7946 0018")
    press(browser, "Save")
    browser.page.get_by_role("status").filter(has_text="Your changes are saved.").wait_for()
    assert browser.page.get_by_label("Phone").input_value() == "+442079460018"
    assert f"by {zoe.username}." in browser.page.get_by_role("main").inner_text()
    fill(browser, "Your name", "")
    press(browser, "Save")
    browser.page.get_by_role("status").filter(has_text="Your changes are saved.").wait_for()
    told = User.objects.get(pk=zoe.pk)
    assert (told.name, told.phone) == (None, "+442079460018")


def test_a_wrong_phone_number_is_told_and_nothing_is_changed(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    fill(browser, "Your name", "Zoë")
    fill(browser, "Phone", "12")
    press(browser, "Save")
    [wrong] = browser.page.get_by_role("alert").get_by_role("link").all_inner_texts()
    assert wrong.startswith("Phone: ")
    assert User.objects.get(pk=zoe.pk).name is None


def test_administrators_change_the_organisation_and_others_see_it(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    ann = person("ann", of=zoe.account, role=Role.MEMBER)
    sign_in(browser, zoe)
    browser.page.goto("/account/organisation/")
    fill(browser, "Name", "Harbour Books")
    fill(browser, "Town", "Lyme Regis")
    press(browser, "Save")
    browser.page.get_by_role("status").filter(has_text="The changes are saved.").wait_for()
    account = Account.objects.get(pk=zoe.account_id)
    assert (account.name, account.city, account.street) == ("Harbour Books", "Lyme Regis", None)
    sign_in(other, ann)
    other.page.goto("/account/organisation/")
    assert "Lyme Regis" in other.page.get_by_role("main").inner_text()
    assert other.page.get_by_role("button", name="Save").count() == 0


def test_p3_another_address_counts_when_it_is_confirmed(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    new = worlds.people("new")[0].username + "@example.net"
    sign_in(browser, zoe)
    browser.page.goto("/account/email/")
    fill(browser, "New e-mail address", new)
    press(browser, "Send me the mail")
    browser.page.get_by_text("It becomes").wait_for()
    assert User.objects.get(pk=zoe.pk).email == zoe.email
    browser.page.goto(mailed_link())
    heading(browser, "Confirm your e-mail address")
    press(browser, "Yes, it is mine")
    browser.page.goto("/account/")
    heading(browser, "Your account")
    assert new in browser.page.get_by_role("main").inner_text()
    assert User.objects.get(pk=zoe.pk).email == new

"""Does somebody who has heard of us yesterday get in today? Register, the mail, the password, signing in."""

import uuid

from django.core import mail

from accounts.models import Account, User
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import CSRF, fill, give_password, heading, mailed_link, person, press

PASSWORD = "a harbour full of books"


def register(tab: Tab, name: str, **more: str) -> None:
    tab.page.goto("/account/signup/")
    fill(tab, "E-mail address", more.pop("email", f"{name}@example.org"))
    fill(tab, "User name", name)
    fill(tab, "Name of your organisation", more.pop("account", "Harbour"))
    if more:
        tab.page.get_by_text("Phone and address of your organisation").click()
    for label, value in more.items():
        fill(tab, label, value)
    press(tab, "Register")


def set_password(tab: Tab, password: str = PASSWORD) -> None:
    tab.page.goto(mailed_link())
    heading(tab, "Set your password")
    fill(tab, "New Password", password)
    fill(tab, "New Password (again)", password)
    press(tab, "Set the password")


def test_register_set_the_password_and_sign_in(tab: Tabs) -> None:
    browser, name = tab(), f"zoe-{uuid.uuid4().hex[:12]}"
    register(browser, name, Phone="020 7946 0018", Country="gb")
    heading(browser, "Look into your mail")
    assert [letter.to for letter in mail.outbox] == [[f"{name}@example.org"]]
    set_password(browser)
    heading(browser, "Your password is set")
    assert browser.cookies == {CSRF}
    zoe = User.objects.get(username=name)
    give_password(browser, zoe, PASSWORD)
    heading(browser, "Your account")
    assert Account.objects.get(pk=zoe.account_id).phone == "+442079460018"


def test_p8_a_known_address_is_answered_alike(tab: Tabs) -> None:
    browser, zoe, name = tab(), person(), f"ann-{uuid.uuid4().hex[:12]}"
    register(browser, name, email=zoe.email)
    heading(browser, "Look into your mail")
    assert [letter.to for letter in mail.outbox] == [[zoe.email]]
    assert not User.objects.filter(username=name).exists()


def test_what_is_wrong_is_told_also_in_what_was_folded_away(tab: Tabs) -> None:
    browser, zoe, name = tab(), person(), f"ann-{uuid.uuid4().hex[:12]}"
    register(browser, zoe.username, email=f"{name}@example.org", Phone="12", Country="GB")
    wrong = browser.page.get_by_role("alert").get_by_role("link")
    assert [words.partition(":")[0] for words in wrong.all_inner_texts()] == ["User name", "Phone"]
    assert browser.page.get_by_label("Phone").is_visible()
    assert mail.outbox == []

"""Does somebody who has heard of us yesterday get in today? Register, the mail, the password, signing in."""

import uuid

from django.core import mail

from accounts.models import Account, Role, User
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import CSRF, fill, give_password, heading, mailed_link, person, press, sign_in

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
    fill(tab, "New password", password)
    fill(tab, "New password, again", password)
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


def test_somebody_is_invited_and_comes(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    name = f"ann-{uuid.uuid4().hex[:12]}"
    sign_in(browser, zoe)
    browser.page.goto("/account/people/")
    fill(browser, "E-mail address", f"{name}@example.org")
    press(browser, "Send the invitation")
    browser.page.get_by_role("status").filter(has_text=f"{name}@example.org is invited.").wait_for()
    link = mailed_link()
    other.page.goto(link)
    heading(other, "You are invited")
    fill(other, "Your own name", "Ann")
    fill(other, "Password", PASSWORD)
    press(other, "Accept")
    heading(other, "Welcome")
    assert other.cookies == {CSRF}
    ann = User.objects.get(email=f"{name}@example.org")
    assert (ann.account_id, ann.role, ann.name) == (zoe.account_id, Role.MEMBER, "Ann")
    give_password(other, ann, PASSWORD)
    heading(other, "Your account")
    browser.page.goto(link)
    heading(browser, "This link does not work")


def test_an_invitation_is_sent_again_and_taken_back(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    address = f"ann-{uuid.uuid4().hex[:12]}@example.org"
    sign_in(browser, zoe)
    browser.page.goto("/account/people/")
    fill(browser, "E-mail address", address)
    press(browser, "Send the invitation")
    first = mailed_link()
    press(browser, f"Send again to {address}")
    browser.page.get_by_role("status").filter(has_text="with a new link").wait_for()
    other.page.goto(first)
    heading(other, "This link does not work")
    other.page.goto(mailed_link())
    heading(other, "You are invited")
    press(browser, f"Take back the invitation of {address}")
    browser.page.get_by_role("status").filter(has_text="The invitation is taken back.").wait_for()
    fill(other, "Password", PASSWORD)
    press(other, "Accept")
    heading(other, "This link does not work")
    assert not User.objects.filter(email=address).exists()


def test_a_weak_password_accepts_no_invitation(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    address = f"ann-{uuid.uuid4().hex[:12]}@example.org"
    sign_in(browser, zoe)
    browser.page.goto("/account/people/")
    fill(browser, "E-mail address", address)
    press(browser, "Send the invitation")
    browser.page.get_by_role("status").wait_for()
    browser.page.goto(mailed_link())
    fill(browser, "Password", "letmein")
    press(browser, "Accept")
    told = browser.page.get_by_role("alert").get_by_role("link").all_inner_texts()
    assert {words.partition(":")[0] for words in told} == {"Password"}
    assert not User.objects.filter(email=address).exists()


def test_roles_are_changed_and_people_deactivated_by_administrators(tab: Tabs) -> None:
    zoe, browser, other = person(), tab(), tab()
    ann = person("ann", of=zoe.account, role=Role.MEMBER)
    sign_in(other, ann)
    other.page.goto("/account/people/")
    assert other.page.get_by_role("main").locator("form").count() == 0
    sign_in(browser, zoe)
    browser.page.goto("/account/people/")
    browser.page.get_by_label(f"Role of {ann.username}").select_option("Billing")
    press(browser, f"Change the role of {ann.username}")
    browser.page.get_by_role("status").filter(has_text="The role is changed").wait_for()
    assert User.objects.get(pk=ann.pk).role == Role.BILLING
    press(browser, f"Deactivate {ann.username}")
    browser.page.get_by_role("status").filter(has_text="It is done.").wait_for()
    other.page.reload()
    heading(other, "Sign in")
    give_password(other, ann)
    other.page.get_by_role("alert").wait_for()
    press(browser, f"Let in again {ann.username}")
    browser.page.get_by_role("status").filter(has_text="It is done.").wait_for()
    sign_in(other, ann)

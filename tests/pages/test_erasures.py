"""Can somebody have erased what is theirs with a browser alone, in every state of the account, and nothing else?"""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

import worlds
from accounts.models import Account, Role, User
from billing import wishes
from billing.models import Customer
from contacts.models import Contact
from erasure import actions
from erasure.models import Erasure
from erasure.subjects import BACKUPS
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import fill, heading, mailed_link, person, press, prove_again, sign_in

HERE = "/account/erasure/"
SEND = "Mail me the link that erases it"


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TOMBSTONES", tmp_path / "tombstones.jsonl")


def choose(browser: Tab, of: str) -> None:
    """Go and see what would go."""
    browser.page.goto(HERE)
    heading(browser, "Erase for good")
    press(browser, f"See what goes with {of}")
    prove_again(browser)


def confirm(browser: Tab, somebody: User) -> None:
    """Ask for the mail, follow its link, and have it done; nothing goes before."""
    before = worlds.rows(somebody)
    press(browser, SEND)
    browser.page.get_by_text(f"A mail is on its way to {somebody.email}.").wait_for()
    assert worlds.changed(before, somebody) - {"mail_message", "mail_maillogentry"} == {"erasure_erasure"}
    browser.page.goto(mailed_link())
    press(browser, "Erase for good")
    heading(browser, "It is being erased")
    with worlds.within(somebody):
        [asked] = Erasure.objects.all()
    actions.finish(asked.account_id, asked.pk)


def end_trial(somebody: User) -> None:
    worlds.end_trial(somebody.account)


def close(somebody: User) -> None:
    with worlds.within(somebody):
        wishes.close(actor=somebody)


@pytest.mark.parametrize("ends", [end_trial, close], ids=["read-only", "closed"])
def test_p16_a_contact_is_looked_for_and_erased(tab: Tabs, ends: Any) -> None:
    zoe, browser = person(), tab()
    worlds.contact(zoe, last_name="Brontë")
    other = worlds.contact(zoe, last_name="Austen")
    worlds.company(zoe, "Brontë Mills")
    ends(zoe)
    sign_in(browser, zoe)
    browser.page.goto(HERE)
    fill(browser, "Find a contact of yours", "bront")
    press(browser, "Find it")
    assert browser.page.get_by_role("link", name="See what goes with Company").count() == 0
    press(browser, "See what goes with Contact Brontë")
    prove_again(browser)
    heading(browser, "Erase Contact Brontë for good?")
    browser.page.get_by_text("1 contacts").wait_for()
    browser.page.get_by_text(BACKUPS).wait_for()
    confirm(browser, zoe)
    with worlds.within(zoe):
        assert list(Contact.objects.all()) == [other]


def test_p3_p16_somebody_erases_themselves(tab: Tabs) -> None:
    boss, browser = person(), tab()
    zoe = person("zoe", of=boss.account, role=Role.MEMBER)
    worlds.contact(zoe)
    others = worlds.contact(boss)
    sign_in(browser, zoe)
    choose(browser, "yourself")
    confirm(browser, zoe)
    assert not User.objects.get(pk=zoe.pk).is_active
    with worlds.within(boss):
        assert list(Contact.objects.all()) == [others]


def test_p16_an_account_is_closed_and_erased_by_its_administrators(tab: Tabs) -> None:
    boss, browser, other = person(), tab(), tab()
    zoe = person("zoe", of=boss.account, role=Role.MEMBER)
    sign_in(other, zoe)
    other.page.goto(HERE)
    assert other.page.get_by_role("heading", name="Your organisation").count() == 0
    close(boss)
    sign_in(browser, boss)
    choose(browser, "your organisation")
    browser.page.get_by_text("2 users").wait_for()
    confirm(browser, boss)
    assert not Account.objects.filter(pk=boss.account_id).exists()


def test_p16_nobody_erases_what_is_not_theirs(tab: Tabs) -> None:
    boss, browser = person(), tab()
    zoe = person("zoe", of=boss.account, role=Role.MEMBER)
    mine, theirs, shared = worlds.contact(zoe), worlds.contact(boss), worlds.contact(boss)
    worlds.grant(shared, zoe, worlds.Level.MANAGE)
    sign_in(browser, zoe)
    path = f"{HERE}of/{worlds.id_of(mine)}/"
    browser.page.goto(path)
    prove_again(browser)
    letters, before = len(mail.outbox), worlds.rows(zoe)
    refused = {
        worlds.id_of(shared): "A contact is erased by whoever owns it.",
        worlds.id_of(theirs): "There is nothing here",
        worlds.id_of(boss): "Nobody is erased by somebody else",
        worlds.id_of(worlds.user(worlds.account())): "There is nothing here",
        worlds.id_of(worlds.account()): "There is nothing here",
        worlds.id_of(zoe.account): "Your role does not allow account:erase.",
        "nonsense": "That is not an id.",
    }
    for subject_id, told in refused.items():
        browser.page.goto(f"{HERE}of/{subject_id}/")
        browser.page.get_by_text(told).wait_for()
        assert browser.page.get_by_role("button", name=SEND).count() == 0
        browser.page.goto(path)
        form = browser.page.get_by_role("main").locator("form")
        form.evaluate(f"form => form.action = '{HERE}of/{subject_id}/'")
        press(browser, SEND)
        browser.page.get_by_text(told).wait_for()
    browser.complaints.clear()  # Chromium's, of each 404
    assert (len(mail.outbox), worlds.changed(before, zoe)) == (letters, set())
    browser.page.goto(path)
    press(browser, SEND)
    browser.page.get_by_text("A mail is on its way").wait_for()
    assert len(mail.outbox) == letters + 1


def test_an_account_that_is_paid_for_and_its_last_administrator_stay(tab: Tabs) -> None:
    boss, browser = person(), tab()
    Customer.objects.create(account=boss.account, id=f"cus_{boss.account_id.hex}")
    sign_in(browser, boss)
    choose(browser, "your organisation")
    before = worlds.rows(boss)
    for of, told in (("your organisation", "Close the account first"), ("yourself", "administrator")):
        browser.page.goto(HERE)
        press(browser, f"See what goes with {of}")
        browser.page.get_by_role("alert").get_by_text(told).wait_for()
        assert browser.page.get_by_role("button", name=SEND).count() == 0
    assert worlds.changed(before, boss) == set()

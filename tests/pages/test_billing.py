"""How does somebody pay in a browser? From the trial to a card on the processor's page, seats, leaving, coming back."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

import worlds
from accounts.models import Invitation, Role, User
from billing import settling
from billing.models import Customer, Event, Subscription
from billing.stripe_api import client
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import fill, heading, person, press, prove_again, sign_in

SECONDS_MAX = 15
PROOF_SECONDS = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class Payer:
    """zoe at her browser, and the worker that settles her account."""

    def __init__(self, tab: Tab, processor: str, role: str = Role.ADMIN) -> None:
        self.tab, self.zoe, self.processor = tab, person(role=role), processor
        tab.visit(f"{processor}/")
        sign_in(tab, self.zoe)

    def settle(self) -> None:
        """Settle the account, as its job does, and look at the page."""
        settling.settle(self.zoe.account_id, job=f"{self.zoe.account_id}-{time.monotonic_ns()}")
        self.look()

    def look(self) -> None:
        self.tab.page.goto("/settings/billing")
        heading(self.tab, "Billing")

    def shown(self, label: str) -> str:
        """Return what the page says of something."""
        return self.tab.page.locator("dt", has_text=label).locator("xpath=following-sibling::dd[1]").inner_text()

    def kept(self) -> dict[str, Any]:
        """Return the one customer that the processor has."""
        [customer] = httpx.get(f"{self.processor}/_simulator/state").json()["customer"]
        return dict(customer)

    def warned(self, words: str) -> bool:
        return self.tab.page.locator(".note.warning", has_text=words).is_visible()

    def told(self, words: str) -> None:
        """Wait until the page says so."""
        self.tab.page.get_by_role("status").filter(has_text=words).wait_for()

    def give_card(self) -> None:
        """Give a card on the processor's own page, and wait until it has told us."""
        press(self.tab, "Add a card")
        press(self.tab, "Go to the payment processor")
        heading(self.tab, "Save a card")
        self.tab.page.get_by_role("button", name="Save").click()
        heading(self.tab, "Billing")
        customer = Customer.objects.get(account=self.zoe.account)
        until(Event.objects.filter(customer_id=customer.pk, type="setup_intent.succeeded").exists)

    def choose(self, plan: str) -> None:
        self.tab.page.get_by_label(plan).check()
        press(self.tab, "Choose it")
        self.told("The plan is chosen.")

    def pay_monthly(self) -> None:
        """Choose the plan, and have it settled."""
        self.look()
        press(self.tab, "Choose a plan")
        prove_again(self.tab)
        self.choose("Monthly")
        self.settle()


@pytest.fixture
def payer(tab: Tabs, processor: str, address: str, monkeypatch: pytest.MonkeyPatch) -> Payer:
    monkeypatch.setattr(settings, "STEWARD_URL", address)
    return Payer(tab(), processor)


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + SECONDS_MAX
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_a_trial_becomes_a_plan(payer: Payer) -> None:
    payer.look()
    assert (payer.shown("State"), payer.shown("Plan"), payer.shown("Seats")) == (
        "On trial",
        "None chosen yet",
        "1, of which 1 is taken",
    )
    press(payer.tab, "Choose a plan")
    prove_again(payer.tab)
    payer.choose("Monthly: 9.00 USD for each seat and month")
    assert "The payment processor is being told" in payer.shown("State")
    payer.settle()
    assert (payer.shown("State"), payer.shown("Plan")) == ("On trial", "Monthly, 9.00 USD for each seat and month")


def test_who_comes_late_gives_a_card_pays_and_leaves(payer: Payer) -> None:
    worlds.end_trial(payer.zoe.account)
    payer.look()
    assert payer.shown("State") == "Not paid for"
    assert payer.warned("The trial has ended: choose a plan. Until then nothing can be changed.")
    press(payer.tab, "Choose a plan")
    prove_again(payer.tab)
    heading(payer.tab, "Choose a plan")
    payer.give_card()
    payer.settle()
    assert payer.shown("Card") == "The payment processor has one"
    press(payer.tab, "Choose a plan")
    payer.choose("Yearly: 90.00 USD for each seat and year")
    payer.settle()
    assert payer.shown("State") == "Paid for"
    assert not payer.tab.page.locator(".note.warning").is_visible()
    press(payer.tab, "Cancel")
    press(payer.tab, "Cancel it")
    payer.told("It is canceled")
    payer.settle()
    assert payer.shown("It ends").removeprefix("On ") == payer.shown("This period").removeprefix("Until ")
    press(payer.tab, "Come back")
    payer.choose("Yearly")
    payer.settle()
    assert payer.tab.page.locator("dt", has_text="It ends").count() == 0
    press(payer.tab, "Remove billing information")
    press(payer.tab, "Remove it")
    payer.told("The payment processor is told to forget your organisation.")
    payer.settle()
    assert (payer.shown("State"), payer.shown("Plan")) == ("Not paid for", "None chosen yet")
    assert not Customer.objects.filter(account=payer.zoe.account).exists()


def test_somebody_more_is_invited_when_it_is_known_what_they_cost(payer: Payer) -> None:
    payer.pay_monthly()
    payer.tab.page.goto("/account/people/")
    fill(payer.tab, "E-mail address", "ann@example.net")
    press(payer.tab, "Send the invitation")
    payer.tab.page.get_by_role("alert").filter(has_text="One more person costs 9.00 USD each period").wait_for()
    with worlds.within(payer.zoe):
        assert not Invitation.objects.exists()
    press(payer.tab, "Invite, and pay for one more")
    payer.told("ann@example.net is invited.")
    worlds.user(payer.zoe.account)
    payer.settle()
    assert payer.shown("Seats") == "2, of which 2 are taken"
    press(payer.tab, "Change the seats")
    fill(payer.tab, "Seats", "1")
    press(payer.tab, "Pay for so many")
    payer.tab.page.get_by_role("alert").filter(has_text="Fewer seats than people").wait_for()
    fill(payer.tab, "Seats", "5")
    press(payer.tab, "Pay for so many")
    payer.told("The number of seats is noted.")
    payer.settle()
    assert payer.shown("Seats") == "5, of which 2 are taken"


def test_people_come_again_when_it_is_known_what_they_cost(payer: Payer) -> None:
    zoe, browser = payer.zoe, payer.tab
    gone = worlds.user(zoe.account, "gone", is_active=False)
    payer.pay_monthly()
    browser.page.goto("/account/people/")
    before = worlds.rows(zoe)
    press(browser, f"Let in again {gone.username}")
    browser.page.get_by_role("alert").filter(has_text="One more person costs 9.00 USD each period.").wait_for()
    assert browser.page.get_by_role("alert").count() == 1
    assert worlds.changed(before, zoe) == set()
    press(browser, f"Pay for one more, and let in again {gone.username}")
    payer.told("It is done.")
    assert User.objects.get(pk=gone.pk).is_active


def test_an_invitation_expires_while_it_is_looked_at_and_is_sent_again_for_its_cost(payer: Payer) -> None:
    zoe, browser = payer.zoe, payer.tab
    invitation = worlds.invitation(zoe.account, zoe)
    payer.pay_monthly()
    browser.page.goto("/account/people/")
    press(browser, f"Send again to {invitation.email}")
    payer.told("The mail is sent again, with a new link.")
    with worlds.within(zoe):
        Invitation.objects.update(expires_at=timezone.now())
    before, sent = worlds.rows(zoe), len(mail.outbox)
    press(browser, f"Send again to {invitation.email}")
    browser.page.get_by_role("alert").filter(has_text="9.00 USD each period, once they come").wait_for()
    assert (worlds.changed(before, zoe), len(mail.outbox)) == (set(), sent)
    press(browser, f"Pay for one more, and send again to {invitation.email}")
    payer.told("The mail is sent again, with a new link.")
    assert len(mail.outbox) == sent + 1


def test_billing_details_are_sent_on_and_never_shown(payer: Payer) -> None:
    browser = payer.tab
    browser.page.goto("/settings/billing/details")
    prove_again(browser)
    fill(browser, "Name on bills", "Zoë Ångström")
    fill(browser, "Country", "Narnia")
    press(browser, "Send to the payment processor")
    wrong = browser.page.get_by_role("alert").get_by_role("link")
    assert wrong.all_inner_texts() == ["Country: Not a two-letter country code, such as GB or NO."]
    assert "Ångström" not in browser.page.content()
    assert "Narnia" not in browser.page.content()
    assert not Customer.objects.filter(account=payer.zoe.account).exists()
    fill(browser, "Name on bills", "Zoë Ångström")
    fill(browser, "Country", "no")
    press(browser, "Send to the payment processor")
    payer.told("The payment processor has it.")
    assert (payer.kept()["name"], payer.kept()["address"]["country"]) == ("Zoë Ångström", "NO")
    browser.page.goto("/settings/billing/details")
    assert browser.page.get_by_label("Name on bills").input_value() == ""
    assert "Ångström" not in browser.page.content()
    browser.page.get_by_label("The name").check()
    press(browser, "Send to the payment processor")
    payer.told("The payment processor has it.")
    assert (payer.kept()["name"], payer.kept()["address"]["country"]) == (None, "NO")


def test_invoices_and_cards_are_on_the_processors_pages(payer: Payer) -> None:
    payer.look()
    press(payer.tab, "Invoices and cards")
    prove_again(payer.tab)
    press(payer.tab, "Go to the payment processor")
    payer.tab.page.get_by_role("heading", name="Invoices").wait_for()
    payer.tab.page.get_by_role("link", name="Go back").click()
    heading(payer.tab, "Billing")
    assert payer.tab.page.url.endswith("/settings/billing")


def test_a_payment_that_failed_is_told_on_every_page_to_who_can_mend_it(tab: Tabs, processor: str) -> None:
    zoe, member = Payer(tab(), processor), Payer(tab(), processor, Role.MEMBER)
    for one in (zoe, member):
        with worlds.within(one.zoe):
            Subscription.objects.create(account=one.zoe.account, processor_id="sub_1", processor_status="past_due")
        for path in ("/account/", "/account/people/", "/account/tokens/", "/account/password/change/"):
            one.tab.page.goto(path)
            words = "Payments failed: give another means of payment. For a while everything still works."
            assert one.warned(words) is (one is zoe), path


def test_what_was_sent_too_late_is_kept_nowhere(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = payer.tab
    browser.page.goto("/settings/billing/details")
    prove_again(browser)
    fill(browser, "Name on bills", "Zoë Ångström")
    monkeypatch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 0)
    press(browser, "Send to the payment processor")
    heading(browser, "Is it still you?")
    monkeypatch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", PROOF_SECONDS)
    prove_again(browser)
    heading(browser, "Billing details")
    assert browser.page.get_by_label("Name on bills").input_value() == ""
    assert not Customer.objects.filter(account=payer.zoe.account).exists()


def test_only_who_pays_for_it_sees_what_for(tab: Tabs, processor: str) -> None:
    payer, member = Payer(tab(), processor, Role.BILLING), Payer(tab(), processor, Role.MEMBER)
    worlds.end_trial(payer.zoe.account)
    worlds.end_trial(member.zoe.account)
    for one, sees in ((payer, True), (member, False)):
        one.tab.page.goto("/account/")
        assert one.tab.page.get_by_role("link", name="Billing").is_visible() is sees
        assert one.warned("The trial has ended") is sees
    payer.look()
    assert payer.tab.page.get_by_role("link", name="Close the account").count() == 0
    for path in ("", "/details", "/plan", "/seats", "/cancel"):
        member.tab.page.goto(f"/settings/billing{path}")
        if member.tab.page.get_by_role("heading", name="Is it still you?").count():
            prove_again(member.tab)
        heading(member.tab, "This is not for you to open")
    member.tab.complaints.clear()  # Chromium's, of the 403


def test_only_an_administrator_closes_the_account(payer: Payer, tab: Tabs, processor: str) -> None:
    other = Payer(tab(), processor, Role.BILLING)
    other.tab.page.goto("/settings/billing/close")
    prove_again(other.tab)
    heading(other.tab, "This is not for you to open")
    other.tab.complaints.clear()  # Chromium's, of the 403
    payer.look()
    press(payer.tab, "Close the account")
    prove_again(payer.tab)
    press(payer.tab, "Close the account")
    payer.told("The account is closed.")
    assert payer.warned("The account is closed: choose a plan to open it again.")
    with worlds.within(payer.zoe):
        assert Subscription.objects.get().closed_at is not None


def test_without_the_processor_nothing_is_kept_and_it_is_said(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = payer.tab
    browser.page.goto("/settings/billing/details")
    prove_again(browser)
    monkeypatch.setattr(settings, "STRIPE_API_ADDRESS", "http://127.0.0.1:9")
    client.reset()
    fill(browser, "Name on bills", "Zoë Ångström")
    press(browser, "Send to the payment processor")
    browser.page.get_by_role("alert").filter(has_text="The payment processor cannot be reached").wait_for()
    with worlds.within(payer.zoe):
        assert not Subscription.objects.exists()
    payer.look()
    press(browser, "Choose a plan")
    browser.page.get_by_text("so nobody knows what the plans cost").wait_for()

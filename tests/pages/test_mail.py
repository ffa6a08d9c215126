"""Can people choose which mail they get, signed in or from a mail, and see what they were sent? P7 and P9."""

from urllib.parse import urlsplit

from django.core.mail import EmailMessage

from accounts.models import User
from mail import outbox
from mail.classes import OPTIONAL, MailClass
from mail.opting_out import unwanted
from mail.unsubscribing import link
from tests.pages.conftest import Tab, Tabs
from tests.pages.steps import heading, person, press, sign_in


def told(browser: Tab, words: str) -> None:
    browser.page.get_by_role("status").filter(has_text=words).wait_for()


def test_p7_who_is_signed_in_chooses_and_sees_what_was_sent(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    browser.page.get_by_role("link", name="Mail", exact=True).click()
    heading(browser, "Mail")
    browser.page.get_by_label("News of the company").uncheck()
    press(browser, "Save")
    told(browser, "Your choice is saved.")
    assert unwanted(zoe.email) == {MailClass.COMPANY_NEWS}
    assert not browser.page.get_by_label("News of the company").is_checked()
    for mail_class in OPTIONAL:
        letter = EmailMessage(f"Our {mail_class}", "Text", "steward@example.org", [zoe.email])
        outbox.post(letter, mail_class, user_id=zoe.pk)
    browser.page.reload()
    shown = [" ".join(one.split()) for one in browser.page.locator(".things .name").all_inner_texts()]
    assert shown[:2] == ["Our COMPANY_NEWS Not sent", "Our SERVICE_UPDATE"]


def test_p7_who_follows_the_link_in_a_mail_chooses_without_signing_in(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    browser.page.goto(urlsplit(link(zoe.email)).path)
    heading(browser, "Mail that you get")
    assert unwanted(zoe.email) == set()
    press(browser, "End all such mail")
    told(browser, "You get no such mail any more.")
    assert unwanted(zoe.email) == set(OPTIONAL)
    browser.page.get_by_label("Updates about the service").check()
    press(browser, "Save")
    told(browser, "Your choice is saved.")
    assert unwanted(zoe.email) == {MailClass.COMPANY_NEWS}
    assert not User.objects.get(pk=zoe.pk).wants_company_news
    assert browser.cookies == set()

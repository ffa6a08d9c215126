"""Does what somebody chose of mail hold, whichever way they chose it, and whatever becomes of their address? P7."""

import mails
import worlds
from accounts import joining, preferences
from accounts.models import User
from accounts.preferences import NO_MAIL, MailValues
from mail.classes import OPTIONAL, MailClass
from mail.models import How, OptOut
from mail.opting_out import unwanted
from tests.accounts.browser import Browsers, new_name

NO_NEWS = MailValues(company_news=False)
NEWS, UPDATE = MailClass.COMPANY_NEWS, MailClass.SERVICE_UPDATE


def columns(user: User) -> tuple[bool, bool]:
    user.refresh_from_db()
    return user.wants_service_updates, user.wants_company_news


def test_what_is_chosen_by_an_address_is_that_of_its_person_and_of_nobody_else() -> None:
    zoe, ann = worlds.people("zoe", "ann")
    preferences.choose(zoe.email.upper(), NO_NEWS, how=How.PAGE)
    assert (columns(zoe), columns(ann)) == ((True, False), (True, True))
    assert preferences.of(zoe.email) == MailValues(service_updates=True, company_news=False)
    preferences.choose(zoe.email, MailValues(company_news=True, service_updates=False), how=How.PAGE)
    assert (columns(zoe), unwanted(zoe.email)) == ((False, True), {UPDATE})


def test_an_address_that_nobody_has_opts_out_too() -> None:
    nobody = worlds.address()
    preferences.choose(nobody, NO_MAIL, how=How.MAIL)
    assert unwanted(nobody) == set(OPTIONAL)


def test_p7_who_joins_with_an_address_that_opted_out_gets_no_such_mail() -> None:
    address = worlds.address()
    preferences.choose(address, NO_NEWS, how=How.MAIL)
    user = joining.join(worlds.account().pk, username=new_name(), email=address, role="MEMBER")
    assert columns(user) == (True, False)
    other = joining.join(worlds.account().pk, username=new_name(), email=worlds.address(), role="MEMBER")
    assert columns(other) == (True, True)


def test_p7_what_was_chosen_goes_along_to_another_address(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    old, new = f"{name}@example.org", f"{new_name()}@example.net"
    user = User.objects.get(username=name)
    preferences.choose(old, NO_NEWS, how=How.ONE_CLICK)
    preferences.choose(new, MailValues(service_updates=False), how=How.MAIL)
    assert zoe.auth("POST", "/account/email", email=new).status_code == 200
    assert unwanted(new) == {UPDATE}
    assert zoe.auth("POST", "/auth/email/verify", key=mails.key(zoe.mails(new)[-1])).status_code == 200
    # Also what had been said of the new one still holds; and of the old one, which somebody else may have some day.
    assert (unwanted(new), unwanted(old)) == ({UPDATE, NEWS}, {NEWS})
    assert columns(user) == (False, False)
    assert OptOut.objects.latest("pk").how == How.CARRIED_OVER


def test_p7_what_was_chosen_outlives_its_person() -> None:
    [zoe] = worlds.people("zoe")
    with worlds.within(zoe):
        preferences.update_mail_preferences(zoe, NO_MAIL, actor=zoe)
    User.objects.filter(pk=zoe.pk)._raw_delete("default")
    assert unwanted(zoe.email) == set(OPTIONAL)
    again = joining.join(worlds.account().pk, username=new_name(), email=zoe.email, role="MEMBER")
    assert columns(again) == (False, False)


def test_what_is_needed_to_sign_in_is_sent_to_who_wants_no_mail(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    address = f"{name}@example.org"
    preferences.choose(address, NO_MAIL, how=How.ONE_CLICK)
    before = len(zoe.mails(address))
    assert browser().auth("POST", "/auth/password/request", email=address).status_code == 200
    assert len(zoe.mails(address)) == before + 1

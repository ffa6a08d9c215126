"""Does everybody who wants it get a letter, once, whatever happens while it is written?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail as sent

import mails
import worlds
from accounts import campaigns, mail, preferences
from accounts.campaigns import AnotherOfThatNameError, Letter
from accounts.models import User
from accounts.preferences import MailValues
from at_once import thread
from mail.classes import MailClass
from mail.models import Campaign, How, MailLogEntry, Message
from mail.unsubscribing import address_of
from work import do_jobs, forget_jobs

People = Callable[..., list[User]]


@pytest.fixture(autouse=True)
def _empty() -> None:
    forget_jobs()
    Message.objects.all().delete()
    sent.outbox.clear()


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> People:
    """`people("ann", "ben")` makes people; nobody else gets letters, not those of other tests either."""
    account, everybody = worlds.account(), campaigns._people
    monkeypatch.setattr(campaigns, "_people", lambda: everybody().filter(account=account))
    return lambda *names: worlds.people(*names, of=account)


def letter(name: str | None = None, **said: Any) -> Letter:
    values: dict[str, Any] = {"mail_class": MailClass.COMPANY_NEWS, "subject": "News & more", "text": "We <moved>."}
    return Letter(name=name or worlds.address(), **values | said)


def send(what: Letter) -> int:
    count = sum(campaigns.send(what))
    do_jobs()
    return count


def readers() -> list[str]:
    return sorted(one.to[0] for one in sent.outbox)


def test_everybody_gets_it_with_a_link_that_ends_it(people: People) -> None:
    ann, ben = people("ann", "ben")
    assert send(letter()) == 2
    assert readers() == sorted([ann.email, ben.email])
    [got] = mails.mails(ann.email)
    assert got["Subject"] == "News & more"
    assert mails.body(got).startswith("We <moved>.\n")
    [in_text] = [word for word in mails.body(got).split() if "/mail/unsubscribe/" in word]
    in_header = got["List-Unsubscribe"].partition(">")[0].strip(" <")
    assert [address_of(url.rpartition("/")[2]) for url in (in_text, in_header)] == [ann.email] * 2


def test_who_does_not_want_it_gets_none_nor_who_cannot_sign_in_or_has_proven_no_address(people: People) -> None:
    ann, ben, dora, eve, fay = people("ann", "ben", "dora", "eve", "fay")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    User.objects.filter(pk=dora.pk).update(password=make_password(None))
    User.objects.filter(pk=fay.pk).update(is_service=True)
    preferences.choose(eve.email, MailValues(company_news=False), how=How.ONE_CLICK)
    assert send(letter()) == 1
    assert readers() == [ann.email]
    assert campaigns.count_opted_out(MailClass.COMPANY_NEWS) == 1
    assert send(letter(mail_class=MailClass.SERVICE_UPDATE)) == 2
    assert readers() == sorted([ann.email, ann.email, eve.email])


def test_who_opts_out_while_it_waits_gets_none_and_sees_that(people: People) -> None:
    ann, ben = people("ann", "ben")
    assert sum(campaigns.send(letter())) == 2
    preferences.choose(ann.email, preferences.NO_MAIL, how=How.MAIL)
    do_jobs()
    assert readers() == [ben.email]
    with worlds.within(ann):
        assert MailLogEntry.objects.get(user=ann).outcome == "OPTED_OUT"


def test_what_was_sent_is_not_sent_again(people: People) -> None:
    [ann] = people("ann")
    what = letter()
    assert (send(what), send(what)) == (1, 0)
    people("late")
    assert send(what) == 0
    assert readers() == [ann.email]


@pytest.mark.parametrize("killed_at", range(1, 6))
def test_who_is_killed_goes_on_where_they_were(people: People, monkeypatch: pytest.MonkeyPatch, killed_at: int) -> None:
    everybody = people("a", "b", "c", "d", "e")
    what, left = letter(), iter(range(killed_at - 1, -1, -1))

    def until_killed(*arguments: Any, **options: Any) -> None:
        if next(left) == 0:
            raise KeyboardInterrupt
        send_mail(*arguments, **options)

    send_mail = mail.send
    monkeypatch.setattr(campaigns, "BATCH", 2)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(mail, "send", until_killed)
        send(what)
    send(what)
    assert readers() == sorted(one.email for one in everybody)


def test_two_at_once_send_it_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = people("a", "b", "c", "d", "e")
    monkeypatch.setattr(campaigns, "BATCH", 2)
    what = letter()
    with thread() as beside:
        other = beside(lambda: sum(campaigns.send(what)))
        here = sum(campaigns.send(what))
        assert here + int(str(other.result())) == 5
    do_jobs()
    assert readers() == sorted(one.email for one in everybody)


@pytest.mark.parametrize("other", [{"text": "x"}, {"subject": "x"}, {"mail_class": MailClass.SERVICE_UPDATE}], ids=str)
def test_another_letter_of_the_same_name_is_refused(people: People, other: dict[str, Any]) -> None:
    people("ann")
    what = letter()
    assert send(what) == 1
    before = list(Campaign.objects.values())
    with pytest.raises(AnotherOfThatNameError):
        send(letter(what.name, **other))
    assert (len(sent.outbox), list(Campaign.objects.values())) == (1, before)

"""Does an opt-out hold for an address, in whatever case, whoever has it, and without the address being anywhere?"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail as sent
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import worlds
from mail import outbox
from mail.classes import OPTIONAL, MailClass
from mail.models import How, MailLogEntry, Message, OptOut, OptOutKey
from mail.opting_out import UnknownKeyError, opt_in, opt_out, unwanted
from work import do_jobs, forget_jobs
from worlds import address

NEWS, UPDATE, NEEDED = MailClass.COMPANY_NEWS, MailClass.SERVICE_UPDATE, MailClass.TRANSACTIONAL


@pytest.fixture(autouse=True)
def _empty() -> None:
    forget_jobs()
    Message.objects.all().delete()
    sent.outbox.clear()


def post(to: str, mail_class: MailClass, **options: bool) -> None:
    letter = EmailMessage(f"A {mail_class}", "Text\n", "steward@example.org", [to])
    outbox.post(letter, mail_class, user_id=None, **options)


def subjects() -> list[str]:
    return [one.subject for one in sent.outbox]


def test_who_opts_out_of_a_class_gets_the_others() -> None:
    zoe, ann = address(), address()
    opt_out(zoe.upper(), [NEWS], how=How.MAIL)
    for to in (zoe, ann):
        for mail_class in MailClass:
            post(to, mail_class)
    assert {one.to[0]: one.subject for one in sent.outbox if "NEWS" in one.subject} == {ann: "A COMPANY_NEWS"}
    assert [one.subject for one in sent.outbox if one.to == [zoe]] == ["A TRANSACTIONAL", "A SERVICE_UPDATE"]
    assert not Message.objects.exists()


def test_what_the_service_needs_cannot_be_stopped() -> None:
    zoe = address()
    with pytest.raises(ValueError, match="always sent"):
        opt_out(zoe, [NEEDED], how=How.MAIL)
    opt_out(zoe, how=How.MAIL)
    assert unwanted(zoe) == set(OPTIONAL) == set(MailClass) - {NEEDED}
    post(zoe, NEEDED)
    assert subjects() == ["A TRANSACTIONAL"]


def test_p7_what_was_queued_before_is_dropped() -> None:
    zoe, ann = address(), address()
    for to in (zoe, ann):
        post(to, NEWS, at_once=False)
        post(to, NEEDED, at_once=False)
    opt_out(zoe, how=How.ONE_CLICK)
    do_jobs()
    assert sorted((one.to[0], one.subject) for one in sent.outbox) == sorted(
        [(zoe, "A TRANSACTIONAL"), (ann, "A COMPANY_NEWS"), (ann, "A TRANSACTIONAL")]
    )
    assert not Message.objects.exists()


def test_opting_out_again_changes_nothing_and_opting_in_undoes_it() -> None:
    zoe = address()
    opt_out(zoe, how=How.MAIL)
    first = list(OptOut.objects.order_by("pk").values())
    opt_out(f" {zoe.title()}", how=How.ONE_CLICK)
    assert list(OptOut.objects.order_by("pk").values()) == first
    opt_in(zoe.upper(), [NEWS])
    assert unwanted(zoe) == {UPDATE}
    post(zoe, NEWS)
    assert subjects() == ["A COMPANY_NEWS"]


def test_it_says_when_it_was_made_and_by_which_way() -> None:
    zoe, before = address(), timezone.now()
    opt_out(zoe, [UPDATE], how=How.ONE_CLICK)
    made = OptOut.objects.latest("made_at")
    assert (made.mail_class, made.how) == ("SERVICE_UPDATE", "ONE_CLICK")
    assert before <= made.made_at <= before + timedelta(minutes=1)


@pytest.fixture
def secret_changes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`secret_changes()` brings another secret, `secret_changes(forgotten=True)` forgets the one before."""
    sealed = OptOutKey.objects.values_list("sealed", flat=True).first()
    former = settings.SECRET_KEY

    def change(*, forgotten: bool = False) -> None:
        monkeypatch.setattr(settings, "SECRET_KEY", "another" * 10)
        monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [] if forgotten else [former])

    yield change
    OptOutKey.objects.update(sealed=sealed)


def test_p7_it_outlives_our_secrets(secret_changes: Callable[..., None]) -> None:
    zoe = address()
    opt_out(zoe, [NEWS], how=How.MAIL)
    secret_changes()
    assert unwanted(zoe) == {NEWS}
    call_command("reseal", stdout=StringIO())
    secret_changes(forgotten=True)
    opt_out(zoe, [UPDATE], how=How.MAIL)
    assert unwanted(zoe) == {NEWS, UPDATE}
    opt_in(zoe, [NEWS])
    assert unwanted(zoe) == {UPDATE}


def test_if_nobody_can_tell_who_opted_out_nothing_optional_is_sent_and_that_is_told(
    secret_changes: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    zoe = address()
    opt_out(zoe, [NEWS], how=How.MAIL)
    secret_changes(forgotten=True)
    for mail_class in MailClass:
        post(zoe, mail_class)
    assert subjects() == ["A TRANSACTIONAL"]
    assert "SECRET_KEY_FALLBACKS" in caplog.text
    assert zoe not in caplog.text
    with pytest.raises(UnknownKeyError):
        opt_out(zoe, how=How.MAIL)
    with pytest.raises(UnknownKeyError):
        opt_in(zoe, [NEWS])


def test_the_address_is_nowhere_in_the_database() -> None:
    zoe = address()
    opt_out(zoe, how=How.MAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mail_optout t WHERE t::text ILIKE %s", [f"%{zoe.split('@')[0]}%"])
        assert cursor.fetchone() == (0,)
    assert OptOut.objects.filter(digest__regex="^[0-9a-f]{64}$").count() == OptOut.objects.count() > 0


def test_p9_what_became_of_a_mail_is_in_the_log_of_its_person_and_its_text_is_not() -> None:
    [zoe] = worlds.people("zoe")
    opt_out(zoe.email, [NEWS], how=How.MAIL)
    for mail_class in MailClass:
        letter = EmailMessage(f"A {mail_class}", "Xyzzyplugh", "steward@example.org", [zoe.email])
        outbox.post(letter, mail_class, user_id=zoe.pk)
    with worlds.within(zoe):
        log = MailLogEntry.objects.filter(user=zoe).order_by("pk")
        assert list(log.values_list("mail_class", "subject", "outcome")) == [
            ("TRANSACTIONAL", "A TRANSACTIONAL", "SENT"),
            ("SERVICE_UPDATE", "A SERVICE_UPDATE", "SENT"),
            ("COMPANY_NEWS", "A COMPANY_NEWS", "OPTED_OUT"),
        ]
        assert not any("Xyzzyplugh" in str(row) for row in log.values())


def test_what_is_sent_to_who_is_gone_meanwhile_is_sent_and_kept_nowhere() -> None:
    [zoe] = worlds.people("zoe")
    letter = EmailMessage("Your account is gone", "Text", "steward@example.org", [zoe.email])
    outbox.post(letter, NEEDED, user_id=zoe.pk, at_once=False)
    type(zoe).objects.filter(pk=zoe.pk)._raw_delete("default")
    do_jobs()
    assert subjects() == ["Your account is gone"]


def test_p7_an_opt_out_and_no_log_outlives_its_person() -> None:
    [zoe] = worlds.people("zoe")
    post_to = EmailMessage("A mail", "Text", "steward@example.org", [zoe.email])
    outbox.post(post_to, NEEDED, user_id=zoe.pk)
    opt_out(zoe.email, how=How.MAIL)
    with worlds.within(zoe):
        assert MailLogEntry.objects.count() == 1
    type(zoe).objects.filter(pk=zoe.pk)._raw_delete("default")
    with worlds.within(zoe):
        assert MailLogEntry.objects.count() == 0
    assert unwanted(zoe.email) == set(OPTIONAL)

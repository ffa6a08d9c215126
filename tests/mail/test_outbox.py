"""Is each mail sent, and once? Whatever fails, and whoever is killed, as long as the database stands."""

import logging
import socket

import pytest
from django.conf import settings
from django.core import mail as sent
from django.core.mail import EmailMessage
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

import worlds
from accounts.models import User
from at_once import thread, waits_for_a_lock
from mail import outbox
from mail.classes import MailClass
from mail.models import MailLogEntry, Message
from processes import eventually
from work import do_jobs, forget_jobs

SECRET = "http://localhost/account/password/reset/key/xyzzy/"


@pytest.fixture(autouse=True)
def _empty() -> None:
    forget_jobs()
    Message.objects.all().delete()
    sent.outbox.clear()


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """There is nobody at the mail server's address, until this is undone."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", port)
    return monkeypatch


def message(subject: str = "Welcome") -> EmailMessage:
    return EmailMessage(subject, f"Set your password: {SECRET}\n", "steward@example.org", ["zoe@example.org"])


def post(subject: str = "Welcome", user: User | None = None) -> None:
    outbox.post(message(subject), MailClass.TRANSACTIONAL, user_id=user and user.pk)


def log(user: User) -> list[str]:
    """Return what was sent to the user."""
    with worlds.within(user):
        return list(MailLogEntry.objects.filter(user=user).values_list("subject", flat=True))


def subjects() -> list[str]:
    return [one.subject for one in sent.outbox]


def bring_forward() -> None:
    """Have all jobs be due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


def test_a_mail_is_sent_once_as_it_was_written() -> None:
    post()
    [one] = sent.outbox
    assert (one.subject, one.to, one.from_email) == ("Welcome", ["zoe@example.org"], "steward@example.org")
    assert SECRET in one.body
    assert not Message.objects.exists()
    bring_forward()
    do_jobs()
    assert subjects() == ["Welcome"]


def test_it_is_sent_with_what_it_tells_of_and_not_without() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    with transaction.atomic():
        post("Later")
        assert subjects() == []
    assert subjects() == ["Later"]
    bring_forward()
    do_jobs()
    assert (subjects(), Message.objects.count()) == (["Later"], 0)


def test_what_the_mail_server_does_not_take_is_sent_later(
    deaf: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    [zoe] = worlds.people("zoe")
    with caplog.at_level(logging.DEBUG):
        post(user=zoe)
    assert "could not be sent yet: ConnectionRefusedError" in caplog.text
    assert "zoe@example.org" not in caplog.text
    [row] = Message.objects.all()
    assert SECRET not in row.sealed
    assert log(zoe) == []
    bring_forward()
    do_jobs()
    assert ProcrastinateJob.objects.get(task_name=outbox.TASK).attempts == 1
    deaf.undo()
    bring_forward()
    do_jobs()
    assert (subjects(), Message.objects.count(), log(zoe)) == (["Welcome"], 0, ["Welcome"])


def test_who_is_killed_before_it_was_tried_leaves_it_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_try", lambda message_id: None)
    post()
    do_jobs()
    assert subjects() == []  # whoever may still be at it has their time
    bring_forward()
    do_jobs()
    assert (subjects(), Message.objects.count()) == (["Welcome"], 0)


def test_two_who_are_at_it_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_try", lambda message_id: None)
    post()
    [row] = Message.objects.all()
    with thread() as beside, transaction.atomic():
        outbox.deliver(row.pk)
        other = beside(lambda: outbox.deliver(row.pk))
        eventually(lambda: other.done() or waits_for_a_lock())
        assert other.done()
    assert subjects() == ["Welcome"]


def test_what_is_too_old_to_be_sent_is_sent_no_more(deaf: pytest.MonkeyPatch) -> None:
    for subject in ("Old", "New"):
        post(subject)
    Message.objects.earliest("pk").delete()
    deaf.undo()
    bring_forward()
    do_jobs()
    assert (subjects(), Message.objects.count()) == (["New"], 0)


def test_what_nobody_can_read_any_more_is_told_of_and_dropped(
    deaf: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    post()
    [row] = Message.objects.all()
    deaf.undo()
    Message.objects.update(sealed="x")
    bring_forward()
    do_jobs()
    assert (subjects(), Message.objects.count()) == ([], 0)
    assert f"Mail {row.pk} cannot be read" in caplog.text

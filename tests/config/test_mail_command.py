"""What does the operator see of the letters that they send? How many there are, and no address (P17)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core import mail as sent
from django.core.management import CommandError, call_command

import worlds
from accounts import campaigns
from mail.models import Campaign, Message
from work import do_jobs, forget_jobs


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_jobs()
    Message.objects.all().delete()
    sent.outbox.clear()
    account, everybody = worlds.account(), campaigns._people
    worlds.people("ann", "ben", of=account)
    monkeypatch.setattr(campaigns, "_people", lambda: everybody().filter(account=account))


def send(file: Path, name: str) -> str:
    said = StringIO()
    options = ("--class", "company-news", "--name", name, "--subject", "News")
    call_command("mail", "send", *options, str(file), stdout=said)
    return said.getvalue()


def test_a_letter_is_sent_once_and_only_counts_are_told(tmp_path: Path) -> None:
    name, file = worlds.address(), tmp_path / "letter.txt"
    file.write_text("We have moved. Ünsere Türen sind offen.\n")
    assert send(file, name) == "2 mails are on their way; 0 opted out.\n"
    assert send(file, name) == "0 mails are on their way; 0 opted out.\n"
    do_jobs()
    assert [str(one.body).startswith("We have moved. Ünsere") for one in sent.outbox] == [True, True]


def test_what_cannot_be_sent_is_told_and_nothing_is(tmp_path: Path) -> None:
    name, file = worlds.address(), tmp_path / "letter.txt"
    with pytest.raises(CommandError, match="cannot be read: FileNotFoundError"):
        send(file, name)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="cannot be read: UnicodeDecodeError"):
        send(file, name)
    assert not Campaign.objects.filter(name=name).exists()
    file.write_text("One")
    send(file, name)
    file.write_text("Other")
    with pytest.raises(CommandError, match="another letter of that name"):
        send(file, name)
    do_jobs()
    assert len(sent.outbox) == 2


@pytest.mark.parametrize("of", ["transactional", "x"])
def test_only_optional_mail_goes_to_everybody(of: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("mail", "send", "--class", of, "--name", "x", "--subject", "x", str(tmp_path))

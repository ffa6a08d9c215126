"""What does mail to the support address do? It ends optional mail to its sender, and nothing else, unseen. P7."""

import logging
import os
from collections.abc import Iterator

import httpx
import pytest
from django.conf import settings
from django.core import mail as sent

import worlds
from config.receiving import receive
from mail.classes import OPTIONAL
from mail.models import Message, OptOut
from mail.opting_out import unwanted
from processes import python
from tests.mail.test_inbound import BROKEN, letter
from wire import watch

SECRET = "hush"
KNOWN = {"Authorization": f"Bearer {SECRET}", "Content-Type": "message/rfc822"}
CARD = "4242 4242 4242 4242"


@pytest.fixture
def mail_server_of_ours(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """Whoever takes mail for us, and hands it on."""
    monkeypatch.setattr(settings, "INBOUND_SECRET", SECRET)
    with httpx.Client(base_url=server, verify=False, timeout=30) as client:
        yield client


def environment() -> dict[str, str]:
    """Return what tells another process where our database is."""
    places = ("STEWARD_DATA", "DATABASE_URL", "DATABASE_OWNER_URL")
    return {name: os.environ[name] for name in places if name in os.environ}


def hand_on(client: httpx.Client, octets: bytes, **headers: str) -> tuple[int, bytes]:
    answer = client.post("/mail/inbound", content=octets, headers=KNOWN | headers)
    return answer.status_code, answer.content


def test_p7_who_writes_gets_no_optional_mail_any_more(mail_server_of_ours: httpx.Client) -> None:
    [zoe] = worlds.people("zoe")
    assert hand_on(mail_server_of_ours, letter(From=zoe.email.upper())) == (202, b"")
    assert unwanted(zoe.email) == set(OPTIONAL)
    zoe.refresh_from_db()
    assert (zoe.wants_service_updates, zoe.wants_company_news) == (False, False)


def test_p7_who_is_not_known_learns_nothing_and_causes_the_same_work() -> None:
    [zoe] = worlds.people("zoe")
    counts = []
    for address in (zoe.email, worlds.address(), zoe.email):
        with watch() as wire:
            receive(letter(From=address))
        counts.append(wire.statements)
    assert len(set(counts)) == 1


def test_nothing_is_ever_answered_by_mail(mail_server_of_ours: httpx.Client) -> None:
    [zoe] = worlds.people("zoe")
    before = len(sent.outbox), Message.objects.count()
    for octets in (letter(From=zoe.email), letter(From=settings.DEFAULT_FROM_EMAIL), letter("Hello"), *BROKEN, b""):
        assert hand_on(mail_server_of_ours, octets) == (202, b"")
    assert (len(sent.outbox), Message.objects.count()) == before


def test_a_forged_one_does_no_more_than_can_be_undone_by_a_click(mail_server_of_ours: httpx.Client) -> None:
    zoe, ann = worlds.people("zoe", "ann")
    before = worlds.rows(zoe)
    hand_on(mail_server_of_ours, letter(From=zoe.email, Received="from evil.example.net"))
    assert worlds.changed(before, zoe) == {"accounts_user"}
    assert unwanted(ann.email) == set()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer hus"}, 401),
        ({"Authorization": ""}, 401),
        ({"Authorization": f"Basic {SECRET}"}, 401),
        ({"Content-Type": "text/plain"}, 415),
    ],
    ids=str,
)
def test_who_does_not_know_the_secret_changes_nothing(
    mail_server_of_ours: httpx.Client, headers: dict[str, str], status: int
) -> None:
    address = worlds.address()
    assert hand_on(mail_server_of_ours, letter(From=address), **headers)[0] == status
    assert unwanted(address) == set()
    assert hand_on(mail_server_of_ours, letter(From=address))[0] == 202
    assert unwanted(address) == set(OPTIONAL)


def test_without_a_secret_there_is_no_such_address(server: str) -> None:
    assert settings.INBOUND_SECRET == ""
    for headers in (KNOWN, KNOWN | {"Authorization": "Bearer"}):
        assert httpx.post(f"{server}/mail/inbound", content=letter(), headers=headers, timeout=30).status_code == 404
    assert httpx.get(f"{server}/mail/inbound", timeout=30).status_code == 404


def test_only_a_post_is_taken(mail_server_of_ours: httpx.Client) -> None:
    assert mail_server_of_ours.get("/mail/inbound", headers=KNOWN).status_code == 405


def test_a_mail_of_any_size_and_with_any_number_in_it_is_taken(mail_server_of_ours: httpx.Client) -> None:
    address = worlds.address()
    assert hand_on(mail_server_of_ours, letter(From=address, text=CARD) + b"x" * 2_000_000) == (202, b"")
    assert unwanted(address) == set(OPTIONAL)


def test_nothing_of_a_mail_is_logged(mail_server_of_ours: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    address = worlds.address()
    with caplog.at_level(logging.DEBUG):
        hand_on(mail_server_of_ours, letter(From=address, text="Xyzzyplugh"))
        hand_on(mail_server_of_ours, letter(From=address, text="Xyzzyplugh"), Authorization="Bearer x")
    assert address.split("@")[0] not in caplog.text
    assert "Xyzzyplugh" not in caplog.text


def test_p7_a_pipe_takes_a_mail_too_and_prints_nothing() -> None:
    [zoe] = worlds.people("zoe")
    with python("-m", "config.manage", "mail", "receive", **environment()) as process:
        printed, _ = process.communicate(letter(From=zoe.email).decode() + "x" * 1_000_000, timeout=60)
    assert (process.returncode, printed) == (0, "")
    assert unwanted(zoe.email) == set(OPTIONAL)


def test_whoever_hands_it_on_tries_again_if_the_database_is_away() -> None:
    before = OptOut.objects.count()
    nobody = environment() | {"DATABASE_URL": "postgresql://x:x@127.0.0.1:1/x"}
    with python("-m", "config.manage", "mail", "receive", **nobody) as process:
        printed, _ = process.communicate(letter().decode(), timeout=60)
    assert (process.returncode, "zoe" in printed) == (75, False)
    assert OptOut.objects.count() == before

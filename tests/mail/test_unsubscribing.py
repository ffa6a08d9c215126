"""Can each mail that can be ended be ended where its headers say (RFC 8058), by a link that tells nothing of itself?"""

import base64
import re

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from mail import outbox
from mail.classes import OPTIONAL, MailClass
from mail.unsubscribing import address_of, headers, link
from mail_server import mail_server, read
from worlds import address

URL = re.compile(r"https://crm\.example\.org/mail/unsubscribe/([\w-]+)", re.ASCII)


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STEWARD_URL", "https://crm.example.org")
    monkeypatch.setattr(settings, "SUPPORT_ADDRESS", "help&care@example.org")


@pytest.mark.parametrize("mail_class", MailClass)
def test_p9_what_can_be_ended_says_where_in_the_octets_that_are_sent(
    monkeypatch: pytest.MonkeyPatch, mail_class: MailClass
) -> None:
    zoe = address()
    with mail_server(monkeypatch) as taken:
        outbox.post(EmailMessage("A mail", "Text\n", "s@example.org", [zoe]), mail_class, user_id=None)
    [octets] = taken
    head = octets.partition(b"\r\n\r\n")[0]
    if mail_class not in OPTIONAL:
        assert b"unsubscribe" not in head.lower()
        return
    # RFC 8058, section 3.1: each header once, one HTTPS URI; RFC 5322, section 2.1.1: 998 octets of a line at most.
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).decode("ascii").split("\r\n")
    [where] = [line for line in lines if line.lower().startswith("list-unsubscribe:")]
    assert [line for line in lines if line.lower().startswith("list-unsubscribe-post:")] == [
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    ]
    by_mail = r"<mailto:help%26care@example\.org\?subject=unsubscribe>"
    found = re.fullmatch(rf"List-Unsubscribe: +<([^<> ]+)>, {by_mail}", where)
    assert found is not None, where
    [token] = URL.fullmatch(found[1]).groups()  # type: ignore[union-attr]  # it is one
    assert address_of(token) == zoe
    assert max(map(len, octets.split(b"\r\n"))) < 998
    assert read(octets)["List-Unsubscribe"].count("https://") == 1


def test_the_longest_address_is_not_broken_over_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = f"{'z' * 64}@{'.'.join(['example' * 8] * 3)}.org"[:254]
    with mail_server(monkeypatch) as taken:
        outbox.post(EmailMessage("A mail", "Text\n", "s@example.org", [zoe]), MailClass.COMPANY_NEWS, user_id=None)
    [token] = URL.findall(taken[0].decode())
    assert address_of(token) == zoe
    assert max(map(len, taken[0].split(b"\r\n"))) < 998


def test_a_link_tells_nothing_and_leads_nowhere_if_any_bit_of_it_is_another() -> None:
    zoe = address()
    token = link(zoe).rpartition("/")[2]
    octets = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    assert address_of(token) == zoe
    assert zoe.split("@")[0].encode() not in octets
    assert link(zoe) != link(zoe)
    for bit in range(len(octets) * 8):
        altered = bytearray(octets)
        altered[bit // 8] ^= 1 << bit % 8
        assert address_of(base64.urlsafe_b64encode(altered).decode().rstrip("=")) is None
    for other in ("", "x", token[:-1], f"{token}A", f"{token}=", token.swapcase(), "é", "\ud800"):
        assert address_of(other) is None


def test_a_link_is_good_under_a_secret_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    zoe = address()
    token = link(zoe).rpartition("/")[2]
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another" * 10)
    assert address_of(token) == zoe
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    assert address_of(token) is None


def test_there_is_nothing_in_a_header_but_what_is_ours() -> None:
    assert all("\n" not in value and "\r" not in value for value in headers("zoe@example.org\r\nBcc: x@y").values())

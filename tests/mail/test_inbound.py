"""Whom does a mail to the support address opt out? Its sender, if it asks for that, and a person wrote it. P7."""

from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mail.inbound import OCTETS_MAX, who_opts_out

ZOE = "zoe@example.org"


def letter(subject: str = "unsubscribe", text: str = "Thank you.\n", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = headers.pop("From", f"Zoë Quarry <{ZOE}>")
    message["To"] = "support@example.org"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("unsubscribe", ""),
        ("Re: News of July: please UNSUBSCRIBE me", ""),
        ("Opt-out", ""),
        ("I want to opt out", ""),
        ("stop", ""),
        ("STOP!", ""),
        ("Ünsere Bitte: un-subscribe", ""),
        ("", "Unsubscribe"),
        ("Re: News", "Please take me off your list.\n\n> unsubscribe at any time"),
        ("Re: News", "\n\n  Stop sending me these mails.\nZoë"),
        ("Hello", "Don't contact me any more."),
    ],
)
def test_p7_who_asks_is_opted_out(subject: str, text: str) -> None:
    assert who_opts_out(letter(subject, text)) == ZOE


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("How do I import contacts?", "I have a file."),
        ("The page stops loading", "It began yesterday."),
        ("Re: News", "What a fine newsletter!\n\n> To unsubscribe, click here"),
        ("Re: News", "> unsubscribe"),
        ("Adopt outright", "Removes meat from the menu"),
        ("", ""),
    ],
)
def test_who_asks_for_something_else_is_not(subject: str, text: str) -> None:
    assert who_opts_out(letter(subject, text)) is None


def test_a_mail_in_html_alone_is_read_too() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = ZOE, "Re: News"
    message.set_content("<html><body><p>Unsubscribe me, <b>please</b></p></body></html>", subtype="html")
    assert who_opts_out(message.as_bytes()) == ZOE


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"Precedence": "List"},
        {"Precedence": "junk"},
        {"List_Id": "<news.example.net>"},
        {"Return_Path": "<>"},
    ],
    ids=str,
)
def test_what_a_program_wrote_is_left_alone(headers: dict[str, str]) -> None:
    assert who_opts_out(letter()) == ZOE
    assert who_opts_out(letter(Auto_Submitted="no", Precedence="first-class", Return_Path=f"<{ZOE}>")) == ZOE
    assert who_opts_out(letter(**headers)) is None


def test_a_bounce_is_left_alone() -> None:
    bounce = letter().replace(b"Content-Type: text/plain", b"Content-Type: multipart/report; boundary=x; y=z")
    assert bounce != letter()
    assert who_opts_out(bounce) is None


@pytest.mark.parametrize(
    "sender",
    ["", "zoe", "@example.org", "zoe@", "a@example.org, b@example.org", "friends: a@example.org, b@example.org;", "<>"],
)
def test_who_is_not_one_address_is_nobody(sender: str) -> None:
    octets = letter().replace(b"=?utf-8?q?Zo=C3=AB?= Quarry <zoe@example.org>", sender.encode())
    assert octets != letter()
    assert who_opts_out(octets) is None


def test_two_senders_are_nobody() -> None:
    assert who_opts_out(b"From: ann@example.org\r\n" + letter()) is None


def test_an_address_is_taken_as_it_is_and_no_other_header_counts() -> None:
    for other in ("Sender", "Reply-To", "Resent-From", "X-Original-From"):
        assert who_opts_out(f"{other}: ann@example.org\r\n".encode() + letter()) == ZOE


def test_only_the_beginning_of_a_mail_is_looked_at() -> None:
    assert who_opts_out(letter() + b"x" * OCTETS_MAX * 4) == ZOE
    assert who_opts_out(b"X: " + b"x" * OCTETS_MAX + b"\r\n" + letter()) is None


# Each has made the standard library's parser raise what it does not say it raises.
BROKEN = (
    b'From: "\n\nunsubscribe',
    b"From: (c):\nSubject: stop\n\n",
    b"From: a@b.c\nSubject: stop\nContent-Type: text/plain; name*\n\n",
    b"From: a@b.c\nContent-Type: text/plain; charset=nothing\n\nstop",
    b"From: a@b.c\nContent-Type: multipart/mixed\n\n--x\n\nstop",
    b"From: =?utf-8?q?=?= <\xff@\xff>\nSubject: =?x?b?!?=\n\nstop",
    b"From: <@@a@b@c>, .@.\nSubject: stop\n\n",
)


PIECES = (
    *(b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=x", b"text/html", b"charset=", b"utf-7"),
    *(b"\n", b"\r\n", b"\n\n--x\n", b"--x--", b"unsubscribe", b"stop", b"=?utf-8?q?", b"?=", b"\xff", b"\0", b"*0*="),
    *(b"Content-Transfer-Encoding: base64", b"a", *(bytes([sign]) for sign in b'<>@"():;,[]\\.')),
)


@given(st.binary(max_size=2_000) | st.lists(st.sampled_from(PIECES)).map(b"".join))
@example(BROKEN[0]).via("python/cpython issue 148518")
@example(BROKEN[1]).via("python/cpython issue 151857")
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_a_mail_or_none(octets: bytes) -> None:
    found = who_opts_out(octets)
    assert found is None or (found.count("@") >= 1 and "\0" not in found and len(found) <= 254)


@pytest.mark.parametrize("octets", BROKEN)
def test_what_the_parser_cannot_read_raises_nothing(octets: bytes) -> None:
    who_opts_out(octets)

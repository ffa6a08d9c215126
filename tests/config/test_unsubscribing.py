"""Is mail ended by one click at its link (RFC 8058), by nothing less, and does the link tell nobody anything? P7."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

import worlds
from accounts.models import User
from api import Api
from mail.classes import OPTIONAL, MailClass
from mail.models import OptOut
from mail.opting_out import unwanted
from mail.unsubscribing import link

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
NEWS, UPDATE = MailClass.COMPANY_NEWS, MailClass.SERVICE_UPDATE


@pytest.fixture
def program(server: str) -> Iterator[httpx.Client]:
    """What reads mail, and knows nothing of us."""
    with httpx.Client(base_url=server, verify=False, timeout=30) as client:
        yield client


def path(address: str) -> str:
    return urlsplit(link(address)).path


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"List-Unsubscribe=One-Click", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ],
    ids=["form", "multipart", "octets"],
)
def test_p7_one_click_ends_all_optional_mail_without_login_or_cookie(program: httpx.Client, sent: Any) -> None:
    [zoe] = worlds.people("zoe")
    answer = program.post(path(zoe.email), **sent)
    assert (answer.status_code, answer.cookies, answer.history) == (200, httpx.Cookies(), [])
    assert unwanted(zoe.email) == set(OPTIONAL)
    zoe.refresh_from_db()
    assert (zoe.wants_service_updates, zoe.wants_company_news) == (False, False)


def test_a_click_again_changes_nothing_and_is_answered_alike(program: httpx.Client) -> None:
    zoe = worlds.address()
    first = program.post(path(zoe), data=ONE_CLICK)
    made = list(OptOut.objects.order_by("pk").values())
    again = program.post(path(zoe), data=ONE_CLICK)
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert list(OptOut.objects.order_by("pk").values()) == made


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_nothing_but_a_post_ends_it(program: httpx.Client, method: str) -> None:
    [zoe] = worlds.people("zoe")
    answer = program.request(method, path(zoe.email), params=ONE_CLICK)
    assert answer.status_code == (200 if method in ("GET", "HEAD") else 405)
    assert not answer.cookies
    assert unwanted(zoe.email) == set()


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "one-click"}, {"service_updates": "on"}], ids=str)
def test_nothing_but_what_is_asked_for_counts(program: httpx.Client, data: dict[str, str]) -> None:
    zoe = worlds.address()
    assert program.post(path(zoe), data=data).status_code == 400
    assert unwanted(zoe) == set()
    assert program.post(path(zoe), data=ONE_CLICK).status_code == 200


def test_p7_who_follows_the_link_chooses_without_login(program: httpx.Client) -> None:
    [zoe] = worlds.people("zoe")
    where = path(zoe.email)
    assert program.get(where).text.count(" checked") == 2
    page = program.post(where, data={"choose": "1", "company_news": "on"})
    assert (page.status_code, page.text.count(" checked"), unwanted(zoe.email)) == (200, 1, {UPDATE})
    assert "Your choice is saved." in page.text
    page = program.post(where, data={"choose": "1", "company_news": "on", "service_updates": "on"})
    assert (page.text.count(" checked"), unwanted(zoe.email)) == (2, set())


def test_the_page_does_not_say_whose_address_it_is_about(program: httpx.Client) -> None:
    [zoe] = worlds.people("zoe")
    stranger = worlds.address()
    pages = [(program.get(path(of)).text, program.post(path(of), data=ONE_CLICK).text) for of in (zoe.email, stranger)]
    assert pages[0] == pages[1]
    assert not any(name in page for page in pages[0] for name in (zoe.username, zoe.email, stranger, "@"))


def test_an_altered_link_is_nothing_and_changes_nothing(program: httpx.Client) -> None:
    zoe = worlds.address()
    where, before = path(zoe), OptOut.objects.count()
    nothing = program.get("/mail/unsubscribe/x")
    assert nothing.status_code == 404
    for place in range(len("/mail/unsubscribe/"), len(where)):
        other = "A" if where[place] != "A" else "B"
        answer = program.post(f"{where[:place]}{other}{where[place + 1 :]}", data=ONE_CLICK)
        assert (answer.status_code, answer.text) == (404, nothing.text)
    assert OptOut.objects.count() == before


def test_who_is_signed_in_as_somebody_else_ends_it_for_the_address_of_the_link(api: Api) -> None:
    zoe, ann = worlds.people("zoe", "ann")
    assert api(ann).post(path(zoe.email), data=ONE_CLICK).status_code == 200
    assert (unwanted(zoe.email), unwanted(ann.email)) == (set(OPTIONAL), set())
    assert User.objects.get(pk=ann.pk).wants_company_news


def test_nothing_of_it_is_logged(program: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    [zoe] = worlds.people("zoe")
    with caplog.at_level(logging.DEBUG):
        program.get(path(zoe.email))
        program.post(path(zoe.email), data=ONE_CLICK)
    assert zoe.email not in caplog.text
    assert zoe.username not in caplog.text

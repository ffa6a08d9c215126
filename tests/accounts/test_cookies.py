"""Are the promises about cookies kept, as they are worded? P20 to P25, and P30."""

import re
from base64 import b64decode, b85decode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from accounts import cookies
from accounts.cookies import session_id
from accounts.models import User
from tests.accounts.browser import AUTH, PASSWORD, Browser, Browsers, new_name

NOBODY = "UNAUTHENTICATED"
QUERY = {"query": "{ viewer { username } }"}


def set_cookies(answer: httpx.Response) -> dict[str, list[str]]:
    """Return the attributes of each cookie that an answer sets."""
    lines = [line.split("; ") for line in answer.headers.get_list("set-cookie")]
    return {first.partition("=")[0]: sorted(attributes) for first, *attributes in lines}


def readings(cookie: str) -> Iterator[bytes]:
    """All that a cookie's value says in the encodings that are in use."""
    yield cookie.encode()
    for decode in (urlsafe_b64decode, b64decode, b85decode, bytes.fromhex):
        with suppress(ValueError):
            yield decode(cookie + "=" * (-len(cookie) % 4) if decode in (urlsafe_b64decode, b64decode) else cookie)


def test_p20_no_cookie_before_signing_in_and_one_beside_csrfs_after_it(server: str) -> None:
    with Browser(server) as zoe:
        assert zoe.viewer() == NOBODY
        assert set(zoe.cookies) == set()
        zoe.get(f"{AUTH}/config")
        assert set(zoe.cookies) == {"csrftoken"}
        zoe.sign_up(new_name())
        assert set(zoe.cookies) == {"csrftoken", "steward_session"}
        zoe.viewer()
        zoe.sign_out()
        assert set(zoe.cookies) == {"csrftoken"}


def test_p21_one_flipped_bit_and_nobody_is_there(browser: Browsers) -> None:
    zoe, thief, name = browser(), browser(), new_name()
    zoe.sign_up(name)
    cookie = zoe.session or ""
    for position in range(len(cookie)):
        flipped = chr(ord(cookie[position]) ^ 1)
        thief.cookies.set("steward_session", cookie[:position] + flipped + cookie[position + 1 :])
        assert thief.viewer() == NOBODY, position
    thief.cookies.set("steward_session", cookie)
    assert thief.viewer() == name


def test_p21_nobody_can_be_read_from_the_cookie(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    user = User.objects.get(username=name)
    cookie, inside = zoe.session or "", session_id(zoe.session or "") or ""
    texts = [name, user.email, PASSWORD, inside]
    for key in (user.pk, user.account_id):
        texts += [str(key), key.hex]
    personal = [*(text.encode() for text in texts), user.pk.bytes, user.account_id.bytes]
    assert [said for said in personal for reading in readings(cookie) if said in reading] == []


def test_a_long_cookie_takes_no_place_among_those_that_are_kept() -> None:
    before = cookies._stored_key.cache_info().misses
    assert cookies.stored_key("x" * (cookies.LENGTH_MAX + 1)) is None
    assert cookies._stored_key.cache_info().misses == before
    assert cookies.stored_key(new_name()) is None
    assert cookies._stored_key.cache_info().misses == before + 1


def test_p23_only_this_service_can_read_it(browser: Browsers) -> None:
    answer = browser().sign_up(new_name())
    assert set_cookies(answer)["steward_session"] == ["HttpOnly", "Path=/", "SameSite=Lax"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer {}"},
        {"Authorization": "Session {}"},
        {"X-Session-Token": "{}"},
        {"X-Session-Id": "{}"},
        {"Cookie": "session={}"},
        {"Cookie": "sessionid={}"},
    ],
    ids=str,
)
def test_p25_a_session_counts_in_its_cookie_alone(browser: Browsers, headers: dict[str, str]) -> None:
    zoe, name, other = browser(), new_name(), browser()
    zoe.sign_up(name)
    for said in (zoe.session or "", session_id(zoe.session or "") or ""):
        given = {header: value.format(said) for header, value in headers.items()}
        assert other.post("/graphql", json=QUERY, headers=given).status_code == 401
        assert other.get(f"{AUTH}/auth/session", headers=given).status_code == 401
        for parameter in ("steward_session", "session", "session_token"):
            assert other.post(f"/graphql?{parameter}={said}", json=QUERY).status_code == 401
    assert zoe.viewer() == name


def test_p25_a_browser_without_cookies_is_nobodys(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    zoe.cookies.clear()
    assert zoe.viewer() == NOBODY


def test_p30_the_session_ends_with_the_browser(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    zoe.sign_out()
    answer = zoe.sign_in(username=name)
    assert not [a for a in set_cookies(answer)["steward_session"] if re.match("max-age|expires", a, re.IGNORECASE)]

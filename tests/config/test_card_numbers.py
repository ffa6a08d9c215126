"""Is the number of a card refused in forms, addresses and JSON too, in the words of each? P13."""

import base64
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.cache import cache

import worlds
from accounts.models import User
from api import sign_in
from tests.accounts.browser import Browser, new_name
from tests.billing.card_numbers import CARD

SPACED = "4242 4242 4242 4242"
ALMOST = "4242 4242 4242 4241"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
PAGE = "That holds the number of a card"


@pytest.fixture(autouse=True)
def _attempts_are_forgotten() -> None:
    cache.clear()


@pytest.fixture
def browser(server: str) -> Iterator[Browser]:
    with Browser(server) as browser:
        yield browser


def check(answer: httpx.Response) -> httpx.Response:
    """Check that a refusal repeats nothing, is kept by nobody, and goes with no cookie."""
    assert answer.status_code == 400
    assert "4242" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    return answer


BODIES: list[dict[str, Any]] = [
    {"username": SPACED},
    {"username": "zoe", "email": "zoe@example.org", "account": CARD.translate(str.maketrans("24", "２４"))},
    {"username": "zoe", "card": int(CARD)},
    {"username": "zoe", SPACED: True},
    {"username": "zoe", "more": [{"deep": [SPACED]}]},
]


@pytest.mark.parametrize("said", BODIES, ids=ascii)
def test_signing_up_with_one_is_refused_and_nobody_is_told(browser: Browser, said: dict[str, Any]) -> None:
    name = new_name()
    said = said | {"email": f"{name}@example.org", "phone": None}
    for written in (json.dumps(said), json.dumps(said, ensure_ascii=False)):
        headers = {"X-CSRFToken": browser.token} | JSON
        answer = check(browser.post("/auth/browser/v1/auth/signup", content=written.encode(), headers=headers))
        [error] = answer.json()["errors"]
        assert (answer.json()["status"], error["code"]) == (400, "card_number_refused")
    assert browser.mails(f"{name}@example.org") == []


def test_a_password_is_none_and_who_says_so_is_not_signed_in(browser: Browser) -> None:
    name = new_name()
    browser.sign_up(name)
    browser.sign_out()
    check(browser.sign_in(username=name, password=CARD))
    assert browser.sign_in(username=name).status_code == 200
    before = User.objects.get(username=name).password
    check(browser.auth("POST", "/account/password/change", current_password=worlds.PASSWORD, new_password=SPACED))
    assert User.objects.get(username=name).password == before


@pytest.mark.parametrize("headers", [JSON, {"content-type": "text/plain"}, FORM, {}], ids=str)
def test_a_report_of_a_token_is_no_way_round(browser: Browser, headers: dict[str, str]) -> None:
    for token, status in ((SPACED, 400), (ALMOST, 202)):
        answer = browser.post("/token-leaks", content=json.dumps({"token": token}), headers=headers)
        assert answer.status_code == status
    for said in (rf'{{"token": "\u0034{CARD[1:]}"}}', f"[{CARD}]", f"no JSON {SPACED}"):
        answer = check(browser.post("/token-leaks", content=said, headers=headers))
        assert answer.json()["errors"][0]["code"] == "card_number_refused"
    for encoding in ("utf-16", "utf-32"):
        check(browser.post("/token-leaks", content=json.dumps({"token": CARD}).encode(encoding), headers=headers))


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/device"])
def test_oauth_says_it_as_oauth_does(browser: Browser, path: str) -> None:
    form = {"grant_type": "client_credentials", "client_id": "x", "client_secret": SPACED, "token": SPACED}
    answer = check(browser.post(path, data=form))
    assert (answer.json().keys(), answer.json()["error"]) == ({"error", "error_description"}, "invalid_request")
    assert browser.post(path, data=form | dict.fromkeys(("client_secret", "token"), ALMOST)).json() != answer.json()


ADDRESSES = [
    *("/?q={0}", "/?q={1}", "/?q=x&{1}=", "/?q={2}", "/account/login/?next=/{0}", "/{0}", "/x/{2}/"),
    *("/oauth/authorize?client_id=x&state={0}", "/device?user_code={0}"),
]


def filled(address: str, number: str) -> str:
    """Return an address with a number in one of the ways that it can be written there."""
    parts = [number[n : n + 4] for n in range(0, 16, 4)]
    return address.format(number, f"{parts[0]}+{parts[1]}%20{parts[2]}%2D{parts[3]}", f"%D9%A4{number[1:]}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_refused_with_a_page(browser: Browser, address: str) -> None:
    answer = check(browser.get(filled(address, CARD)))
    assert PAGE in answer.text and answer.headers["content-type"] == "text/html; charset=utf-8"
    assert PAGE not in browser.get(filled(address, ALMOST.replace(" ", ""))).text


@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "multipart in base64"])
def test_a_form_is_refused_with_a_page_and_nothing_changes(server: str, kind: str) -> None:
    [ada] = worlds.people("ada")
    with Browser(server) as browser:
        browser.cookies.set(settings.SESSION_COOKIE_NAME, sign_in(ada))
        browser.get("/account/")
        for name, status in ((ALMOST, 302), (SPACED, 400)):
            form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "name": name}
            answer = browser.post("/account/", **sent(form, kind), headers={"referer": server, **sent_headers(kind)})
            assert answer.status_code == status, answer.text
        assert PAGE in check(answer).text
    ada.refresh_from_db()
    assert ada.name == ALMOST


BOUNDARY = "b0undary"


def sent_headers(kind: str) -> dict[str, str]:
    return {"content-type": f"multipart/form-data; boundary={BOUNDARY}"} if "multipart" in kind else FORM


def sent(form: dict[str, str], kind: str) -> dict[str, Any]:
    """Return a form as a browser sends it; the last, as none does, but as Django reads it."""
    if kind == "urlencoded":
        return {"data": form}
    parts = []
    for name, value in form.items():
        encoded = base64.b64encode(value.encode()).decode() if "base64" in kind else value
        more = "Content-Transfer-Encoding: base64\r\n" if "base64" in kind else ""
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n{encoded}\r\n')
    return {"content": "".join([*parts, f"--{BOUNDARY}--\r\n"])}


def test_what_is_too_long_to_be_looked_through_is_refused(server: str) -> None:
    [ada] = worlds.people("ada")
    with Browser(server) as browser:
        browser.cookies.set(settings.SESSION_COOKIE_NAME, sign_in(ada))
        browser.get("/account/")
        for length, status in ((200_000, 302), (262_144, 400)):
            form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "name": f"Ada {status}", "more": "x" * length}
            assert browser.post("/account/", data=form, headers={"referer": server}).status_code == status
    ada.refresh_from_db()
    assert ada.name == "Ada 302"


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/account/login/", "/account/login/"),
        ("/account/invitation/of-somebody/", "/account/invitation/<str:key>/"),
        (f"/x/{CARD}/", "an address that is not there"),
    ],
    ids=["form", "link", "address"],
)
def test_the_log_tells_where_and_nothing_of_the_number(
    browser: Browser, caplog: pytest.LogCaptureFixture, path: str, where: str
) -> None:
    for logger in ("steward", "steward.cards", "django", "uvicorn", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=logger)
    check(browser.post(path, data={"login": SPACED, "password": CARD}))
    [told] = [record.getMessage() for record in caplog.records if record.name == "steward.cards"]
    assert told.startswith(f"card number refused at {where}, refusals=")
    assert "4242" not in caplog.text

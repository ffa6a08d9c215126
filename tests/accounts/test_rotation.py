"""Does a session get another cookie, and is the one before void, when its person proves who they are? (P22)"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

import worlds
from accounts.cookies import session_id, stored_key
from accounts.models import Session
from accounts.sessions import SessionStore
from api import sign_in
from tests.accounts.browser import PASSWORD, Browser, Browsers, new_name
from tests.accounts.codes import code_now
from tests.accounts.test_passkeys import MANAGE, options, register
from tests.accounts.test_passkeys import set_up as with_passkey
from tests.accounts.test_second_factors import RECOVERY_CODES, TOTP, recovery_codes
from tests.accounts.test_second_factors import set_up as with_totp

NOBODY = "UNAUTHENTICATED"


def kept(browser: Browser) -> Session:
    return Session.objects.get(session_key=stored_key(browser.session or ""))


def by_password(zoe: Browser, name: str) -> Callable[[], object]:
    zoe.sign_up(name)
    return lambda: zoe.auth("POST", "/auth/reauthenticate", password=PASSWORD)


def by_code(zoe: Browser, name: str) -> Callable[[], object]:
    with_totp(zoe, name)
    [spare, *_] = recovery_codes(zoe)
    return lambda: zoe.auth("POST", "/auth/2fa/reauthenticate", code=spare)


def by_passkey(zoe: Browser, name: str) -> Callable[[], object]:
    passkey = with_passkey(zoe, name)
    path = "/auth/webauthn/reauthenticate"
    said = passkey.sign(options(zoe, path))
    return lambda: zoe.auth("POST", path, credential=said)


def adding_totp(zoe: Browser, name: str) -> Callable[[], object]:
    by_password(zoe, name)()
    secret = zoe.auth("GET", TOTP).json()["meta"]["secret"]
    return lambda: zoe.auth("POST", TOTP, code=code_now(secret))


def removing_totp(zoe: Browser, name: str) -> Callable[[], object]:
    with_totp(zoe, name)
    return lambda: zoe.auth("DELETE", TOTP)


def making_recovery_codes(zoe: Browser, name: str) -> Callable[[], object]:
    with_totp(zoe, name)
    return lambda: zoe.auth("POST", RECOVERY_CODES)


def adding_a_passkey(zoe: Browser, name: str) -> Callable[[], object]:
    passkey = with_passkey(zoe, name)
    return lambda: register(zoe, type(passkey)(passkey.origin))


def removing_a_passkey(zoe: Browser, name: str) -> Callable[[], object]:
    with_passkey(zoe, name)
    authenticators = zoe.auth("GET", "/account/authenticators").json()["data"]
    ids = [each["id"] for each in authenticators if each["type"] == "webauthn"]
    return lambda: zoe.auth("DELETE", MANAGE, authenticators=ids)


GOING_ON = [
    by_password,
    by_code,
    by_passkey,
    adding_totp,
    removing_totp,
    making_recovery_codes,
    adding_a_passkey,
    removing_a_passkey,
]


@pytest.mark.parametrize("prepare", GOING_ON)
def test_p22_the_session_goes_on_under_another_cookie(
    browser: Browsers, prepare: Callable[[Browser, str], Callable[[], object]]
) -> None:
    zoe, name, thief = browser(), new_name(), browser()
    change = prepare(zoe, name)
    before, row = zoe.session or "", kept(zoe)
    thief.cookies.set("steward_session", before, domain="127.0.0.1", path="/")
    assert (zoe.viewer(), thief.viewer()) == (name, name)
    assert change().status_code == 200
    assert session_id(before) != session_id(zoe.session or "")
    assert (zoe.viewer(), thief.viewer()) == (name, NOBODY)
    assert thief.auth("GET", "/auth/session").status_code == 401
    # It is the same session for its person, and lasts no longer.
    now = kept(zoe)
    assert (now.public_id, now.created_at, now.expire_date) == (row.public_id, row.created_at, row.expire_date)
    assert Session.objects.filter(user__username=name).count() == 1


def test_what_is_refused_changes_no_cookie(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    with_totp(zoe, name)
    cookie = zoe.session
    assert zoe.auth("POST", "/auth/reauthenticate", password="incorrect horse").status_code == 400
    assert zoe.auth("POST", "/auth/2fa/reauthenticate", code="000000").status_code == 400
    assert zoe.auth("POST", TOTP, code="000000").status_code in (400, 409)
    assert (session_id(zoe.session or ""), zoe.viewer()) == (session_id(cookie or ""), name)


def test_p22_a_new_password_begins_another_session(browser: Browsers) -> None:
    zoe, name, thief = browser(), new_name(), browser()
    zoe.sign_up(name)
    thief.cookies.set("steward_session", zoe.session or "", domain="127.0.0.1", path="/")
    change = {"current_password": PASSWORD, "new_password": "another battery horse"}
    assert zoe.auth("POST", "/account/password/change", **change).status_code == 200
    assert (zoe.viewer(), thief.viewer()) == (name, NOBODY)


def test_a_session_tells_when_its_person_last_proved_who_they_are(browser: Browsers) -> None:
    zoe, name, began = browser(), new_name(), timezone.now()
    zoe.sign_up(name)
    signed_in = kept(zoe).authenticated_at
    assert signed_in is not None and began <= signed_in <= timezone.now()
    zoe.auth("GET", "/auth/session")
    assert kept(zoe).authenticated_at == signed_in
    zoe.auth("POST", "/auth/reauthenticate", password="incorrect horse")
    assert kept(zoe).authenticated_at == signed_in
    zoe.auth("POST", "/auth/reauthenticate", password=PASSWORD)
    proved = kept(zoe).authenticated_at
    assert proved is not None and proved > signed_in


def test_nobody_has_proved_anything_between_password_and_code(browser: Browsers) -> None:
    zoe, name, there = browser(), new_name(), browser()
    with_totp(zoe, name)
    assert there.sign_in(username=name).status_code == 401
    assert (kept(there).user, there.viewer()) == (None, NOBODY)


def test_a_session_that_was_ended_meanwhile_gets_no_other_cookie() -> None:
    [ada] = worlds.people("ada")
    cookie = sign_in(ada)
    late = SessionStore(session_id(cookie))
    late.load()
    Session.objects.filter(pk=stored_key(cookie)).delete()
    before = Session.objects.count()
    with pytest.raises(UpdateError):
        late.rotate()
    assert Session.objects.count() == before


def test_a_session_that_was_begun_without_allauth_was_proved_when_it_was_begun() -> None:
    [ada] = worlds.people("ada")
    session = Session.objects.get(session_key=stored_key(sign_in(ada)))
    assert session.authenticated_at is not None
    assert timezone.now() - session.authenticated_at < timedelta(minutes=1)

"""Which browser is this? What is kept of a session, and when it ends: on the very next request."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import F
from django.utils import timezone

import worlds
from accounts.models import Session, User
from accounts.sessions import SessionStore, hashed
from api import Api, sign_in
from tests.accounts.browser import PASSWORD, Browsers, new_name

NOBODY = "UNAUTHENTICATED"
VIEWER = "{ viewer { username } }"
CREATE = 'mutation { createTag(input: {name: "Late"}) { userErrors { code field } } }'


def kept(cookie: str) -> Session:
    """Return the row of the session with this cookie."""
    return Session.objects.get(session_key=sha256(cookie.encode()).hexdigest())


def test_the_cookie_is_nowhere_in_the_row(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    cookie = zoe.session or ""
    row, user = kept(cookie), User.objects.get(username=name)
    assert (row.user, row.account, row.version) == (user, user.account, user.session_version)
    assert (len(cookie), len(row.session_key)) == (32, 64)
    assert cookie not in "".join(str(value) for value in vars(row).values())
    said = str(SessionStore().decode(row.session_data))
    assert (str(user.pk) in said, cookie in said, PASSWORD in said) == (True, False, False)


def test_the_stored_key_signs_nobody_in(browser: Browsers) -> None:
    zoe, name, thief = browser(), new_name(), browser()
    zoe.sign_up(name)
    thief.cookies.set("steward_session", kept(zoe.session or "").session_key)
    assert (zoe.viewer(), thief.viewer()) == (name, NOBODY)


def test_signing_in_changes_the_cookie(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    first = zoe.session
    zoe.sign_out()
    # Whoever planted a session in the browser beforehand does not get to share it.
    planted = SessionStore()
    planted["planted"] = True
    planted.save()
    zoe.cookies.set("steward_session", planted.session_key or "", domain="127.0.0.1", path="/")
    assert (zoe.viewer(), zoe.session) == (NOBODY, planted.session_key)
    assert zoe.sign_in(username=name).status_code == 200
    assert zoe.viewer() == name
    assert len({first, planted.session_key, zoe.session}) == 3
    assert not SessionStore().exists(planted.session_key or "")


def test_an_unknown_cookie_is_never_taken_up(browser: Browsers) -> None:
    zoe, name, planted = browser(), new_name(), "a" * 32
    browser().sign_up(name)
    zoe.cookies.set("steward_session", planted, domain="127.0.0.1", path="/")
    assert zoe.sign_in(username=name).status_code == 200
    assert (zoe.viewer(), zoe.session != planted) == (name, True)
    assert not SessionStore().exists(planted)


def test_a_session_lasts_twelve_hours(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    row = kept(zoe.session or "")
    assert abs(row.expire_date - timezone.now() - timedelta(hours=12)) < timedelta(minutes=1)
    assert zoe.viewer() == name
    Session.objects.filter(pk=row.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert zoe.viewer() == NOBODY
    assert zoe.auth("GET", "/auth/session").status_code == 401


def end_by_version(user: User, cookie: str) -> None:
    """What a change of password does, and all else that ends every session."""
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)


def end_by_deactivation(user: User, cookie: str) -> None:
    """Deactivate."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def end_by_deletion(user: User, cookie: str) -> None:
    """Revoke this one session."""
    SessionStore(cookie).delete()


def end_by_expiry(user: User, cookie: str) -> None:
    """Have the session be over."""
    Session.objects.filter(session_key=hashed(cookie)).update(expire_date=timezone.now())


def end_by_password(user: User, cookie: str) -> None:
    """Change the password."""
    user.set_password("another battery horse")
    user.save()


ENDS = [end_by_version, end_by_deactivation, end_by_deletion, end_by_expiry, end_by_password]


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_was_ended_is_refused_at_once(api: Api, end: Callable[[User, str], None]) -> None:
    ada, ben = worlds.people("ada", "ben")
    as_ada, as_ben = api(ada), api(ben)
    for client, person in ((as_ada, ada), (as_ben, ben)):
        assert client.data(VIEWER) == {"viewer": {"username": person.username}}
    before = worlds.rows(ada)
    end(ada, as_ada.cookies["steward_session"])
    users = {"accounts_user"} & worlds.changed(before, ada)
    for document in (VIEWER, CREATE, VIEWER):
        answer = as_ada.ask(document)
        assert answer.status_code == 401
        assert [error["extensions"] for error in answer.json()["errors"]] == [{"code": "UNAUTHENTICATED"}]
    assert worlds.changed(before, ada) == users
    assert as_ben.refusals(CREATE) == []
    session = "/auth/browser/v1/auth/session"
    assert (as_ada.get(session).status_code, as_ben.get(session).status_code) == (401, 200)


def test_a_new_password_ends_all_other_sessions(browser: Browsers) -> None:
    here, there, name = browser(), browser(), new_name()
    here.sign_up(name)
    there.sign_in(username=name)
    first = here.session
    change = {"current_password": PASSWORD, "new_password": "another battery horse"}
    assert here.auth("POST", "/account/password/change", **change | {"current_password": "wrong"}).status_code == 400
    assert (here.viewer(), there.viewer()) == (name, name)
    assert here.auth("POST", "/account/password/change", **change).status_code == 200
    assert (here.viewer(), there.viewer()) == (name, NOBODY)
    assert there.auth("GET", "/auth/session").status_code == 401
    assert first != here.session
    assert there.sign_in(username=name).status_code == 400
    assert there.sign_in(username=name, password="another battery horse").status_code == 200


@pytest.mark.parametrize("end", [end for end in ENDS if end is not end_by_expiry])
def test_a_late_save_does_not_revive_a_session(api: Api, end: Callable[[User, str], None]) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    cookie = client.cookies["steward_session"]
    late = SessionStore(cookie)
    late["seen"] = True  # a request under way has read it
    end(ada, cookie)
    if end is end_by_deletion:
        with pytest.raises(UpdateError):
            late.save()
        assert not SessionStore().exists(cookie)
    else:
        late.save()
    assert client.code(VIEWER) == NOBODY


def test_a_session_stays_its_persons(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    cookie = sign_in(ada)
    session = SessionStore(cookie)
    session["_auth_user_id"] = str(ben.pk)
    session.save()
    assert kept(cookie).user == ada
    client = api()
    client.cookies.set("steward_session", cookie)
    assert client.data(VIEWER) == {"viewer": {"username": ada.username}}


def test_nobody_is_signed_in_before_signing_in(api: Api) -> None:
    session = SessionStore()
    session["seen"] = True
    session.save()
    client = api()
    client.cookies.set("steward_session", session.session_key or "")
    assert client.code(VIEWER) == NOBODY
    assert (kept(session.session_key or "").user, SessionStore(session.session_key)["seen"]) == (None, True)


@pytest.mark.parametrize("cookie", ["", "x", "a" * 10_000, "é", "' OR 1=1 --", "a" * 64])
def test_what_is_no_session_is_nobodys(api: Api, cookie: str) -> None:
    assert (
        api()
        .post("/graphql", json={"query": VIEWER}, headers={"Cookie": f"steward_session={cookie}".encode()})
        .status_code
        == 401
    )

"""Which browser is this? What is kept of a session, and when it ends: on the very next request."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import F
from django.utils import timezone

import worlds
from accounts.cookies import sealed, session_id, stored_key
from accounts.models import Session, User
from accounts.sessions import PROOFS_KEY, SEEN_SECONDS, SessionStore
from api import Api, sign_in
from graph.charges import INTERVAL_SECONDS
from processes import eventually
from tests.accounts.browser import PASSWORD, Browser, Browsers, new_name

NOBODY = "UNAUTHENTICATED"
VIEWER = "{ viewer { username } }"
CREATE = 'mutation { createTag(input: {name: "Late"}) { userErrors { code field } } }'


def test_proofs_are_kept_where_allauth_keeps_them() -> None:
    assert PROOFS_KEY == AUTHENTICATION_METHODS_SESSION_KEY


def kept(cookie: str) -> Session:
    """Return the row of the session with this cookie."""
    return Session.objects.get(session_key=stored_key(cookie))


def store(cookie: str) -> SessionStore:
    """Return the session with this cookie as a request would have it."""
    return SessionStore(session_id(cookie))


def test_p28_the_cookie_is_nowhere_in_the_row(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    cookie = zoe.session or ""
    row, user = kept(cookie), User.objects.get(username=name)
    assert (row.user, row.version) == (user, user.session_version)
    inside = session_id(cookie) or ""
    assert (len(inside), len(row.session_key)) == (32, 64)
    everything = "".join(str(value) for value in vars(row).values())
    assert not [secret for secret in (cookie, inside) if secret in everything]
    said = str(SessionStore().decode(row.session_data))
    assert (str(user.pk) in said, inside in said, PASSWORD in said) == (True, False, False)


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
    cookie = sealed(planted.session_key or "")
    zoe.cookies.set("steward_session", cookie, domain="127.0.0.1", path="/")
    assert (zoe.viewer(), zoe.session) == (NOBODY, cookie)
    assert zoe.sign_in(username=name).status_code == 200
    assert zoe.viewer() == name
    assert len({session_id(seen or "") for seen in (first, cookie, zoe.session)}) == 3
    assert not SessionStore().exists(planted.session_key or "")


def test_an_unknown_cookie_is_never_taken_up(browser: Browsers) -> None:
    zoe, name, planted = browser(), new_name(), "a" * 32
    browser().sign_up(name)
    zoe.cookies.set("steward_session", sealed(planted), domain="127.0.0.1", path="/")
    assert zoe.sign_in(username=name).status_code == 200
    assert (zoe.viewer(), session_id(zoe.session or "") != planted) == (name, True)
    assert not SessionStore().exists(planted)


def test_a_session_lasts_twelve_hours(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    row = kept(zoe.session or "")
    assert abs(row.expire_date - timezone.now() - timedelta(hours=12)) < timedelta(minutes=1)
    assert zoe.viewer() == name
    store(zoe.session or "").save()  # does not make it longer
    assert kept(zoe.session or "").expire_date == row.expire_date
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
    store(cookie).delete()


def end_by_expiry(user: User, cookie: str) -> None:
    """Have the session be over."""
    Session.objects.filter(pk=kept(cookie).pk).update(expire_date=timezone.now())


def end_by_idleness(user: User, cookie: str) -> None:
    """Have the session not be used for two hours."""
    Session.objects.filter(pk=kept(cookie).pk).update(seen_at=timezone.now() - timedelta(hours=2))


def end_by_password(user: User, cookie: str) -> None:
    """Change the password."""
    user.set_password("another battery horse")
    user.save()


ENDS = [end_by_version, end_by_deactivation, end_by_deletion, end_by_expiry, end_by_idleness, end_by_password]
BY_TIME = (end_by_expiry, end_by_idleness)


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


@pytest.mark.parametrize("end", [end for end in ENDS if end not in BY_TIME])
def test_a_late_save_does_not_revive_a_session(api: Api, end: Callable[[User, str], None]) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    cookie = client.cookies["steward_session"]
    late = store(cookie)
    late["seen"] = True  # a request under way has read it
    end(ada, cookie)
    if end is end_by_deletion:
        with pytest.raises(UpdateError):
            late.save()
        assert not SessionStore().exists(session_id(cookie) or "")
    else:
        late.save()
    assert client.code(VIEWER) == NOBODY


def test_a_session_stays_its_persons(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    cookie = sign_in(ada)
    session = store(cookie)
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
    cookie = sealed(session.session_key or "")
    client.cookies.set("steward_session", cookie)
    assert client.code(VIEWER) == NOBODY
    assert (kept(cookie).user, SessionStore(session.session_key)["seen"]) == (None, True)


@pytest.mark.parametrize("cookie", ["", "x", "a" * 10_000, "é", "' OR 1=1 --", "a" * 64])
def test_what_is_no_session_is_nobodys(api: Api, cookie: str) -> None:
    assert (
        api()
        .post("/graphql", json={"query": VIEWER}, headers={"Cookie": f"steward_session={cookie}".encode()})
        .status_code
        == 401
    )


@pytest.mark.parametrize(
    "ask", [lambda browser: browser.viewer(), lambda browser: browser.auth("GET", "/auth/session")]
)
def test_a_session_that_is_used_goes_on(browser: Browsers, ask: Callable[[Browser], object]) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    row = kept(zoe.session or "")
    before = timezone.now()
    Session.objects.filter(pk=row.pk).update(seen_at=before - timedelta(hours=1))
    ask(zoe)
    eventually(lambda: kept(zoe.session or "").seen_at >= before)


def test_use_is_noted_once_a_minute(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    recently = timezone.now() - timedelta(seconds=SEEN_SECONDS - 20)
    Session.objects.filter(pk=kept(zoe.session or "").pk).update(seen_at=recently)
    zoe.auth("GET", "/auth/session")
    assert zoe.viewer() == name
    time.sleep(2 * INTERVAL_SECONDS)
    assert kept(zoe.session or "").seen_at == recently


def test_a_session_that_was_left_idle_is_not_revived_by_what_is_refused(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    end_by_idleness(User.objects.get(username=name), zoe.session or "")
    idle = kept(zoe.session or "").seen_at
    cursor = {"query": "query($c: String) { contacts(after: $c) { totalCount } }", "variables": {"c": "x"}}
    assert zoe.post("/graphql", json=cursor).json()["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
    time.sleep(2 * INTERVAL_SECONDS)  # in which it is charged
    assert (zoe.viewer(), kept(zoe.session or "").seen_at) == (NOBODY, idle)

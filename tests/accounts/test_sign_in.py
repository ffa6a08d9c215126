"""How do people sign in and out? As a browser does it, over allauth's headless API."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Account, Session, User
from tests.accounts.browser import AUTH, PASSWORD, Browsers, errors, new_name

NOBODY = "UNAUTHENTICATED"


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Account, User, EmailAddress, Session))


def test_a_user_name_and_an_address_have_no_case(browser: Browsers) -> None:
    name = new_name("Zoe")
    assert browser().sign_up(name).status_code == 200
    assert User.objects.get(username__iexact=name).username == name.lower()
    for login in (
        {"username": name},
        {"username": name.lower()},
        {"username": name.upper()},
        {"email": f"{name}@example.org"},
        {"email": f"{name}@EXAMPLE.org".upper()},
    ):
        zoe = browser()
        assert zoe.sign_in(**login).status_code == 200
        assert zoe.viewer() == name.lower()


def test_names_in_all_scripts_sign_in(browser: Browsers) -> None:
    name = new_name("Åse.Ødegård+Иван_ſ")
    zoe = browser()
    assert zoe.sign_up(name, email=f"{new_name()}@example.org").status_code == 200
    assert zoe.viewer() == name.lower()
    again = browser()
    assert again.sign_in(username=name).status_code == 200
    assert again.viewer() == name.lower()


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(browser: Browsers) -> None:
    name = new_name()
    assert browser().sign_up(name).status_code == 200
    before, stranger = counts(), browser()
    for known, unknown, code in (
        ({"username": name}, {"username": new_name()}, "username_password_mismatch"),
        ({"email": f"{name}@example.org"}, {"email": "nobody@example.org"}, "email_password_mismatch"),
    ):
        wrong, nobody = (stranger.sign_in(password="incorrect horse", **login) for login in (known, unknown))
        assert (wrong.status_code, errors(wrong)) == (400, [(code, "password")])
        assert (nobody.status_code, nobody.content) == (wrong.status_code, wrong.content)
    assert (counts(), stranger.session, stranger.viewer()) == (before, None, NOBODY)
    assert stranger.sign_in(username=name).status_code == 200


def test_guessing_is_slowed(browser: Browsers) -> None:
    name, guesser = new_name(), browser()
    assert browser().sign_up(name).status_code == 200
    for _ in range(5):
        assert guesser.sign_in(username=name, password="incorrect horse").status_code == 400
    assert guesser.sign_in(username=name).status_code == 400
    assert guesser.viewer() == NOBODY


def test_who_was_deactivated_does_not_sign_in(browser: Browsers) -> None:
    name = new_name()
    assert browser().sign_up(name).status_code == 200
    User.objects.filter(username=name).update(is_active=False)
    before, zoe = counts(), browser()
    assert zoe.sign_in(username=name).status_code in (400, 401)
    assert (counts(), zoe.session, zoe.viewer()) == (before, None, NOBODY)


def test_signing_out_ends_the_session(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    kept, before = zoe.session, counts()
    assert (zoe.viewer(), zoe.sign_out().status_code) == (name, 401)
    assert (zoe.viewer(), zoe.session, counts()[3]) == (NOBODY, None, before[3] - 1)
    thief = browser()
    thief.cookies.set("steward_session", kept or "")
    assert thief.viewer() == NOBODY
    assert zoe.sign_in(username=name).status_code == 200


@pytest.mark.parametrize("token", [None, "", "0" * 32])
def test_a_request_without_the_csrf_token_changes_nothing(browser: Browsers, token: str | None) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    before, other = counts(), browser()
    headers = {} if token is None else {"X-CSRFToken": token}
    assert other.token
    new = new_name()
    sign_up = {"username": new, "email": f"{new}@example.org", "account": "Harbour"}
    login = {"username": name, "password": PASSWORD}
    answers = [
        other.post(f"{AUTH}/auth/login", headers=headers, json=login),
        other.post(f"{AUTH}/auth/signup", headers=headers, json=sign_up),
        zoe.delete(f"{AUTH}/auth/session", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert (counts(), other.session, other.viewer(), zoe.viewer()) == (before, None, NOBODY, name)
    assert other.sign_in(username=name).status_code == 200


@pytest.mark.parametrize("path", ["/auth/login", "/auth/signup"])
@pytest.mark.parametrize("body", ["[]", '"x"', "null", "{", '{"username": "\\ud800"}', "[" * 100_000, "\xff"])
def test_a_body_that_is_no_object_of_text_is_refused(browser: Browsers, path: str, body: str) -> None:
    zoe, before = browser(), counts()
    headers = {"X-CSRFToken": zoe.token, "Content-Type": "application/json"}
    answer = zoe.post(f"{AUTH}{path}", headers=headers, content=body.encode("latin-1"))
    assert (answer.status_code, errors(answer), counts()) == (400, [("invalid", None)], before)


def test_passwords_are_kept_as_argon2id(browser: Browsers) -> None:
    name = new_name()
    browser().sign_up(name)
    kept = User.objects.get(username=name).password
    # 19 MiB, two passes, one lane (platform/accounts/passwords.py).
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in kept

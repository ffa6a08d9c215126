"""Which passwords are refused? Short ones, leaked ones, and those like their person; wherever one is set (P19)."""

from typing import Any

import httpx
import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

import mails
from accounts.leaked import LIST, is_leaked
from accounts.models import User
from tests.accounts.browser import PASSWORD, Browsers, errors, new_name

LEAKED = [
    "1qaz2wsx3edc",
    "qwertyuiop",
    "Football123",
    "FOOTBALL!!!!",
    "p4$$w0rd2024",
    "P@ssw0rd!!!!",
    "dragondragon",
    "123dragondragon!",
    "ｐａｓｓｗｏｒｄ2024",
    "aaaaaaaaaaaa",
    "abababababab",
    "Summer2026!!",
]
FINE = [
    PASSWORD,
    "another battery horse",
    "kT9#vLq2!xWz",
    "пароль из семи слов",
    "football is my favourite",
    "x938475610293",
]
REFUSED: dict[str, str] = {
    "short-one": "password_too_short",
    "Football123": "password_too_common",
    "{name}!!": "password_too_similar",
}
NEW = "another battery horse"


@pytest.mark.parametrize("password", LEAKED)
def test_what_leaked_is_found_in_disguise(password: str) -> None:
    assert is_leaked(password)


@pytest.mark.parametrize("password", FINE)
def test_what_did_not_leak_is_not_found(password: str) -> None:
    assert not is_leaked(password)


def test_the_list_is_small_enough_to_ship() -> None:
    assert LIST.stat().st_size < 300_000


@pytest.mark.parametrize("password", ["Zoe Smithson", "zoe-lee-1980", "zoe.lee@acme.example", "acme.example"])
def test_a_password_is_not_like_its_person(password: str) -> None:
    person = User(username="zoe-lee-1980", email="zoe.lee@acme.example", name="Zoe Smithson")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert {error.code for error in refused.value.error_list} == {"password_too_similar"}
    validate_password(password, User(username="ben", email="ben@mail.test"))


def outcome(answer: httpx.Response) -> tuple[Any, ...]:
    return (answer.status_code, *errors(answer))


@pytest.mark.parametrize("password", REFUSED)
def test_a_new_password_is_held_to_the_rules(browser: Browsers, password: str) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    before = User.objects.get(username=name).password
    change = {"current_password": PASSWORD, "new_password": password.format(name=name)}
    answer = zoe.auth("POST", "/account/password/change", **change)
    assert outcome(answer) == (400, (REFUSED[password], "new_password"))
    assert (User.objects.get(username=name).password, zoe.viewer()) == (before, name)
    change["new_password"] = NEW
    assert zoe.auth("POST", "/account/password/change", **change).status_code == 200
    assert browser().sign_in(username=name, password=NEW).status_code == 200


@pytest.mark.parametrize("password", REFUSED)
def test_a_password_that_is_set_by_mail_is_held_to_the_rules(browser: Browsers, password: str) -> None:
    zoe, name, stranger = browser(), new_name(), browser()
    zoe.sign_up(name)
    assert stranger.auth("POST", "/auth/password/request", email=f"{name}@example.org").status_code == 200
    key = mails.key(stranger.mails(f"{name}@example.org")[-1])
    answer = stranger.auth("POST", "/auth/password/reset", key=key, password=password.format(name=name))
    assert outcome(answer) == (400, (REFUSED[password], "password"))
    assert zoe.viewer() == name
    assert stranger.auth("POST", "/auth/password/reset", key=key, password=NEW).status_code == 401
    assert (zoe.viewer(), stranger.viewer()) == ("UNAUTHENTICATED", "UNAUTHENTICATED")
    assert browser().sign_in(username=name, password=NEW).status_code == 200

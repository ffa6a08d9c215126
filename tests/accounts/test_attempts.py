"""How often can somebody guess? A few times, under whatever name; and nobody else is locked out by it."""

import logging
import unicodedata
from collections.abc import Callable

import pytest

from accounts import attempts
from accounts.models import Session, User
from accounts.passwords import Argon2id
from tests.accounts.browser import PASSWORD, Browser, Browsers, errors, new_name

NOBODY = "UNAUTHENTICATED"
WRONG = "incorrect horse"
TOO_MANY = [("too_many_login_attempts", None)]
MISMATCH = [("username_password_mismatch", "password")]


def at(browser: Browser, address: str) -> Browser:
    """Have the browser come from an address, by way of the proxy on our own machine."""
    browser.headers["X-Forwarded-For"] = address
    return browser


def guess(browser: Browser, times: int = 5, **login: str) -> None:
    for _ in range(times):
        assert browser.sign_in(password=WRONG, **login).status_code == 400


def test_after_five_wrong_passwords_the_right_one_is_refused_and_then_not_for_ever(browser: Browsers) -> None:
    name, guesser = new_name(), browser()
    browser().sign_up(name)
    guess(guesser, username=name)
    assert errors(guesser.sign_in(username=name)) == TOO_MANY
    assert guesser.viewer() == NOBODY
    assert attempts.LIMITS["person"].startswith("5/5m/")


def test_who_signs_in_often_is_no_guesser(browser: Browsers) -> None:
    name = new_name()
    browser().sign_up(name)
    for _ in range(8):
        assert browser().sign_in(username=name).status_code == 200


def upper(name: str) -> dict[str, str]:
    return {"username": name.upper()}


def with_accents(name: str) -> dict[str, str]:
    return {"username": name.replace("o", "ö").replace("e", "é")}


def decomposed(name: str) -> dict[str, str]:
    return {"username": unicodedata.normalize("NFD", with_accents(name)["username"])}


def of_full_width(name: str) -> dict[str, str]:
    return {"username": "".join(chr(ord(letter) + 0xFEE0) for letter in name)}


def by_address(name: str) -> dict[str, str]:
    return {"email": f"{name}@example.org"}


def by_address_in_capitals(name: str) -> dict[str, str]:
    return {"email": f"{name}@example.org".upper()}


def by_address_as_user_name(name: str) -> dict[str, str]:
    return {"username": f"{name}@example.org"}


SPELLINGS = [
    upper,
    with_accents,
    decomposed,
    of_full_width,
    by_address,
    by_address_in_capitals,
    by_address_as_user_name,
]


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_no_spelling_is_a_way_round(browser: Browsers, spelled: Callable[[str], dict[str, str]]) -> None:
    name, other, guesser = new_name(), new_name(), at(browser(), "198.51.100.7")
    browser().sign_up(name)
    browser().sign_up(other)
    guess(guesser, **spelled(name))
    for login in ({"username": name}, spelled(name)):
        assert guesser.sign_in(**login).status_code == 400
        assert guesser.viewer() == NOBODY
    assert guesser.sign_in(username=other).status_code == 200


def test_two_names_of_one_person_are_not_told_from_those_of_two(browser: Browsers) -> None:
    name, guesser = new_name(), at(browser(), "198.51.100.7")
    browser().sign_up(name)
    guess(guesser, username=name)
    stranger = new_name()
    guess(guesser, username=stranger)
    answers = [guesser.sign_in(password=WRONG, email=f"{of}@example.org") for of in (name, stranger)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(400, answers[0].content)] * 2
    assert errors(answers[0]) == [("email_password_mismatch", "password")]


def test_many_addresses_are_no_way_round(browser: Browsers) -> None:
    name, other = new_name(), new_name()
    browser().sign_up(name)
    browser().sign_up(other)
    for number in range(5):
        guess(at(browser(), f"198.{51 + number}.100.7"), 1, username=name)
    last = at(browser(), "198.99.100.7")
    assert errors(last.sign_in(username=name)) == TOO_MANY
    assert last.sign_in(username=other).status_code == 200


def test_whose_password_is_guessed_elsewhere_signs_in_where_they_always_do(browser: Browsers) -> None:
    name, guesser = new_name(), at(browser(), "198.51.100.7")
    browser().sign_up(name)
    guess(guesser, 7, username=name)
    assert errors(guesser.sign_in(username=name)) == TOO_MANY
    zoe = browser()
    assert (zoe.sign_in(username=name).status_code, zoe.viewer()) == (200, name)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten wrong passwords from an address, where it is a hundred: the test is over sooner."""
    assert attempts.LIMITS["address"] == "100/5m/ip"
    monkeypatch.setitem(attempts.LIMITS, "address", "10/5m/ip")


@pytest.mark.usefixtures("few")
def test_an_address_that_tries_many_names_is_slowed_and_colleagues_behind_it_are_not(browser: Browsers) -> None:
    colleagues, newcomer = [new_name() for _ in range(12)], new_name()
    for name in colleagues:
        at(browser(), "192.0.2.1").sign_up(name)
    at(browser(), "198.51.100.7").sign_up(newcomer)
    guesser = at(browser(), "192.0.2.1")
    for _ in range(10):
        guess(guesser, 1, username=new_name())
    assert errors(guesser.sign_in(username=newcomer)) == TOO_MANY
    for name in colleagues:
        person = at(browser(), "192.0.2.1")
        assert (person.sign_in(username=name).status_code, person.viewer()) == (200, name)
    assert at(browser(), "203.0.113.5").sign_in(username=newcomer).status_code == 200


@pytest.mark.usefixtures("few")
def test_who_guesses_at_one_person_leaves_the_address_to_others(browser: Browsers) -> None:
    name, other, guesser = new_name(), new_name(), at(browser(), "192.0.2.1")
    browser().sign_up(name)
    browser().sign_up(other)
    guess(guesser, 5, username=name)
    for _ in range(10):
        assert errors(guesser.sign_in(username=name)) == TOO_MANY
    assert at(browser(), "192.0.2.1").sign_in(username=other).status_code == 200


def test_a_new_password_forgives(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    guess(at(browser(), "198.51.100.7"), username=name)
    new = "another battery horse"
    assert zoe.auth("POST", "/account/password/change", current_password=PASSWORD, new_password=new).status_code == 200
    assert at(browser(), "198.51.100.7").sign_in(username=name, password=new).status_code == 200


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that were computed: what takes the time of a sign-in."""
    computed: list[str] = []

    def counted(do: Callable[..., object]) -> Callable[..., object]:
        return lambda *said: computed.append("one") or do(*said)

    for way in ("encode", "verify"):
        monkeypatch.setattr(Argon2id, way, counted(getattr(Argon2id, way)))
    return computed


def test_whoever_it_is_one_hash_is_computed_and_the_answer_is_the_same(browser: Browsers, hashes: list[str]) -> None:
    name, gone, invited = new_name(), new_name(), new_name()
    for each in (name, gone, invited):
        browser().sign_up(each)
    User.objects.filter(username=gone).update(is_active=False)
    without = User.objects.get(username=invited)
    without.set_unusable_password()
    without.save()
    sessions = Session.objects.count()
    answers = []
    for who, password in ((name, WRONG), (new_name(), WRONG), (gone, PASSWORD), (gone, WRONG), (invited, PASSWORD)):
        for login in ({"username": who}, {"email": f"{who}@example.org"}):
            hashes.clear()
            answer = at(browser(), "198.51.100.7").sign_in(password=password, **login)
            answers.append((answer.status_code, answer.json()["errors"][0]["message"]))
            assert len(hashes) == 1, (who, login)
    assert answers == answers[:2] * 5
    assert Session.objects.count() == sessions
    assert at(browser(), "198.51.100.7").sign_in(username=name).status_code == 200


def test_who_is_slowed_without_being_told_waits_as_long(browser: Browsers, hashes: list[str]) -> None:
    name, guesser = new_name(), at(browser(), "198.51.100.7")
    browser().sign_up(name)
    guess(guesser, username=name)
    hashes.clear()
    assert guesser.sign_in(email=f"{name}@example.org").status_code == 400
    assert len(hashes) == 1


def test_what_is_refused_is_logged_and_says_not_who(browser: Browsers, caplog: pytest.LogCaptureFixture) -> None:
    name, guesser = new_name(), at(browser(), "198.51.100.7")
    browser().sign_up(name)
    caplog.set_level(logging.DEBUG)
    guess(guesser, 6, username=name)
    guess(guesser, 1, email=f"{name}@example.org")
    guess(guesser, 1, username=new_name("nobody"))
    said = [record.getMessage() for record in caplog.records if record.name == "steward.accounts"]
    assert said == [
        *["A sign-in was refused: wrong."] * 5,
        "A sign-in was refused: too many attempts, limit person.",
        "A sign-in was refused: too many attempts, by two names.",
        "A sign-in was refused: wrong.",
    ]
    assert not [secret for secret in (name, WRONG, "nobody-", "198.51") if secret in caplog.text]

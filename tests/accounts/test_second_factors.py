"""Is who has a second factor asked for it? Codes of an app and of a list: each once, and guessing is slowed."""

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from accounts.models import User
from accounts.second_factors import UnknownKeyError
from tests.accounts.browser import PASSWORD, Browser, Browsers, errors, new_name
from tests.accounts.codes import PERIOD_SECONDS, code, code_now

NOBODY = "UNAUTHENTICATED"
TOTP = "/account/authenticators/totp"
RECOVERY_CODES = "/account/authenticators/recovery-codes"


def set_up(browser: Browser, name: str) -> str:
    """Sign up, and set up an app; return its secret."""
    browser.sign_up(name)
    assert browser.auth("POST", "/auth/reauthenticate", password=PASSWORD).status_code == 200
    secret: str = browser.auth("GET", TOTP).json()["meta"]["secret"]
    answer = browser.auth("POST", TOTP, code=code_now(secret))
    assert answer.status_code == 200, answer.text
    return secret


def recovery_codes(browser: Browser) -> list[str]:
    codes: list[str] = browser.auth("GET", RECOVERY_CODES).json()["data"]["unused_codes"]
    return codes


def answer_with(browser: Browser, name: str, code: str) -> Any:
    """Give the password, and then the code."""
    answer = browser.sign_in(username=name)
    assert (answer.status_code, browser.viewer()) == (401, NOBODY)
    pending = [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending == ["mfa_authenticate"]
    return browser.auth("POST", "/auth/2fa/authenticate", code=code)


def stored(name: str) -> dict[str, Authenticator]:
    return {str(kept.type): kept for kept in Authenticator.objects.filter(user__username=name)}


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 1_000_000:06}"


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B: of the eight digits there, the last six.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code(secret, at) for at in (59, 1_111_111_109, 20_000_000_000)] == ["287082", "081804", "353130"]


def test_a_code_of_the_app_signs_in_once(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    secret = set_up(zoe, name)
    here, thief = browser(), browser()
    shown = code_now(secret)
    assert (answer_with(here, name, shown).status_code, here.viewer()) == (200, name)
    answer = answer_with(thief, name, shown)
    assert (answer.status_code, errors(answer), thief.viewer()) == (400, [("incorrect_code", "code")], NOBODY)
    [spare, *_] = recovery_codes(zoe)
    assert (answer_with(browser(), name, spare).status_code, thief.viewer()) == (200, NOBODY)


@pytest.mark.parametrize("periods", [-1, 2])
def test_a_code_of_another_moment_is_refused(browser: Browsers, periods: int) -> None:
    zoe, name = browser(), new_name()
    secret = set_up(zoe, name)
    code_now(secret)  # not within a moment of the next
    there = browser()
    answer = answer_with(there, name, code(secret, time.time() + periods * PERIOD_SECONDS))
    assert (errors(answer), there.viewer()) == ([("incorrect_code", "code")], NOBODY)
    assert (answer_with(browser(), name, code_now(secret)).status_code) == 200


def test_each_recovery_code_signs_in_once(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    set_up(zoe, name)
    codes = recovery_codes(zoe)
    assert len(set(codes)) == 10
    here, there, again = browser(), browser(), browser()
    assert (answer_with(here, name, codes[3]).status_code, here.viewer()) == (200, name)
    assert (answer_with(there, name, codes[3]).status_code, there.viewer()) == (400, NOBODY)
    assert answer_with(again, name, codes[4]).status_code == 200
    assert recovery_codes(zoe) == codes[:3] + codes[5:]


def test_guessing_codes_is_slowed_and_others_are_not(browser: Browsers) -> None:
    zoe, name, guesser, other, bystander = browser(), new_name(), browser(), browser(), new_name()
    secret = set_up(zoe, name)
    bystanders = set_up(other, bystander)
    shown = code_now(secret)
    assert errors(answer_with(guesser, name, wrong(shown))) == [("incorrect_code", "code")]
    for _ in range(4):
        assert guesser.auth("POST", "/auth/2fa/authenticate", code=wrong(shown)).status_code == 400
    for person in (guesser, browser()):
        answer = (
            answer_with(person, name, code_now(secret))
            if person is not guesser
            else guesser.auth("POST", "/auth/2fa/authenticate", code=code_now(secret))
        )
        assert (errors(answer), person.viewer()) == ([("too_many_login_attempts", "code")], NOBODY)
    assert answer_with(browser(), bystander, code_now(bystanders)).status_code == 200
    assert zoe.viewer() == name


def test_a_second_factor_takes_proof_to_set_up_and_to_remove(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    zoe.sign_up(name)
    secret = zoe.auth("GET", TOTP).json()["meta"]["secret"]
    for method, path, said in (
        ("POST", TOTP, {"code": code_now(secret)}),
        ("GET", "/account/authenticators/webauthn", {}),
    ):
        answer = zoe.auth(method, path, **said)
        assert (answer.status_code, stored(name)) == (401, {}), path
        assert [flow["id"] for flow in answer.json()["data"]["flows"]] == ["reauthenticate"]
    assert zoe.auth("POST", "/auth/reauthenticate", password="not the password").status_code == 400
    assert zoe.auth("POST", TOTP, code=code_now(secret)).status_code == 401
    assert zoe.auth("POST", "/auth/reauthenticate", password=PASSWORD).status_code == 200
    assert zoe.auth("POST", TOTP, code=wrong(code_now(secret))).status_code == 400
    assert stored(name) == {}
    assert zoe.auth("POST", TOTP, code=code_now(secret)).status_code == 200
    assert set(stored(name)) == {"recovery_codes", "totp"}

    there = browser()
    assert answer_with(there, name, code_now(secret)).status_code == 200
    for method, path in (("DELETE", TOTP), ("POST", RECOVERY_CODES), ("GET", RECOVERY_CODES)):
        assert there.auth(method, path).status_code == 401, path
    assert set(stored(name)) == {"recovery_codes", "totp"}
    assert zoe.auth("DELETE", TOTP).status_code == 200
    assert stored(name) == {}
    assert (browser().sign_in(username=name).status_code, zoe.viewer()) == (200, name)


def test_what_codes_are_made_of_is_sealed(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    secret = set_up(zoe, name)
    kept, codes = stored(name), recovery_codes(zoe)
    assert kept["totp"].data.keys() == {"secret"}
    assert kept["recovery_codes"].data.keys() - {"viewed_at"} == {"seed", "used_mask"}
    everything = json.dumps([each.data for each in stored(name).values()])
    assert [text for text in (secret, *codes) if text in everything] == []
    # Under other keys nothing can be made of it, and nobody signs in by what would be left.
    with override_settings(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=[]):
        for each in kept.values():
            with pytest.raises(UnknownKeyError):
                each.wrap().validate_code("000000")
    assert kept["recovery_codes"].wrap().generate_codes() == codes


def test_a_new_key_seals_what_the_one_before_had_sealed(browser: Browsers, capsys: pytest.CaptureFixture[str]) -> None:
    zoe, name = browser(), new_name()
    set_up(zoe, name)
    codes, before = recovery_codes(zoe), stored(name)
    with override_settings(SECRET_KEY="a newer key", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        call_command("reseal")
    assert int(capsys.readouterr().out.split()[1]) >= 2
    after = stored(name)
    assert after["totp"].data["secret"] != before["totp"].data["secret"]
    with override_settings(SECRET_KEY="a newer key", SECRET_KEY_FALLBACKS=[]):
        assert after["recovery_codes"].wrap().generate_codes() == codes
    with override_settings(SECRET_KEY_FALLBACKS=["a newer key"]):
        call_command("reseal")
    assert answer_with(browser(), name, codes[0]).status_code == 200


def test_who_was_deactivated_meanwhile_is_not_let_in_by_a_code(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    secret = set_up(zoe, name)
    there, late = browser(), browser()
    assert answer_with(there, name, code_now(secret)).status_code == 200
    assert late.sign_in(username=name).status_code == 401
    [spare, *_] = recovery_codes(zoe)
    User.objects.filter(username=name).update(is_active=False)
    assert late.auth("POST", "/auth/2fa/authenticate", code=spare).status_code in (400, 401)
    assert {each.viewer() for each in (zoe, there, late)} == {NOBODY}

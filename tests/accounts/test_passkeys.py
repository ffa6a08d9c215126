"""Does a passkey sign in, and only the one that was registered, here, and for what was just asked?"""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.authenticator import Passkey, text
from tests.accounts.browser import AUTH, PASSWORD, Browser, Browsers, errors, new_name

NOBODY = "UNAUTHENTICATED"
MANAGE = "/account/authenticators/webauthn"
LOGIN = "/auth/webauthn/login"
REFUSED = [("incorrect_code", "credential")]


def at_localhost(browser: Browser) -> Browser:
    """Have the browser call the server "localhost": a passkey's site has a name (WebAuthn Level 2, section 5.1.2)."""
    browser.headers["Host"] = f"localhost:{browser.base_url.port}"
    return browser


def over_https(browser: Browser) -> Browser:
    """Have the browser come over HTTPS, which the proxy on our own machine ends."""
    host = at_localhost(browser).headers["Host"]
    browser.headers.update({"X-Forwarded-Proto": "https", "Referer": f"https://{host}/"})
    return browser


def origin(browser: Browser) -> str:
    return f"{browser.headers.get('X-Forwarded-Proto', 'http')}://{browser.headers['Host']}"


def register(browser: Browser, passkey: Passkey, **said: Any) -> Any:
    options = browser.auth("GET", f"{MANAGE}?passwordless").json()["data"]["creation_options"]
    return browser.auth("POST", MANAGE, name="Zoe's phone", credential=passkey.register(options, **said))


def set_up(browser: Browser, name: str, *, counts: bool = True) -> Passkey:
    """Sign up, and register a passkey."""
    at_localhost(browser).sign_up(name)
    assert browser.auth("POST", "/auth/reauthenticate", password=PASSWORD).status_code == 200
    passkey = Passkey(origin(browser), counts=counts)
    answer = register(browser, passkey)
    assert answer.status_code == 200, answer.text
    return passkey


def options(browser: Browser, path: str = LOGIN) -> Any:
    return browser.auth("GET", path).json()["data"]["request_options"]


def sign_in(browser: Browser, passkey: Passkey, **said: Any) -> Any:
    return browser.auth("POST", LOGIN, credential=passkey.sign(options(at_localhost(browser)), **said))


def kept(name: str) -> list[dict[str, Any]]:
    return [each.data for each in Authenticator.objects.filter(user__username=name, type="webauthn")]


@pytest.mark.parametrize("counts", [True, False])
def test_a_passkey_signs_in_without_a_password(browser: Browsers, counts: bool) -> None:
    name = new_name()
    passkey = set_up(browser(), name, counts=counts)
    for _ in range(2):
        here = browser()
        answer = sign_in(here, passkey)
        assert (answer.status_code, here.viewer()) == (200, name)
        assert [method["type"] for method in answer.json()["meta"].get("methods", ())] in ([], ["webauthn"])


def test_a_passkey_is_the_second_factor_of_a_password(browser: Browsers) -> None:
    name, here = new_name(), at_localhost(browser())
    passkey = set_up(browser(), name)
    assert (here.sign_in(username=name).status_code, here.viewer()) == (401, NOBODY)
    path = "/auth/webauthn/authenticate"
    asked = options(here, path)
    wrong = here.auth("POST", path, credential=passkey.sign(asked, challenge=text(bytes(32))))
    assert (errors(wrong), here.viewer()) == (REFUSED, NOBODY)
    assert here.auth("POST", path, credential=passkey.sign(asked)).status_code == 200
    assert here.viewer() == name


def test_a_passkey_proves_again_who_one_is(browser: Browsers) -> None:
    zoe, name, here = browser(), new_name(), browser()
    passkey = set_up(zoe, name)
    assert sign_in(here, passkey).status_code == 200
    assert here.auth("GET", MANAGE).status_code == 401
    path = "/auth/webauthn/reauthenticate"
    assert here.auth("POST", path, credential=passkey.sign(options(here, path))).status_code == 200
    assert here.auth("GET", MANAGE).status_code == 200


def test_a_passkey_is_of_the_origin_that_the_browser_sees(browser: Browsers) -> None:
    name, here, in_clear = new_name(), over_https(browser()), browser()
    passkey = set_up(over_https(browser()), name)
    assert passkey.origin.startswith("https://localhost:")
    asked = options(here)
    assert asked["publicKey"]["rpId"] == "localhost"
    assert here.auth("POST", LOGIN, credential=passkey.sign(asked)).status_code == 200
    assert here.viewer() == name
    answer = sign_in(in_clear, passkey)
    assert (errors(answer), in_clear.viewer()) == (REFUSED, NOBODY)


@pytest.mark.parametrize("token", [None, "0" * 32])
def test_without_the_csrf_token_nothing_is_taken(browser: Browsers, token: str | None) -> None:
    zoe, name, here = browser(), new_name(), browser()
    passkey = set_up(zoe, name)
    said, before = passkey.sign(options(at_localhost(here))), kept(name)
    headers = {"X-CSRFToken": token} if token else {}
    for person, path in ((here, LOGIN), (zoe, MANAGE), (zoe, "/auth/webauthn/reauthenticate")):
        assert person.post(f"{AUTH}{path}", json={"credential": said}, headers=headers).status_code == 403, path
    assert (kept(name), here.viewer()) == (before, NOBODY)
    assert here.auth("POST", LOGIN, credential=said).status_code == 200


LIES = [
    {"origin": "http://evil.example"},
    {"origin": "https://localhost"},
    {"origin": "http://localhost:1"},
    {"origin": "http://evil.localhost"},
    {"challenge": text(bytes(32))},
    {"challenge": ""},
    {"type": "webauthn.other"},
]


@pytest.mark.parametrize("said", LIES, ids=str)
def test_what_was_signed_elsewhere_or_before_is_refused(browser: Browsers, said: dict[str, Any]) -> None:
    name, thief = new_name(), browser()
    passkey = set_up(browser(), name)
    answer = sign_in(thief, passkey, **said)
    assert (answer.status_code, errors(answer), thief.viewer()) == (400, REFUSED, NOBODY)
    assert sign_in(thief, passkey).status_code == 200


@pytest.mark.parametrize("said", LIES, ids=str)
def test_what_was_made_elsewhere_or_before_is_not_registered(browser: Browsers, said: dict[str, Any]) -> None:
    zoe, name = browser(), new_name()
    set_up(zoe, name)
    before = kept(name)
    assert register(zoe, Passkey(origin(zoe)), **said).status_code == 400
    assert kept(name) == before
    assert register(zoe, Passkey(origin(zoe))).status_code == 200
    assert len(kept(name)) == 2


def test_an_answer_counts_once(browser: Browsers) -> None:
    name, here, thief = new_name(), browser(), browser()
    passkey = set_up(browser(), name, counts=False)
    said = passkey.sign(options(at_localhost(here)))
    assert here.auth("POST", LOGIN, credential=said).status_code == 200
    here.sign_out()
    options(at_localhost(thief))
    for again in (here, thief):
        answer = again.auth("POST", LOGIN, credential=said)
        assert (errors(answer), again.viewer()) == (REFUSED, NOBODY)


def test_a_passkey_that_counts_back_is_refused(browser: Browsers) -> None:
    name, here, thief = new_name(), browser(), browser()
    passkey = set_up(browser(), name)
    assert sign_in(here, passkey, count=7).status_code == 200
    for count in (7, 3, 0):
        answer = sign_in(thief, passkey, count=count)
        assert (errors(answer), thief.viewer()) == (REFUSED, NOBODY)
    assert [each["count"] for each in kept(name)] == [7]
    assert sign_in(thief, passkey, count=8).status_code == 200


def test_of_a_passkey_is_kept_what_is_public(browser: Browsers) -> None:
    zoe, name = browser(), new_name()
    set_up(zoe, name)
    asked = zoe.auth("GET", f"{MANAGE}?passwordless").json()["data"]["creation_options"]
    said = Passkey(origin(zoe)).register(asked)
    said |= {"private": "key", "response": said["response"] | {"private": "key"}, "x" * 1000: "y" * 1000}
    said["clientExtensionResults"] |= {"prf": {"results": {"first": "key"}}}
    assert zoe.auth("POST", MANAGE, name="n" * 5000, credential=said).status_code in (200, 400)
    assert zoe.auth("GET", f"{MANAGE}?passwordless").status_code == 200
    for each in kept(name):
        assert each.keys() <= {"name", "credential", "count"}
        assert each["credential"].keys() == {"id", "rawId", "type", "response", "clientExtensionResults"}
        assert each["credential"]["response"].keys() == {"clientDataJSON", "attestationObject"}
        assert len(json.dumps(each)) < 2000
        assert "private" not in json.dumps(each)


NO_CREDENTIALS: list[Any] = [
    None,
    {},
    [],
    "x",
    1,
    {"id": "x"},
    {"id": "eA", "rawId": "eA", "type": "public-key", "response": {}},
    {"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}},
    {
        "id": "eA",
        "rawId": "eA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "eA"},
    },
]


@pytest.mark.parametrize("credential", NO_CREDENTIALS, ids=str)
def test_what_is_no_passkey_is_refused(browser: Browsers, credential: Any) -> None:
    zoe, name, nobody = browser(), new_name(), at_localhost(browser())
    set_up(zoe, name)
    before = kept(name)
    options(nobody)
    assert zoe.auth("GET", f"{MANAGE}?passwordless").status_code == 200
    for person, path in ((nobody, LOGIN), (zoe, MANAGE), (zoe, "/auth/webauthn/reauthenticate")):
        assert person.auth("POST", path, credential=credential).status_code == 400, path
    assert (kept(name), nobody.viewer(), zoe.viewer()) == (before, NOBODY, name)


def test_somebody_elses_name_on_ones_passkey_signs_nobody_in(browser: Browsers) -> None:
    names, thief = [new_name(), new_name()], browser()
    zoes, mine = (set_up(browser(), name) for name in names)
    mine.user = zoes.user
    answer = sign_in(thief, mine)
    assert (errors(answer), thief.viewer()) == (REFUSED, NOBODY)

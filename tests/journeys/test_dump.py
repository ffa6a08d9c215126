"""Does a copy of the database let anybody in? `pg_dump` of it, searched for everything that was ever issued (P28)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings

import mails
from accounts.cookies import session_id
from database_for_tests import dump, migrated_folder
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.accounts.codes import code_now
from tests.config.serving import serving
from tests.tokens import flows
from tokens.models import Application

TOTP, RECOVERY_CODES = "/account/authenticators/totp", "/account/authenticators/recovery-codes"
BACK = "https://partner.example/back"


@dataclass
class Issued:
    """Every secret that somebody was given, by its name; and a dump of the database that gave them."""

    secrets: dict[str, str] = field(default_factory=dict)
    dump: str = ""


def asked(browser: Browser, document: str, **variables: str) -> dict[str, object]:
    [payload] = browser.post("/graphql", json={"query": document, "variables": variables}).json()["data"].values()
    return dict(payload)


def sign_up(browser: Browser, name: str) -> Iterator[tuple[str, str]]:
    browser.register(name)
    yield "link to set a password", mails.key(browser.mails(f"{name}@example.org")[-1])
    browser.auth("POST", "/auth/password/request", email=f"{name}@example.org")
    browser.set_password(mails.key(browser.mails(f"{name}@example.org")[-1]))
    browser.sign_in(username=name)
    browser.auth("POST", "/auth/password/request", email=f"{name}@example.org")
    yield "link that was not used", mails.key(browser.mails(f"{name}@example.org")[-1])
    yield "password", PASSWORD


def sessions(browser: Browser) -> Iterator[tuple[str, str]]:
    yield "cookie", browser.session or ""
    found = session_id(browser.session or "")
    assert found is not None  # it is sealed under our key
    yield "session id", found
    yield "CSRF token", browser.token


def factors(browser: Browser) -> Iterator[tuple[str, str]]:
    assert browser.auth("POST", "/auth/reauthenticate", password=PASSWORD).status_code == 200
    secret = browser.auth("GET", TOTP).json()["meta"]["secret"]
    assert browser.auth("POST", TOTP, code=code_now(secret)).status_code == 200
    yield "TOTP secret", secret
    codes = browser.auth("GET", RECOVERY_CODES).json()["data"]["unused_codes"]
    yield from ((f"recovery code {number}", code) for number, code in enumerate(codes))


def tokens(browser: Browser) -> Iterator[tuple[str, str]]:
    create = 'mutation { createPersonalToken(input: {name: "Sync", scopes: ["tags:read"]}) { token } }'
    yield "personal token", str(asked(browser, create)["token"])
    register = """mutation($uri: String!) {
      registerApplication(input: {name: "Tool", confidential: true, scopes: ["contacts:read"], redirectUris: [$uri]}) {
        clientSecret application { clientId }
      }
    }"""
    made = asked(browser, register, uri=BACK)
    application = Application(client_id=dict(made["application"])["clientId"])
    tool = flows.Client(
        server=str(browser.base_url).rstrip("/"), application=application, secret=str(made["clientSecret"])
    )
    yield "client secret", str(made["clientSecret"])
    verifier, challenge = flows.pkce()
    yield "code", flows.let_in(browser, tool, challenge, scope="contacts:read")["code"]
    given = tool.redeem(flows.let_in(browser, tool, challenge, scope="contacts:read")["code"], verifier).json()
    yield from ((name.replace("_", " "), given[name]) for name in ("access_token", "refresh_token"))


def invitations(browser: Browser) -> Iterator[tuple[str, str]]:
    invite = "mutation($to: String!) { invitePerson(input: {email: $to, role: MEMBER}) { userErrors { code } } }"
    to = f"{new_name('new')}@example.org"
    assert asked(browser, invite, to=to) == {"userErrors": []}
    yield "invitation", mails.key(browser.mails(to)[-1])


@pytest.fixture(scope="module")
def issued() -> Issued:
    found, name = Issued(), new_name()
    with migrated_folder() as data:
        with (
            serving(data, STEWARD_SECRET_KEY=settings.SECRET_KEY) as running,
            Browser(f"http://127.0.0.1:{running.port}", data / "mail") as browser,
        ):
            for given in (sign_up(browser, name), sessions(browser), invitations(browser), factors(browser)):
                found.secrets |= dict(given)
            found.secrets |= dict(tokens(browser)) | {f"later {of}": one for of, one in sessions(browser)}
        found.dump = dump(data)
    assert name in found.dump  # it is of that database
    return found


def test_everything_was_issued(issued: Issued) -> None:
    kinds = {name.rstrip("0123456789 ") for name in issued.secrets if not name.startswith("later")}
    assert kinds == {
        *("link to set a password", "link that was not used", "password", "cookie", "session id", "CSRF token"),
        *("TOTP secret", "recovery code", "personal token", "client secret", "code", "access token", "refresh token"),
        "invitation",
    }
    assert all(len(secret) >= 8 for secret in issued.secrets.values()), issued.secrets


def test_p24_nothing_of_it_is_in_a_dump(issued: Issued) -> None:
    assert [name for name, secret in issued.secrets.items() if secret in issued.dump] == []


def test_nor_is_what_is_secret_in_it(issued: Issued) -> None:
    """Without what everybody can see: the prefix of a token, the signed person's number in a link."""
    parts = {name: secret.removeprefix("stw_pat_").rpartition("-")[2] for name, secret in issued.secrets.items()}
    assert [name for name, part in parts.items() if len(part) >= 8 and part in issued.dump] == []

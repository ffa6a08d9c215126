"""Does a client that nobody here wrote get on with us? oauth4webapi, as an application on a phone.

It is installed here, by its lock, on the first run. Where there is no npm these tests are skipped; in CI they fail.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import npm
from aloud import sayer
from api import Api
from tests.tokens import flows
from tests.tokens.test_codes import rows

MISSING = "npm IS MISSING: THE FLOWS ARE NOT TRIED WITH OAUTH4WEBAPI"
PHONE = Path(__file__).parent / "phone"
PORT = "http://127.0.0.1:51004/back"


@pytest.fixture(scope="module")
def _installed(pytestconfig: pytest.Config) -> None:
    npm.install(PHONE, MISSING, sayer(pytestconfig))


class Phone:
    """A phone that runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def says(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return dict(json.loads(line))

    def is_sent(self, address: str) -> None:
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()


@contextmanager
def phone(*arguments: str) -> Iterator[Phone]:
    pipe = subprocess.PIPE
    command = ["node", "phone.mjs", *arguments]
    with subprocess.Popen(command, cwd=PHONE, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield Phone(process)
            assert process.wait(timeout=20) == 0, process.stderr.read()
        finally:
            process.kill()


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(("uri", "used"), [(flows.LOOPBACK, PORT), (flows.PRIVATE, flows.PRIVATE)])
def test_it_is_let_in_and_its_stolen_token_is_noticed(server: str, api: Api, uri: str, used: str) -> None:
    ada = flows.somebody()
    registered = flows.client(server, ada, public=True, uris=(uri,))
    browser = api(ada)
    with phone(server, registered.id, used, "contacts:read users:read") as mobile:
        page = browser.get(mobile.says()["address"])
        redirect = flows.answer(browser, page, allow="true")
        assert redirect.headers["location"].startswith(f"{used}?")
        mobile.is_sent(redirect.headers["location"])
        assert mobile.says() == {
            "mixedUp": "OAUTH_INVALID_RESPONSE",
            "otherVerifier": "invalid_grant",
            "scope": "contacts:read users:read",
            "expires": 900,
            "type": "bearer",
        }
        assert mobile.says() == {
            "live": [200, ada.username],
            "reused": "invalid_grant",
            "afterwards": "invalid_grant",
            "dead": 401,
        }
    assert rows(ada) == (0, 0, 0)


def test_the_lock_names_no_registry() -> None:
    assert "registry" not in (PHONE / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (PHONE / ".npmrc").read_text()

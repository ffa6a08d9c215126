"""What is different when people reach us over HTTPS? Cookies are the host's own, and plain HTTP is redirected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mails
from database_for_tests import migrated_folder
from processes import python
from tests.accounts.browser import AUTH, PASSWORD, new_name
from tests.config.serving import Server, serving

HTTPS = {"X-Forwarded-Proto": "https"}
COOKIES = {"__Host-csrftoken", "__Host-steward_session"}


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with migrated_folder() as made:
        yield made


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with serving(data, STEWARD_HTTPS="1") as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30, verify=False) as made:
        yield made


def cookies(answer: httpx.Response) -> dict[str, str]:
    """Return what an answer sets; httpx would not send secure cookies back over loopback."""
    pairs = (line.split(";")[0].partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name: value for name, _, value in pairs}


def test_cookies_are_the_hosts_own_and_never_sent_in_clear(data: Path, client: httpx.Client) -> None:
    token = cookies(client.get(f"{AUTH}/config", headers=HTTPS))["__Host-csrftoken"]
    name = new_name()
    headers = HTTPS | {
        "X-CSRFToken": token,
        "Cookie": f"__Host-csrftoken={token}",
        "Referer": f"https://127.0.0.1:{client.base_url.port}/",
    }

    def post(path: str, **said: Any) -> httpx.Response:
        return client.post(f"{AUTH}/auth/{path}", headers=headers, json=said)

    assert post("signup", username=name, email=f"{name}@example.org", account="Harbour").status_code == 200
    [mail] = mails.mails(f"{name}@example.org", data / "mail")
    assert post("password/reset", key=mails.key(mail), password=PASSWORD).status_code == 401
    answer = post("login", username=name, password=PASSWORD)
    assert answer.status_code == 200
    assert set(cookies(answer)) == COOKIES
    for line in answer.headers.get_list("set-cookie"):
        attributes = line.split("; ")[1:]
        assert "Secure" in attributes and "Path=/" in attributes and "SameSite=Lax" in attributes
        assert not [attribute for attribute in attributes if attribute.lower().startswith("domain")]
    session = cookies(answer)["__Host-steward_session"]
    query = {"query": "{ viewer { username } }"}
    for cookie, status in ((f"__Host-steward_session={session}", 200), (f"steward_session={session}", 401)):
        assert client.post("/graphql", headers=HTTPS | {"Cookie": cookie}, json=query).status_code == status


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/graphql"), ("GET", f"{AUTH}/config"), ("POST", f"{AUTH}/auth/login")]
)
def test_p27_plain_http_is_redirected(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, json={"query": "{ __typename }"})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://127.0.0.1:{client.base_url.port}{path}")
    assert "set-cookie" not in answer.headers


def test_what_is_told_of_our_addresses_is_https(client: httpx.Client) -> None:
    ours = f"https://127.0.0.1:{client.base_url.port}"
    about = client.get("/.well-known/oauth-authorization-server", headers=HTTPS).json()
    assert (about["issuer"], about["token_endpoint"]) == (ours, f"{ours}/oauth/token")
    resource = client.get("/.well-known/oauth-protected-resource/graphql", headers=HTTPS).json()["resource"]
    assert resource == f"{ours}/graphql"
    refused = client.post("/graphql", headers=HTTPS, json={"query": "{ viewer { id } }"})
    assert f'"{ours}/.well-known/' in refused.headers["www-authenticate"]


def test_browsers_are_told_to_come_over_https_alone(client: httpx.Client) -> None:
    answer = client.get(f"{AUTH}/config", headers=HTTPS)
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"


def test_whoever_watches_over_the_process_needs_no_https(server: Server) -> None:
    assert server.status() == 200


def test_django_finds_nothing_to_warn_of() -> None:
    with migrated_folder() as data:
        check = ("-m", "config.manage", "check", "--deploy", "--fail-level", "WARNING", "--data", data)
        with python(*check, STEWARD_HTTPS="1") as process:
            printed, _ = process.communicate()
            assert process.returncode == 0, printed
        with python(*check) as process:
            printed, _ = process.communicate()
            assert process.returncode == 1
            assert "security.W016" in printed  # so it can find something

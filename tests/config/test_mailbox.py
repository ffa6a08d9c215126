"""Where does mail go, and who can read it? Without a mail server to files; the demo shows them at /mailbox."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

import mails
from config import mailing
from database_for_tests import migrated_folder
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.config.serving import serving


@pytest.fixture(scope="module")
def demo() -> Iterator[Path]:
    """A data folder with the demo in it."""
    with migrated_folder() as data, serving(data, demo=True, STEWARD_DEMO_PASSWORD=PASSWORD) as running:
        assert f"http://127.0.0.1:{running.port}/mailbox " in running.printed
        yield data


def get(port: int, **headers: str) -> httpx.Response:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, verify=False) as client:
        return client.get("/mailbox", headers=headers)


def test_the_demo_shows_its_mails_with_links_that_lead_to_it(demo: Path) -> None:
    name = new_name()
    with serving(demo, demo=True) as running:
        here = f"http://127.0.0.1:{running.port}"
        assert "None yet." in get(running.port).text
        with Browser(here, demo / "mail") as zoe:
            assert zoe.register(name, email=f"o'{name}@example.org").status_code == 200
            answer = get(running.port)
            assert (answer.status_code, answer.headers["cache-control"].count("no-store")) == (200, 1)
            [link] = [url for url in re.findall(r'<a href="([^"]*)" rel="nofollow">', answer.text) if "/key/" in url]
            assert html.unescape(link).startswith(f"{here}/account/password/reset/key/")
            assert f"To o&#x27;{name}@example.org" in answer.text
            assert "None yet." not in answer.text
            assert re.findall(r"<script|<style|style=|onclick", answer.text) == []
            [sent] = mails.mails(f"o'{name}@example.org", demo / "mail")
            assert zoe.set_password(mails.key(sent)).status_code == 401
            assert zoe.sign_in(username=name).status_code == 200


@pytest.mark.parametrize(
    "variables",
    [{"STEWARD_HTTPS": "1"}, {"STEWARD_HOSTS": "crm.example.org"}, {"STEWARD_EMAIL_URL": "smtp://127.0.0.1:9"}],
    ids=str,
)
def test_where_others_come_nobody_reads_the_mails(demo: Path, variables: dict[str, str]) -> None:
    with serving(demo, demo=True, **variables) as running:
        assert "/mailbox" not in running.printed
        assert get(running.port, **{"X-Forwarded-Proto": "https"}).status_code == 404


def test_whoever_comes_through_a_proxy_is_not_at_home(demo: Path) -> None:
    with serving(demo, demo=True) as running:
        assert get(running.port).status_code == 200
        assert get(running.port, **{"X-Forwarded-For": "192.0.2.1"}).status_code == 404
        assert get(running.port, **{"X-Forwarded-For": "somebody"}).status_code == 404


def test_without_the_demo_there_is_no_mailbox() -> None:
    with migrated_folder() as data, serving(data) as running, Browser(f"http://127.0.0.1:{running.port}") as zoe:
        zoe.mail_folder = data / "mail"
        assert zoe.sign_up(new_name()).status_code == 200
        assert zoe.get("/mailbox").status_code == 404


def test_links_lead_to_where_it_was_said_that_we_are() -> None:
    name = new_name()
    with migrated_folder() as data, serving(data, STEWARD_URL="https://crm.example.org/") as running:
        with Browser(f"http://127.0.0.1:{running.port}", data / "mail") as zoe:
            assert zoe.register(name).status_code == 200
        [sent] = mails.mails(f"{name}@example.org", data / "mail")
        assert "    https://crm.example.org/account/password/reset/key/" in mails.body(sent)


SERVERS = [
    ("smtps://ada:p%40ss@mail.example.org", ("mail.example.org", 465, "ada", "p@ss", True, False)),
    ("smtp://ada@mail.example.org", ("mail.example.org", 587, "ada", "", False, True)),
    ("smtp+plain://127.0.0.1:1025", ("127.0.0.1", 1025, "", "", False, False)),
]


@pytest.mark.parametrize(("url", "expected"), SERVERS)
def test_a_mail_server_is_named_by_one_address(url: str, expected: tuple[object, ...]) -> None:
    found = mailing.server(url)
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == expected
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp:mail.example.org"])
def test_what_is_no_mail_server_ends_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STEWARD_EMAIL_URL"):
        mailing.server(url)

"""Does the end of a session bite on the very next request, whichever worker of four gets it, and under load? (P22)"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from threading import Event

import httpx
import psycopg
import pytest

from database.place import APP_ROLE, place
from database_for_tests import data_folder
from processes import eventually
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.config.serving import serving

ASKING = 12
QUERY = {"query": "{ viewer { username } }"}


@dataclass(frozen=True)
class Asked:
    """One request: when it was sent, when it was answered, and how."""

    sent: float
    answered: float
    status: int


@dataclass(kw_only=True)
class Served:
    """Four workers, and who signs up there."""

    data: Path
    url: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.url, self.data / "mail"))
        return self.browsers[-1]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with data_folder() as data, serving(data, "--workers", "4") as running:
        made = Served(data=data, url=f"http://127.0.0.1:{running.port}")
        yield made
        for browser in made.browsers:
            browser.close()


def ask(url: str, cookie: str, is_over: Event, found: list[Asked]) -> None:
    """Ask again and again over one connection, with the cookie of one session."""
    with httpx.Client(base_url=url, timeout=30, verify=False) as client:
        while not is_over.is_set():
            sent = time.monotonic()
            answer = client.post("/graphql", json=QUERY, headers={"Cookie": f"steward_session={cookie}"})
            found.append(Asked(sent, time.monotonic(), answer.status_code))


def execute(served: Served, sql: str, name: str) -> None:
    with psycopg.connect(**place(served.data).connection(APP_ROLE)) as connection:
        assert connection.execute(sql, [name]).rowcount > 0


def by_signing_out(served: Served, name: str, here: Browser, other: Browser) -> None:
    assert here.sign_out().status_code == 401


def by_a_new_password(served: Served, name: str, here: Browser, other: Browser) -> None:
    change = {"current_password": PASSWORD, "new_password": "another battery horse"}
    assert other.auth("POST", "/account/password/change", **change).status_code == 200


def by_deactivation(served: Served, name: str, here: Browser, other: Browser) -> None:
    execute(served, "UPDATE accounts_user SET is_active = false WHERE username = %s", name)


def by_revocation(served: Served, name: str, here: Browser, other: Browser) -> None:
    of = "user_id = (SELECT id FROM accounts_user WHERE username = %s)"
    execute(served, f"DELETE FROM accounts_session WHERE {of}", name)


@pytest.mark.parametrize("end", [by_signing_out, by_a_new_password, by_deactivation, by_revocation])
def test_the_next_request_is_refused_by_every_worker(
    served: Served, end: Callable[[Served, str, Browser, Browser], None]
) -> None:
    here, other, bystander, name = served.browser(), served.browser(), served.browser(), new_name()
    here.sign_up(name)
    other.sign_in(username=name)
    bystander.sign_up(new_name())
    is_over, cookies = Event(), [here.session or ""] * ASKING + [bystander.session or ""]
    found: list[list[Asked]] = [[] for _ in cookies]
    with ThreadPoolExecutor(len(cookies)) as threads:
        asking = [threads.submit(ask, served.url, *of) for of in zip(cookies, repeat(is_over), found, strict=False)]
        try:
            eventually(lambda: all(found))
            began = time.monotonic()
            end(served, name, here, other)
            ended = time.monotonic()
            eventually(lambda: all(asked[-1].sent > ended for asked in found))
        finally:
            is_over.set()
    for future in asking:
        future.result()
    for asked in found[:-1]:
        assert {one.status for one in asked if one.answered < began} == {200}
        assert {one.status for one in asked if one.sent > ended} == {401}
    assert {one.status for one in found[-1]} == {200}


def test_guesses_are_counted_by_all_workers_together(served: Served) -> None:
    name = new_name()
    served.browser().sign_up(name)
    # Each on a connection of its own, so that whichever worker is free takes it.
    answers = [served.browser().sign_in(username=name, password="incorrect horse") for _ in range(8)]
    codes = [answer.json()["errors"][0]["code"] for answer in answers]
    assert codes == ["username_password_mismatch"] * 5 + ["too_many_login_attempts"] * 3

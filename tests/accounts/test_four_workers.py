"""Does the end of a session or token bite on the very next request, at whichever worker, and under load? (P22)"""

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
from database_for_tests import migrated_folder
from processes import eventually
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.config.serving import serving
from tests.tokens import flows
from tests.tokens.flows import Client
from tokens.models import Application

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


@dataclass(kw_only=True)
class Came:
    """What somebody comes with: its header; and of a token what ends it."""

    headers: dict[str, str]
    id: str | None = None
    phone: Client | None = None
    refresh_token: str | None = None


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with migrated_folder() as data, serving(data, "--workers", "4") as running:
        made = Served(data=data, url=f"http://127.0.0.1:{running.port}")
        yield made
        for browser in made.browsers:
            browser.close()


@pytest.fixture(autouse=True)
def _sign_ups_are_forgotten(served: Served) -> None:
    with psycopg.connect(**place(served.data).connection(APP_ROLE)) as connection:
        connection.execute("DELETE FROM database_cache")


def ask(url: str, headers: dict[str, str], is_over: Event, found: list[Asked]) -> None:
    """Ask again and again over one connection, with what somebody comes with."""
    with httpx.Client(base_url=url, timeout=30, verify=False, headers=headers) as client:
        while not is_over.is_set():
            sent = time.monotonic()
            answer = client.post("/graphql", json=QUERY)
            found.append(Asked(sent, time.monotonic(), answer.status_code))


def with_session(browser: Browser) -> Came:
    return Came(headers={"Cookie": f"steward_session={browser.session}"})


def with_personal_token(browser: Browser) -> Came:
    create = """mutation {
      createPersonalToken(input: {name: "Sync", scopes: ["users:read"]}) { token personalToken { id } }
    }"""
    made = browser.post("/graphql", json={"query": create}).json()["data"]["createPersonalToken"]
    return Came(headers={"Authorization": f"Bearer {made['token']}"}, id=made["personalToken"]["id"])


def with_a_phone(browser: Browser) -> Came:
    register = """mutation {
      registerApplication(input: {
        name: "Phone", confidential: false, scopes: ["users:read"], redirectUris: ["http://127.0.0.1/back"]
      }) { application { clientId } }
    }"""
    made = browser.post("/graphql", json={"query": register}).json()["data"]["registerApplication"]["application"]
    application = Application(client_id=made["clientId"])
    phone = Client(server=str(browser.base_url).rstrip("/"), application=application, secret=None)
    given = flows.tokens(browser, phone, redirect_uri="http://127.0.0.1:5000/back", scope="users:read")
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    return Came(headers=headers, phone=phone, refresh_token=given["refresh_token"])


def execute(served: Served, sql: str, name: str) -> None:
    with psycopg.connect(**place(served.data).connection(APP_ROLE)) as connection:
        assert connection.execute(sql, [name]).rowcount > 0


def by_signing_out(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    assert here.sign_out().status_code == 401


def by_a_new_password(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    change = {"current_password": PASSWORD, "new_password": "another battery horse"}
    assert other.auth("POST", "/account/password/change", **change).status_code == 200


def by_deactivation(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    execute(served, "UPDATE accounts_user SET is_active = false WHERE username = %s", name)


def by_ending_the_others(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    [kept] = [one["id"] for one in sessions(other) if one["isCurrent"]]
    end = "mutation($id: ID!) { endOtherSessions(input: {keepId: $id}) { keptId } }"
    answer = other.post("/graphql", json={"query": end, "variables": {"id": kept}})
    assert answer.json() == {"data": {"endOtherSessions": {"keptId": kept}}}


def sessions(browser: Browser) -> list[dict[str, object]]:
    query = {"query": "{ viewer { sessions { id isCurrent } } }"}
    return list(browser.post("/graphql", json=query).json()["data"]["viewer"]["sessions"])


def by_revocation(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    revoke = "mutation($id: ID!) { revokePersonalToken(input: {id: $id}) { revokedId } }"
    answer = other.post("/graphql", json={"query": revoke, "variables": {"id": came.id}})
    assert answer.json() == {"data": {"revokePersonalToken": {"revokedId": came.id}}}


def by_a_leak(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    token = came.headers["Authorization"].removeprefix("Bearer ")
    assert other.post("/token-leaks", json={"token": token}).status_code == 202


def by_the_phone(served: Served, name: str, here: Browser, other: Browser, came: Came) -> None:
    assert came.phone is not None
    assert came.phone.post("revoke", token=came.refresh_token).status_code == 200


ENDS = {
    with_session: (by_signing_out, by_a_new_password, by_deactivation, by_ending_the_others),
    with_personal_token: (by_revocation, by_deactivation, by_a_leak),
    with_a_phone: (by_the_phone, by_a_new_password, by_deactivation, by_a_leak),
}
CELLS = [pytest.param(way, end, id=f"{way.__name__} {end.__name__}") for way, ends in ENDS.items() for end in ends]


@pytest.mark.parametrize(("come", "end"), CELLS)
def test_the_next_request_is_refused_by_every_worker(
    served: Served, come: Callable[[Browser], Came], end: Callable[..., None]
) -> None:
    here, other, bystander, name = served.browser(), served.browser(), served.browser(), new_name()
    here.sign_up(name)
    other.sign_in(username=name)
    bystander.sign_up(new_name())
    came = come(here)
    is_over, headers = Event(), [came.headers] * ASKING + [with_session(bystander).headers]
    found: list[list[Asked]] = [[] for _ in headers]
    with ThreadPoolExecutor(len(headers)) as threads:
        asking = [threads.submit(ask, served.url, *of) for of in zip(headers, repeat(is_over), found, strict=False)]
        try:
            eventually(lambda: all(found))
            began = time.monotonic()
            end(served, name, here, other, came)
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


def test_a_refresh_token_that_is_used_again_ends_all_tokens_of_its_phone(served: Served) -> None:
    here = served.browser()
    here.sign_up(new_name())
    came = with_a_phone(here)
    assert came.phone is not None and came.refresh_token is not None
    second = came.phone.refresh(came.refresh_token).json()
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    with httpx.Client(base_url=served.url, verify=False, headers=headers) as client:
        assert client.post("/graphql", json=QUERY).status_code == 200
        assert came.phone.refresh(came.refresh_token).status_code == 400
        assert [client.post("/graphql", json=QUERY).status_code for _ in range(8)] == [401] * 8


def test_guesses_are_counted_by_all_workers_together(served: Served) -> None:
    name = new_name()
    served.browser().sign_up(name)
    # Each on a connection of its own, so that whichever worker is free takes it.
    answers = [served.browser().sign_in(username=name, password="incorrect horse") for _ in range(8)]
    codes = [answer.json()["errors"][0]["code"] for answer in answers]
    assert codes == ["username_password_mismatch"] * 5 + ["too_many_login_attempts"] * 3

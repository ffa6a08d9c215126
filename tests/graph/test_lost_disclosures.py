"""Is all that a token was told in the register, whatever died meanwhile? A server of its own, killed as it answers."""

import os
import signal
import threading
from collections import Counter
from pathlib import Path

import httpx

from database_for_tests import migrated_folder
from processes import eventually, is_alive, postmaster
from tests.accounts.browser import Browser, new_name
from tests.config.serving import serving

CONTACTS = 20
READERS = 4
ENOUGH = 100  # answers before each kill
CREATE = """mutation($name: String!) { createContact(input: {firstName: $name}) { contact { id } } }"""
TOKEN = 'mutation { createPersonalToken(input: {name: "Sync", scopes: ["contacts:read"]}) { token } }'
READ = "query($id: ID!) { contact(id: $id) { firstName } }"
COUNT = "{ contacts { totalCount } }"
REGISTER = "{ viewer { disclosures(first: 100) { nodes { recordId times fields } } } }"


class Reader:
    """A partner's tool, which reads one contact after the other and counts what it was told."""

    def __init__(self, address: str, token: str, ids: list[str], told: "Counter[str]") -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=address, headers=headers, timeout=30)
        self.ids, self.told, self.stop = ids, told, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        with self.client:
            while not self.stop.is_set():
                for id_ in self.ids:
                    self.read(id_)

    def read(self, id_: str) -> None:
        try:
            answer = self.client.post("/graphql", json={"query": READ, "variables": {"id": id_}})
        except httpx.TransportError:
            return
        if answer.status_code == 200:
            self.told[id_] += 1

    def end(self) -> None:
        self.stop.set()
        self.thread.join()


def ask(browser: Browser, query: str, **variables: object) -> dict[str, dict[str, object]]:
    answer = browser.post("/graphql", json={"query": query, "variables": variables})
    data: dict[str, dict[str, object]] = answer.json()["data"]
    return data


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not is_alive(pid))


def test_p10_a_crash_loses_nothing_that_a_token_was_told() -> None:
    told: list[Counter[str]] = [Counter() for _ in range(READERS)]
    name = new_name()
    with migrated_folder() as data:
        token = read_until_killed(data, name, told)
        answered = sum(told, Counter())
        assert len(answered) == CONTACTS
        with serving(data) as server, Browser(f"http://127.0.0.1:{server.port}", data / "mail") as browser:
            assert browser.sign_in(username=name).status_code == 200
            # What nobody brought into the register before they died, the next who is asked does.
            headers = {"Authorization": f"Bearer {token}"}
            count = httpx.post(f"{browser.base_url}/graphql", json={"query": COUNT}, headers=headers)
            assert count.json() == {"data": {"contacts": {"totalCount": CONTACTS}}}
            eventually(lambda: written(browser) >= answered)
            # What was written down and not told is at most what each was asking for at each of the two deaths; but a
            # death in the moment between a commit and the end of a page has all of that page count twice.
            assert written(browser).total() <= 2 * answered.total() + 2 * READERS


def written(browser: Browser) -> "Counter[str]":
    """Return how often each contact was told, as the register has it."""
    register = ask(browser, REGISTER)["viewer"]["disclosures"]
    assert isinstance(register, dict)
    found: Counter[str] = Counter()
    for row in register["nodes"]:  # one for each contact, two if an hour began meanwhile
        found.update({row["recordId"]: row["times"]} if row["fields"] == ["firstName"] else {})
    return found


def read_until_killed(data: Path, name: str, told: "list[Counter[str]]") -> str:
    """Have tools read while the database dies, and then the server. Return their token."""
    with (
        serving(data, "--workers", "2") as server,
        Browser(f"http://127.0.0.1:{server.port}", data / "mail") as browser,
    ):
        browser.sign_up(name)
        address = f"http://127.0.0.1:{server.port}"
        made = [ask(browser, CREATE, name=str(number))["createContact"]["contact"] for number in range(CONTACTS)]
        ids = [one["id"] for one in made if isinstance(one, dict)]
        token = str(ask(browser, TOKEN)["createPersonalToken"]["token"])
        readers = [Reader(address, token, ids, each) for each in told]
        for victim in (postmaster(data), server.process.pid):
            before = [each.total() for each in told]
            eventually(lambda b=before: all(each.total() > n + ENOUGH for each, n in zip(told, b, strict=True)))
            kill(victim)
        for reader in readers:
            reader.end()
        return token

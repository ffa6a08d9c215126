"""What if the database dies, and what does every worker know? A server of its own, as a user starts it."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from database_for_tests import migrated_folder
from processes import eventually, is_alive, open_files, postmaster, python, read_until
from tests.accounts.browser import PASSWORD, Browser, new_name

KILLS = 3
WRITERS = 6
CONNECTIONS = 40
JSON = {"content-type": "application/json"}
VIEWER = '{"query": "{ viewer { username } }"}'
CREATE = """mutation($name: String!) {
    createContact(input: {firstName: $name}) { contact { id } userErrors { code } }
}"""
NOTE = """mutation($id: ID!, $body: String!) {
    createNote(input: {contactId: $id, body: $body}) { note { id } userErrors { code } }
}"""
PAGE = """query($after: String) {
    contacts(first: 100, after: $after) {
        nodes { firstName notes(first: 100) { nodes { body } } }
        pageInfo { hasNextPage endCursor }
    }
}"""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """For one test after the other: only the first start is slow."""
    with migrated_folder() as folder:
        yield folder


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = ("-m", "config.manage", "serve", "--data", data, "--port", "0", "--no-demo", *arguments)
    with python(*command) as process:
        yield read_until(process, "Steward is ready on ").split()[-1], process


@dataclass
class Writer:
    """Somebody who writes until told to stop, and remembers what was acknowledged, and what else was answered."""

    client: httpx.Client
    name: str
    stop: threading.Event
    acknowledged: list[tuple[str, str | None]] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            contact = f"{self.name}-{number}"
            made = self._ask(CREATE, name=contact)
            if made:
                self.acknowledged.append((contact, None))
                body = f"note {number}"
                if self._ask(NOTE, id=made["createContact"]["contact"]["id"], body=body):
                    self.acknowledged.append((contact, body))
            self._ask("{ contacts(first: 1) { nodes { id } } }")

    def _ask(self, query: str, **variables: Any) -> Any:
        answer = self.client.post("/graphql", json={"query": query, "variables": variables})
        if answer.status_code == 200:
            return answer.json()["data"]
        [error] = answer.json()["errors"]
        self.refusals.append((answer.status_code, error["extensions"]["code"]))
        return None


def written(browser: Browser) -> set[tuple[str, str | None]]:
    """Return all contacts, and their notes, as pages have them."""
    found: set[tuple[str, str | None]] = set()
    after, more = None, True
    while more:
        page = browser.post("/graphql", json={"query": PAGE, "variables": {"after": after}}).json()["data"]["contacts"]
        for contact in page["nodes"]:
            bodies = [note["body"] for note in contact["notes"]["nodes"]]
            found |= {(contact["firstName"], body) for body in (None, *bodies)}
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return found


def test_a_killed_database_loses_nothing_that_was_acknowledged(data: Path) -> None:
    with serving(data) as (address, process), Browser(address, data / "mail") as browser, ExitStack() as stack:
        browser.sign_up(new_name())
        stop = threading.Event()
        clients = [stack.enter_context(httpx.Client(base_url=address, timeout=30)) for _ in range(WRITERS)]
        writers = [Writer(client, f"w{place}", stop) for place, client in enumerate(clients)]
        for writer in writers:
            writer.client.cookies = browser.cookies
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            counts = [len(writer.acknowledged) for writer in writers]
            # All write (again), by themselves: nobody has started anything anew.
            eventually(lambda c=counts: all(len(w.acknowledged) > n + 3 for w, n in zip(writers, c, strict=True)))
            os.kill(postmaster(data), signal.SIGKILL)
        counts = [len(writer.acknowledged) for writer in writers]
        eventually(lambda: all(len(w.acknowledged) > n + 3 for w, n in zip(writers, counts, strict=True)))
        stop.set()
        for thread in threads:
            thread.join()
        refusals = {refusal for writer in writers for refusal in writer.refusals}
        assert refusals <= {(503, "UNAVAILABLE")}
        acknowledged = {one for writer in writers for one in writer.acknowledged}
        assert acknowledged <= written(browser)
        assert is_alive(process.pid)


def test_without_a_database_everything_is_503_until_it_is_back(data: Path) -> None:
    with serving(data, "--workers", "2") as (address, process), Browser(address, data / "mail") as browser:
        browser.sign_up(new_name())
        # The first process keeps the database running; while it is held, nobody does.
        process.send_signal(signal.SIGSTOP)
        killed = postmaster(data)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: not is_alive(killed))
        write = {"query": CREATE, "variables": {"name": "x"}}
        # An orphaned connection of the database may answer still, for as long as it takes to notice.
        eventually(lambda: browser.post("/graphql", content=VIEWER, headers=JSON).status_code != 200)
        with ThreadPoolExecutor() as threads:
            asked = [
                threads.submit(browser.post, "/graphql", content=VIEWER, headers=JSON),
                threads.submit(browser.post, "/graphql", json=write),
                threads.submit(browser.get, "/healthz"),
            ]
            # What takes no database is answered meanwhile.
            assert browser.post("/graphql", json={"query": "{ nothing }"}).status_code == 200
        reading, writing, health = [future.result() for future in asked]
        for answer in (reading, writing):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            message = "The database cannot be reached at the moment; try again."
            extensions = {"code": "UNAVAILABLE", "requestId": answer.headers["x-request-id"]}
            assert answer.json() == {"errors": [{"message": message, "extensions": extensions}]}
        assert health.status_code == 503
        # A worker that starts while the database restarts waits for it.
        os.kill(workers(process)[0], signal.SIGKILL)
        process.send_signal(signal.SIGCONT)
        eventually(lambda: answers(browser, content=VIEWER, headers=JSON))
        eventually(lambda: answers(browser, json=write))


def answers(browser: Browser, **request: Any) -> bool:
    """Whether there is an answer; none if the process, stopped while it looked after a worker, took it for dead."""
    try:
        return browser.post("/graphql", **request).status_code == 200
    except httpx.TransportError:
        return False


def sockets(process: int) -> int:
    return sum(file.startswith("socket:") for file in open_files(process))


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that uvicorn has started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


@pytest.mark.parametrize("way", ["sign out", "new password"])
def test_an_ended_session_is_refused_by_every_worker_on_its_next_request(data: Path, way: str) -> None:
    with (
        serving(data, "--workers", "2") as (address, process),
        Browser(address, data / "mail") as browser,
        ExitStack() as stack,
    ):
        browser.sign_up(new_name())
        before = {worker: sockets(worker) for worker in workers(process)}
        assert len(before) == 2
        clients: list[httpx.Client] = []

        def statuses() -> set[int]:
            headers = {"content-type": "application/json"}
            cookies = {"cookie": f"steward_session={session}"}
            return {
                client.post("/graphql", content=VIEWER, headers=headers | cookies).status_code for client in clients
            }

        session = browser.session
        # Who takes a connection is chance: there are more until both answer some of them.
        while not all(sockets(worker) > count + 1 for worker, count in before.items()):
            assert len(clients) < 20 * CONNECTIONS
            clients += [stack.enter_context(httpx.Client(base_url=address, timeout=30)) for _ in range(CONNECTIONS)]
            assert statuses() == {200}
        if way == "sign out":
            browser.sign_out()
        else:
            change = {"current_password": PASSWORD, "new_password": "another battery staple"}
            browser.auth("POST", "/account/password/change", **change)
        assert statuses() == {401}

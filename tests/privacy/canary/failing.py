"""What goes wrong while it is said? It is refused in each way there is, breaks off, takes too long, and is killed."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from database.place import OWNER_ROLE, place
from processes import eventually, postmaster
from tests.permissions.test_support_pages import send
from tests.privacy.canary.hosting import Hosting, literal
from tests.privacy.canary.people import ADMIN, MEMBER, OUTSIDER, OWNER, STRANGER, TOKEN, People
from tests.privacy.canary.said import form, message

UNFORESEEN = "unforeseen"  # what has it breaks the patched source
REFUSED = {MEMBER: "NOT_FOUND", OUTSIDER: "NOT_FOUND", TOKEN: "FORBIDDEN", STRANGER: "UNAUTHENTICATED"}
KINDS = ("company", "contact", "note", "tag")
WAITING = "SELECT pid FROM pg_locks WHERE NOT granted"
READ = "query($name: String!) { contacts(filter: {firstName: {eq: $name}}) { nodes { id firstName } } }"
CARD_NUMBER = "5105 1051 0510 5100"


def unforeseen(text: str) -> str:
    """Return what breaks the patched source, if that can be a part of such a text."""
    return f"{text} {UNFORESEEN}" if " " in text else text


class Failing:
    """Says what Hosting and Telling do, where it cannot be done."""

    def __init__(self, people: People, hosting: Hosting) -> None:
        self.people, self.hosting, self.said = people, hosting, people.said
        self.clients = people.clients

    def lose_the_database(self) -> None:
        """Have it take too long, and be killed; what the cache had is gone after that."""
        self._take_too_long()
        self._be_killed()
        self._be_killed_at_once()

    def fail(self) -> None:
        """Have all else fail that can."""
        self._be_refused()
        self._be_unreadable()
        self._be_unforeseen()
        self._find_nothing()

    def _be_refused(self) -> None:
        """Say what is wrong, or stale, or not for who says it."""
        for kind in KINDS:
            key = self.hosting.ids[kind]
            for change in (lambda text: [text], lambda text: {text: text}, lambda text: f"{text}\0", _long):
                assert self._codes(OWNER, kind, change, id=key) not in ([], ["INTERNAL"]), kind
            assert self._codes(OWNER, kind, expectedVersion=0, id=key) == ["CONFLICT"]
            for who, code in REFUSED.items():
                assert self._codes(who, kind, id=key) == [code], (kind, who)
        assert self._codes(OWNER, "note", lambda text: f"{text} {CARD_NUMBER}", id=self.hosting.ids["note"]) != []
        self._be_taken()

    def _be_taken(self) -> None:
        """Say what somebody has already: a team's name, a user name, an address; and what no sign-up takes."""
        for _ in range(2):
            self.clients.told(OWNER, "createTeam", message("CreateTeamInput", self.said))
        sign_up, stranger = form("RegistrationInput", self.said), self.people.stranger
        assert stranger.auth("POST", "/auth/signup", **sign_up).status_code == 400
        assert stranger.auth("POST", "/auth/signup", **sign_up | {"username": "somebody-else"}).status_code == 200
        assert stranger.auth("POST", "/auth/signup", **form("RegistrationInput", self.said, _long)).status_code == 400
        invited = {"email": self.people.text("InvitePersonInput.email"), "role": "MEMBER"}
        for _ in range(2):
            self.clients.told(ADMIN, "invitePerson", invited)

    def _be_unreadable(self) -> None:
        """Say it in documents that are none, or not ours, and where an id or a cursor is asked for."""
        body, said = literal(self.people.text("UpdateNoteInput.body")), self.people.text("no id")
        no_field = self.people.text("no field")
        for document in (
            f"mutation {{ createNote(input: {{body: {body}",
            f"mutation {{ createNote(input: {{body: [{body}]}}) {{ note {{ id }} }} }}",
            f"mutation {{ createNote(input: {{{no_field}: {body}}}) {{ note {{ {no_field} }} }} }}",
            f"{{ createNote(input: {{body: {body}}}) }}",
            f'{{ node(id: "{said}") {{ id }} }}',
            f'{{ contacts(first: 3, after: "{said}") {{ nodes {{ id }} }} }}',
            f"{{ contacts(first: 3, filter: {{firstName: {{{no_field}: {body}}}}}) {{ nodes {{ id }} }} }}",
        ):
            assert "errors" in self.clients.ask(OWNER, document), document
        self.clients.clients[OWNER].post("/graphql", content=f"{{{body}")

    def _be_unforeseen(self) -> None:
        """Say it to a program that has a mistake: in a verb, a statement, a document, a form, a password."""
        for kind in KINDS:
            assert self._codes(OWNER, kind, unforeseen, id=self.hosting.ids[kind]) == ["INTERNAL"], kind
        name = unforeseen(self.people.text("UpdateContactInput.firstName"))
        assert _codes(self.clients.ask(OWNER, READ, name=name)) == ["INTERNAL"]
        written = f"{{ contacts(first: 3, filter: {{firstName: {{eq: {literal(name)}}}}}) {{ totalCount }} }}"
        assert _codes(self.clients.ask(OWNER, written)) == ["INTERNAL"]
        for takes, who in (("updateProfile", OWNER), ("updateAccount", ADMIN), ("openSupportCase", OWNER)):
            said = message(f"{takes[0].upper()}{takes[1:]}Input", self.said, unforeseen)
            assert _codes(self.clients.told(who, takes, said)) == ["INTERNAL"], takes
        self._be_unforeseen_by_django()

    def _be_unforeseen_by_django(self) -> None:
        admin, stranger = self.people.browsers[ADMIN], self.people.stranger
        sign_up = form("RegistrationInput", self.said, unforeseen)
        assert stranger.auth("POST", "/auth/signup", **sign_up).status_code >= 400
        password = self.people.text("new password")
        changed = {"current_password": password, "new_password": unforeseen(password)}
        assert admin.auth("POST", "/account/password/change", **changed).status_code == 500
        page, name = "/account/organisation/", unforeseen(self.people.text("UpdateAccountInput.name"))
        assert send(admin, page, page, name=name).status_code == 500

    def _find_nothing(self) -> None:
        """Ask for pages that are not there, with it in the address."""
        path, question = self.people.text("path"), self.people.text("question")
        for client in (self.clients.clients[OWNER], self.people.stranger):
            assert client.get(f"/contacts/{path}").status_code == 404
            client.post(f"/contacts/{path}", data={"number": CARD_NUMBER})
            client.get(f"/account/invitation/{path}/", params={"q": question})
            client.get("/graphql", params={"query": f'{{ node(id: "{question}") {{ id }} }}'})
            client.get("/healthz", params={"q": question}, headers={"Authorization": f"Bearer {question}"})

    def _take_too_long(self) -> None:
        """Write and read what somebody has locked, until the database has had enough."""
        with self._locked("contacts_contact", "ACCESS EXCLUSIVE"):
            update = self._saying("contact")
            read = self._doing(
                lambda: self.clients.ask(OWNER, READ, name=self.people.text("UpdateContactInput.firstName"))
            )
            assert _codes(update.result()) == _codes(read.result()) == ["TIMEOUT"]

    def _be_killed(self) -> None:
        """Kill the very process of the database that writes it."""
        for kind, table in (("note", "activities_note"), ("contact", "contacts_contact")):
            with self._locked(table, "SHARE") as waiting:
                update = self._saying(kind)
                eventually(waiting)
                os.kill(waiting()[0], signal.SIGKILL)
                assert _codes(update.result()) != []
            self._recover()

    def _be_killed_at_once(self) -> None:
        """Kill all of the database, while it writes what somebody tells of themselves."""
        with self._locked("accounts_account", "SHARE") as waiting:
            said = message("UpdateAccountInput", self.said)
            update = self._doing(lambda: self.clients.told(ADMIN, "updateAccount", said))
            eventually(waiting)
            os.kill(postmaster(self.people.server.data), signal.SIGKILL)
            assert _codes(update.result()) != []
        self._recover()

    def _recover(self) -> None:
        """Wait until the database is there again, for each worker: a new connection may lead to either."""
        eventually(lambda: "data" in self.clients.ask(ADMIN, "{ viewer { id } }"), 60)
        eventually(lambda: all(self._is_healthy() for _ in range(8)), 60)

    def _is_healthy(self) -> bool:
        return httpx.get(f"{self.people.server.address}/healthz", timeout=30).status_code == 200

    def _codes(self, who: str, kind: str, change: Callable[[str], Any] = str, **ids: Any) -> list[str]:
        """Return the codes of what is refused as somebody updates a record."""
        said = message(f"Update{kind.title()}Input", self.said, change, **ids)
        return _codes(self.clients.told(who, f"update{kind.title()}", said))

    def _saying(self, kind: str) -> "Future[Any]":
        said = message(f"Update{kind.title()}Input", self.said, id=self.hosting.ids[kind])
        return self._doing(lambda: self.clients.told(OWNER, f"update{kind.title()}", said))

    def _doing(self, what: Callable[[], Any]) -> "Future[Any]":
        """Return what becomes of something that is done meanwhile."""
        executor = ThreadPoolExecutor(1)
        try:
            return executor.submit(what)
        finally:
            executor.shutdown(wait=False)

    @contextmanager
    def _locked(self, table: str, mode: str) -> Iterator[Callable[[], list[int]]]:
        """Hold a table locked, whatever becomes of the database; what is yielded tells who waits for a lock."""
        conninfo = make_conninfo("", **place(self.people.server.data).connection(OWNER_ROLE))
        with suppress(psycopg.OperationalError), psycopg.connect(conninfo) as owner:
            owner.execute(f"LOCK TABLE {table} IN {mode} MODE")  # type: ignore[arg-type]  # ours
            yield lambda: [pid for (pid,) in owner.execute(WAITING).fetchall()]


def _long(text: str) -> str:
    return text * 5_000


def _codes(answer: Any) -> list[str]:
    """Return the codes of all that is wrong, each once."""
    if "errors" in answer:
        return sorted({error["extensions"]["code"] for error in answer["errors"]})
    [payload] = answer["data"].values()
    return sorted({error["code"] for error in payload["userErrors"]})

"""Who asks, and is everything noted that they are answered? New people in every role, a token, a stranger."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from django.urls import URLPattern, get_resolver
from graphql import build_client_schema, get_introspection_query, get_named_type

import mails
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.billing.canary.crawler import Crawler
from tests.billing.canary.places import Place

ADMIN, BILLING, MEMBER, OUTSIDER, TOKEN, STRANGER = (
    *("an administrator", "who pays", "a member", "another account", "a token", "a stranger"),
)
CREATE_TOKEN = """mutation($scopes: [String!]!) {
    createPersonalToken(input: {name: "Canary", scopes: $scopes}) { token userErrors { code message } }
}"""
CREATE_CONTACT = """mutation {
    createContact(input: {firstName: "Bo", emails: [{address: "bo@example.org"}]}) { contact { id } }
}"""
CREATE_NOTE = 'mutation($id: ID!) { createNote(input: {contactId: $id, body: "Called."}) { note { id } } }'
INVITE = """mutation($email: String!, $role: Role!, $username: String!) {
    invitePerson(input: {email: $email, role: $role, username: $username}) { userErrors { code } }
}"""
LEARNING = 40  # the first documents, which are about whatever there is a list of
MUTATION = re.compile(rb'\{"query":\s*"mutation\([^)]*\) \{ (\w+)')
SCOPES = ["account:read", "companies:read", "contacts:read", "notes:read", "tags:read", "teams:read", "users:read"]


class People:
    """Everybody at one server, by role, and the answers that they were given."""

    def __init__(self, clients: dict[str, httpx.Client]) -> None:
        self.clients, self.answers = clients, list[Place]()
        for who, client in clients.items():
            client.event_hooks["response"].append(lambda answer, who=who: self._note(who, answer))
        introspected = self.ask(ADMIN, get_introspection_query())["data"]
        self.crawler = Crawler(build_client_schema(introspected))

    def ask(self, who: str, document: str, /, **variables: Any) -> Any:
        """Return what GraphQL answers."""
        answer = self.clients[who].post("/graphql", json={"query": document, "variables": variables})
        return answer.json()

    def told(self, who: str, mutation: str, takes: str, said: Any) -> Any:
        """Return what a mutation answers to an input: {"data": …} with all that its payload has, or {"errors": …}."""
        schema = self.crawler._schema
        assert schema.mutation_type is not None
        payload = get_named_type(schema.mutation_type.fields[mutation].type)
        document = (
            f"mutation($input: {takes}!) {{ {mutation}(input: $input) {{ {self.crawler.selection(payload, 2)} }} }}"
        )
        return self.ask(who, document, input=said)

    def crawl(self) -> None:
        """Have everybody ask for everything, and for every page."""
        for document in islice(self.crawler.documents(), LEARNING):
            self.crawler.learn(self.clients[ADMIN].post("/graphql", json={"query": document}).text)
        documents, pages = list(self.crawler.documents()), list(addresses())
        for client in self.clients.values():
            for document in documents:
                client.post("/graphql", json={"query": document})
            for page in pages:
                client.get(page)

    def _note(self, who: str, answer: httpx.Response) -> None:
        answer.read()
        head = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        mutation = MUTATION.match(answer.request.content)
        asked = mutation[1].decode() if mutation else answer.request.url.path
        name = f"answer of {asked} to {who}"
        self.answers.append(Place(name=name, octets=head.encode() + answer.content))


@contextmanager
def people(address: str, data: Path) -> Iterator[People]:
    """Hold new people of a server, signed in, of whom the administrator has made something."""
    with ExitStack() as stack:

        def browser() -> Browser:
            return stack.enter_context(Browser(address, data / "mail"))

        ada, zoe = browser(), browser()
        for one in (ada, zoe):
            one.sign_up(new_name())
        token = _data(ada, CREATE_TOKEN, scopes=SCOPES)["createPersonalToken"]["token"]
        contact = _data(ada, CREATE_CONTACT)["createContact"]["contact"]["id"]
        _data(ada, CREATE_NOTE, id=contact)
        clients = {
            ADMIN: ada,
            BILLING: _invited(ada, browser(), role="BILLING"),
            MEMBER: _invited(ada, browser(), role="MEMBER"),
            OUTSIDER: zoe,
            TOKEN: stack.enter_context(httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"})),
            STRANGER: browser(),
        }
        yield People(clients)


def _invited(ada: Browser, browser: Browser, *, role: str) -> Browser:
    """Return the browser of somebody who came by an invitation of Ada's."""
    name = new_name()
    email = f"{name}@example.org"
    _data(ada, INVITE, email=email, role=role, username=name)
    key = mails.key(browser.mails(email)[-1])
    assert browser.auth("POST", "/auth/invitation", key=key, password=PASSWORD).status_code == 200
    assert browser.sign_in(username=name).status_code == 200
    return browser


def _data(browser: Browser, document: str, **variables: Any) -> Any:
    answer = browser.post("/graphql", json={"query": document, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Yield the address of every page that takes nothing in it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{before}{str(one.pattern).lstrip('^').removesuffix('$')}"
        if isinstance(one, URLPattern):
            if not set(path) & set("<(\\"):
                yield path
        else:
            yield from addresses(one.url_patterns, path)

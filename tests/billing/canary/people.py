"""Who is there to say it, and to be asked? New people in every role, a token, a stranger."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.accounts.browser import Browser, new_name
from tests.canary.clients import Clients, data, invited

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
SCOPES = ["account:read", "companies:read", "contacts:read", "notes:read", "tags:read", "teams:read", "users:read"]


@contextmanager
def people(address: str, folder: Path) -> Iterator[Clients]:
    """Hold new people of a server, signed in, of whom the administrator has made something."""
    with ExitStack() as stack:

        def browser() -> Browser:
            return stack.enter_context(Browser(address, folder / "mail"))

        ada, zoe = browser(), browser()
        for one in (ada, zoe):
            one.sign_up(new_name())
        token = data(ada, CREATE_TOKEN, scopes=SCOPES)["createPersonalToken"]["token"]
        contact = data(ada, CREATE_CONTACT)["createContact"]["contact"]["id"]
        data(ada, CREATE_NOTE, id=contact)
        clients, tool = (
            Clients(),
            httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30),
        )
        clients.add(ADMIN, ada)
        clients.add(BILLING, invited(ada, browser(), role="BILLING"))
        clients.add(MEMBER, invited(ada, browser(), role="MEMBER"))
        clients.add(OUTSIDER, zoe)
        clients.add(TOKEN, stack.enter_context(tool))
        clients.add(STRANGER, browser())
        yield clients

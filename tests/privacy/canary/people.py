"""Who is there to say it, and to be asked? An account with an owner of Data, colleagues, another account, an agent."""

from contextlib import ExitStack

import httpx

import mails
from tests.accounts.authenticator import Passkey
from tests.accounts.browser import PASSWORD, Browser, new_name
from tests.accounts.test_passkeys import at_localhost, options, origin, register
from tests.canary.clients import Clients, data, invited
from tests.canary.places import Place
from tests.canary.server import Server
from tests.privacy.canary.said import Said, form

OWNER, READER, ADMIN, MEMBER, TOKEN, OUTSIDER, STRANGER, AGENT = (
    *("the owner", "whom it is shared with", "an administrator", "a member", "a token for teams"),
    *("another account", "a stranger", "an agent"),
)
CREATE_TOKEN = 'mutation { createPersonalToken(input: {name: "Teams", scopes: ["teams:read"]}) { token } }'
FACTOR = "/auth/webauthn/authenticate"
COMMANDS = """
import django
django.setup()
from django.core.management import call_command
call_command("operator")
call_command("operator", json=True)
call_command("audit", "verify")
call_command("privacy-proof", json=True)
call_command("retention")
"""


class People:
    """Everybody, each with a browser or a token, whose answers are all noted."""

    def __init__(self, server: Server, said: dict[str, Said], stack: ExitStack) -> None:
        self.server, self.said, self._stack = server, said, stack
        self.clients = Clients()
        owner = self._browser(OWNER)
        self.browsers = {OWNER: owner, ADMIN: self._registered()}
        self._come(owner)
        for who in (READER, MEMBER):
            self.browsers[who] = self.clients.add(who, invited(self.browsers[ADMIN], self._new(), role="MEMBER"))
        self.browsers[OUTSIDER] = self._browser(OUTSIDER)
        self.browsers[OUTSIDER].sign_up(new_name())
        self.stranger = self._browser(STRANGER)
        token = data(owner, CREATE_TOKEN)["createPersonalToken"]["token"]
        self.clients.add(TOKEN, self._open({"Authorization": f"Bearer {token}"}))
        self.browsers[AGENT] = self._agent()

    def text(self, name: str) -> str:
        """Return what is said under that name."""
        return self.said[name].text

    def operated(self) -> Place:
        """Return what the commands of the operator print."""
        return Place(name="output of the operator's commands", octets=self.server.python("-c", COMMANDS).encode())

    def _registered(self) -> Browser:
        """Return the browser of the administrator, who has registered and set a password by the link in the mail."""
        browser = self._browser(ADMIN)
        assert browser.auth("POST", "/auth/signup", **form("RegistrationInput", self.said)).status_code == 200
        email = self.text("RegistrationInput.email")
        browser.set_password(mails.key(browser.mails(email)[-1]))
        assert browser.sign_in(email=email).status_code == 200
        return browser

    def _come(self, browser: Browser) -> None:
        """Have the owner be invited, come, and sign in."""
        email = self.text("InvitePersonInput.email")
        said = {"email": email, "username": self.text("InvitePersonInput.username"), "role": "MEMBER"}
        assert self.clients.told(ADMIN, "invitePerson", said)["data"]["invitePerson"]["userErrors"] == []
        key = mails.key(browser.mails(email)[-1])
        assert browser.get(f"/account/invitation/{key}/").status_code == 200
        accepted = browser.auth("POST", "/auth/invitation", key=key, **form("AcceptInput", self.said))
        assert accepted.status_code == 200, accepted.text
        password = self.text("AcceptInput.password")
        assert browser.sign_in(username=self.text("AcceptInput.username"), password=password).status_code == 200

    def _agent(self) -> Browser:
        """Return the browser of an agent, who has signed in with a passkey as second factor."""
        name = new_name("agent")
        email = f"{name}@example.org"
        self.server.python("-m", "config.manage", "agent", "invite", "--email", email, "--username", name)
        browser = at_localhost(self._browser(AGENT))
        browser.set_password(mails.key(browser.mails(email)[-1]))
        browser.sign_in(username=name)
        browser.auth("POST", "/auth/reauthenticate", password=PASSWORD)
        passkey = Passkey(origin(browser))
        assert register(browser, passkey).status_code == 200
        browser.sign_out()
        browser.sign_in(username=name)
        signed = browser.auth("POST", FACTOR, credential=passkey.sign(options(browser, FACTOR)))
        assert signed.status_code == 200, signed.text
        return browser

    def _new(self) -> Browser:
        return self._stack.enter_context(Browser(self.server.address, self.server.data / "mail"))

    def _browser(self, who: str) -> Browser:
        return self.clients.add(who, self._new())

    def _open(self, headers: dict[str, str]) -> httpx.Client:
        return self._stack.enter_context(httpx.Client(base_url=self.server.address, headers=headers))

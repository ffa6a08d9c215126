"""What do people tell of themselves, and of what they need help with? Everything, in every way, with each value."""

import re
from typing import Any

import httpx

from tests.accounts.browser import PASSWORD
from tests.canary.values import INBOUND_SECRET
from tests.permissions.test_support_pages import send
from tests.privacy.canary.hosting import Hosting
from tests.privacy.canary.people import ADMIN, AGENT, OWNER, People
from tests.privacy.canary.said import message

CASE = "{ viewer { supportCases { id requests { id } } } }"
HERE, LOOK = re.compile(r'"(/support/[0-9a-f-]{36}/)"'), re.compile(r'"(/support/requests/[^"]+)"')
BILLS = {"name": "Bills", "email": "bills@example.org", "address": {"city": "Hull", "country": "GB"}}


class Telling:
    """What the administrator, the owner and an agent say."""

    def __init__(self, people: People, hosting: Hosting) -> None:
        self.people, self.hosting = people, hosting
        self.said, self.told = people.said, hosting.told

    def tell(self) -> None:
        """Say everything."""
        self._of_themselves()
        self._passwords()
        self._programs()
        self._help()
        self._to_the_processor()
        self._by_mail()

    def _of_themselves(self) -> None:
        self.told("updateProfile", **message("UpdateProfileInput", self.said))
        self.told("updateAccount", ADMIN, **message("UpdateAccountInput", self.said))
        owner = self.people.browsers[OWNER]
        owner.auth("POST", "/account/email", email=self.people.text("another address"))
        owner.get(
            "/account/", headers={"User-Agent": self.people.text("browser"), "Referer": self.people.text("page before")}
        )

    def _passwords(self) -> None:
        """Change it, forget it, guess it, and give it to a page."""
        admin, stranger = self.people.browsers[ADMIN], self.people.stranger
        name, new, wrong = map(self.people.text, ("RegistrationInput.username", "new password", "wrong password"))
        admin.auth("POST", "/account/password/change", current_password=PASSWORD, new_password=new)
        assert stranger.sign_in(username=name, password=wrong).status_code == 400
        assert admin.viewer() == name or admin.sign_in(username=name, password=new).status_code == 200
        stranger.auth("POST", "/auth/password/request", email=self.people.text("RegistrationInput.email"))
        login = {"login": self.people.text("unknown name"), "password": wrong}
        assert send(stranger, "/account/login/", "/account/login/", **login).status_code == 200

    def _programs(self) -> None:
        """Name a token, an application and a team; show a token to who finds it."""
        said = message("CreatePersonalTokenInput", self.said, scopes=["tags:read"])
        self._prove(OWNER, "AcceptInput.password")
        token = self.told("createPersonalToken", **said)["token"]
        self.told("createPersonalToken", **said)
        self.people.stranger.post("/token-leaks", json={"token": token})
        self.told("createTeam", **message("CreateTeamInput", self.said))
        ends = {"scopes": ["tags:read"], "redirectUris": ["https://partner.example/back"]}
        registered = message("RegisterApplicationInput", self.said, confidential=True, **ends)
        self._prove(ADMIN, "new password")
        made = self.told("registerApplication", ADMIN, **registered)["application"]["id"]
        self.told("updateApplication", ADMIN, **message("UpdateApplicationInput", self.said, id=made))

    def _help(self) -> None:
        """Have the owner ask for help, and an agent answer, ask to read a tag, and read it."""
        tag, agent = self.hosting.ids["tag"], self.people.browsers[AGENT]
        self.told("openSupportCase", **message("OpenSupportCaseInput", self.said, records=[tag]))
        [case] = self._cases()
        self.told("addSupportMessage", **message("AddSupportMessageInput", self.said, caseId=case["id"]))
        [here] = HERE.findall(agent.get("/support/").text)
        send(agent, here, f"{here}answer/", text=self.people.text("answer of support"))
        send(agent, here, f"{here}ask/", records=tag, reason=self.people.text("reason of support"), hours="1")
        [request] = self._cases()[0]["requests"]
        self.told("approveSupportRequest", id=request["id"], hours=1)
        [look] = LOOK.findall(agent.get(here).text)
        assert send(agent, here, look).status_code == 200

    def _to_the_processor(self) -> None:
        """Pay, so that the processor is told what it has to be."""
        for mutation, said in (
            ("setBillingDetails", BILLS),
            ("setPaymentMethod", {"paymentMethodId": "pm_card_visa"}),
            ("changePlan", {"plan": "MONTHLY"}),
            ("setSeats", {"seats": 9}),
        ):
            self.told(mutation, ADMIN, **said)

    def _by_mail(self) -> None:
        """Opt out by a mail from the owner's address, with more in it."""
        sender, subject, text = map(
            self.people.text, ("InvitePersonInput.email", "subject of a mail", "text of a mail")
        )
        mail = f"From: {sender}\nTo: steward@localhost\nSubject: {subject}\n\n{text}\n"
        headers = {"Authorization": f"Bearer {INBOUND_SECRET}", "Content-Type": "message/rfc822"}
        answer = httpx.post(f"{self.people.server.address}/mail/inbound", content=mail.encode(), headers=headers)
        assert answer.status_code == 202

    def _prove(self, who: str, password: str) -> None:
        answer = self.people.browsers[who].auth("POST", "/auth/reauthenticate", password=self.people.text(password))
        assert answer.status_code == 200, answer.text

    def _cases(self) -> Any:
        return self.people.clients.ask(OWNER, CASE)["data"]["viewer"]["supportCases"]

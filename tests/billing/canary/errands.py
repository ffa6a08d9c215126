"""What is done with the values? They are sent, refused, sent to a processor that fails, and while the database dies."""

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx

from processes import eventually, postmaster
from tests.billing.canary.people import ADMIN, BILLING, MEMBER, OUTSIDER, STRANGER, TOKEN, people
from tests.billing.canary.values import CARD_NUMBER, VALUES, errands
from tests.canary.clients import Clients
from tests.canary.run import Done
from tests.canary.searching import Canary
from tests.canary.server import Server
from tests.canary.values import KEY, MARK, WEBHOOK_SECRET

DETAILS, METHOD = errands()["setBillingDetails"], errands()["setPaymentMethod"]
NAME, CITY, COUNTRY, EMAIL, KIND = (
    *("SetBillingDetailsInput.name", "BillingAddressInput.city", "BillingAddressInput.country"),
    *("SetBillingDetailsInput.email", "TaxIdInput.type"),
)
UNFORESEEN = "unforeseen"  # a name with it breaks the patched source
RETRIES = 3  # that the processor's library makes, and one
REFUSED = {MEMBER: ["FORBIDDEN"], TOKEN: ["FORBIDDEN"], STRANGER: ["UNAUTHENTICATED"]}
SETTLED = "{ viewer { account { subscription { pending } } } }"


class Errands:
    """All that is done, and the values that were said meanwhile."""

    def __init__(self, server: Server, people: Clients) -> None:
        self.server, self.people = server, people
        headers = {"Authorization": f"Bearer {KEY}"}
        self._processor = httpx.Client(base_url=server.processor, headers=headers, timeout=30)
        self.payment_method = self._new_payment_method()
        self.values = VALUES | {"SetPaymentMethodInput.paymentMethodId": self.payment_method}
        self.handed_out: list[Canary] = []

    def canaries(self) -> list[Canary]:
        """Return everything that is to be found nowhere."""
        said = [Canary(name=name, text=text, token=_token(text)) for name, text in self.values.items()]
        secrets = {
            "key": KEY,
            "secret of webhooks": WEBHOOK_SECRET,
            "card": "5105105105105100",
            "card as typed": CARD_NUMBER,
        }
        return [*said, *(Canary(name=name, text=text, token=text) for name, text in secrets.items()), *self.handed_out]

    def state(self) -> str:
        """Return all that the processor has, as JSON."""
        return json.dumps(self._processor.get("/_simulator/state").json(), ensure_ascii=False)

    def close(self) -> None:
        """Ask the processor no more."""
        self._processor.close()

    def run(self) -> None:
        """Do everything; what is right comes last, so that the processor has it."""
        self.lose_the_database()
        self.be_refused()
        self.meet_failures()
        self.succeed()

    def succeed(self) -> None:
        """Say everything, begin setups, choose a plan, and wait until the processor and we agree."""
        for errand in errands().values():
            assert self._say(ADMIN, errand, self.values) == [], errand
        for hosted in (True, False):
            self._hand_out("startPaymentSetup", {"hosted": hosted})
        self._hand_out("billingPortal", {"accountId": self._account()})
        self.people.told(BILLING, "changePlan", {"plan": "MONTHLY"})
        self.people.told(BILLING, "setSeats", {"seats": 9})
        eventually(self._is_settled)
        eventually(self._is_told)

    def be_refused(self) -> None:
        """Say it without being allowed to, and in every way that is wrong."""
        for errand in errands().values():
            for who, codes in REFUSED.items():
                assert self._say(who, errand, self.values) == codes, who
        for wrong in self._wrong():
            assert self._say(OUTSIDER, DETAILS, self.values | wrong) != [], wrong
        for key in (f"pm_{MARK}nobody", f"seti_{MARK}nobody", f"cs_{MARK}nobody", f"card {MARK}"):
            assert self._say(OUTSIDER, METHOD, {"SetPaymentMethodInput.paymentMethodId": key}) != []
        for document in _wrong_documents():
            assert "errors" in self.people.ask(ADMIN, document)

    def meet_failures(self) -> None:
        """Say it to a processor that fails in each way it can, and to a program that has a mistake."""
        for answer, times in (("500", RETRIES), ("nonsense", 1), ("reset", RETRIES), ("429", RETRIES)):
            for path in ("/v1/customers/*", "/v1/payment_methods/*"):
                self._plan(path=path, answer=answer, times=times)
            for errand in errands().values():
                assert self._say(BILLING, errand, self.values) == ["PROCESSOR_UNAVAILABLE"], answer
            self._processor.delete("/_simulator/faults")
        assert self._say(BILLING, DETAILS, self._unforeseen()) == ["INTERNAL"]

    def lose_the_database(self) -> None:
        """Say it, and kill the database while the processor is being told."""
        self._plan(path="/v1/customers/*", method="POST", latency_milliseconds=700)
        saying = threading.Thread(target=self._say, args=(ADMIN, DETAILS, self.values))
        saying.start()
        eventually(lambda: not self._processor.get("/_simulator/faults").json()["faults"])
        os.kill(postmaster(self.server.data), signal.SIGKILL)
        saying.join()
        eventually(lambda: "data" in self.people.ask(ADMIN, "{ viewer { id } }"))

    def _wrong(self) -> Iterator[dict[str, str]]:
        """Yield values that we or the processor refuse; each has what was said in it."""
        yield {EMAIL: f"{MARK}email at bills"}
        yield {COUNTRY: f"{MARK}country"}
        yield {CITY: f"{MARK}city" * 100}
        yield {NAME: f"{MARK}name\n\x00\x1b"}
        yield {KIND: f"{MARK}kind"}
        yield {NAME: CARD_NUMBER}
        yield {NAME: {MARK: f"{MARK}name"}}  # type: ignore[dict-item]  # that is wrong
        yield {EMAIL: [f"{MARK}email"]}  # type: ignore[dict-item]  # that is wrong

    def _unforeseen(self) -> dict[str, str]:
        return self.values | {NAME: f"{VALUES[NAME]} {UNFORESEEN}"}

    def _say(self, who: str, errand: Any, values: dict[str, str]) -> list[str]:
        """Return the codes of what was refused."""
        answer = self.people.told(who, errand.mutation, errand.input(values))
        if "errors" in answer:
            return [error["extensions"]["code"] for error in answer["errors"]]
        return [error["code"] for error in answer["data"][errand.mutation]["userErrors"]]

    def _hand_out(self, mutation: str, said: Any) -> None:
        """Remember the secrets of an answer, which are nowhere but in it."""
        payload = self.people.told(ADMIN, mutation, said)["data"][mutation]
        for name in ("clientSecret", "url"):
            if secret := payload.get(name):
                token = re.split(r"_secret_|/", secret)[-1]
                homes = (f"answer of {mutation} to {ADMIN}",)
                self.handed_out.append(Canary(name=name, text=secret, token=token, homes=homes))

    def _new_payment_method(self) -> str:
        card = {"type": "card", "card[token]": "tok_visa"}
        return str(self._processor.post("/v1/payment_methods", data=card).raise_for_status().json()["id"])

    def _plan(self, **fault: Any) -> None:
        self._processor.post("/_simulator/faults", json=fault).raise_for_status()

    def _account(self) -> str:
        return str(self.people.ask(ADMIN, "{ viewer { account { id } } }")["data"]["viewer"]["account"]["id"])

    def _is_settled(self) -> bool:
        viewer = self.people.ask(ADMIN, SETTLED)["data"]["viewer"]
        return not viewer["account"]["subscription"]["pending"]

    def _is_told(self) -> bool:
        deliveries = self._processor.get("/_simulator/deliveries").json()["deliveries"]
        return all(delivery["status"] != "waiting" for delivery in deliveries)


def do_everything(server: Server) -> Done:
    """Have everybody do everything, and then look at everything."""
    with people(server.address, server.data) as everybody, closing(Errands(server, everybody)) as errands:
        errands.run()
        everybody.crawl()
        return Done(canaries=errands.canaries(), state=errands.state(), answers=everybody.answers)


def _token(text: str) -> str | None:
    """Return the part of a value that stays as it is in JSON, HTML and addresses."""
    found = re.search(rf"(pm_|{MARK})[A-Za-z0-9]+", text)
    return found[0] if found else None


def _wrong_documents() -> Iterator[str]:
    """Yield documents that are none, or not ours, with values where an error could quote them."""
    for said in (
        f'"{MARK}name',
        f"{MARK}name",
        f'["{MARK}name", 5]',
        f'{{{MARK}name: "{MARK}tax"}}',
        f'"{CARD_NUMBER}"',
    ):
        yield f"mutation {{ setBillingDetails(input: {{name: {said}}}) {{ userErrors {{ code }} }} }}"
    yield f'mutation {{ setBillingDetails(input: {{{MARK}name: "{MARK}name"}}) {{ userErrors {{ code }} }} }}'
    yield f'mutation {{ setBillingDetails(input: {{name: "{MARK}name"}}) {{ userErrors {{ {MARK}name }} }} }}'
    yield f'{{ setBillingDetails(input: {{name: "{MARK}name"}}) }}'
    said = '["mutation($i: SetBillingDetailsInput!) { setBillingDetails(input: $i) { userErrors { code } } }"]'
    yield f'{{ inferScopes(documents: {said}, variables: [{{i: {{name: ["{MARK}name"]}}}}]) }}'

"""Who pays in these tests? Somebody at the API, the processor's clock that they live on, and what it has of them."""

import time
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import httpx
from django.db.models import F

import worlds
from accounts.models import Account, Role
from api import Api
from billing import settling
from billing.models import AccountSubscription, Customer
from database.context import account_context
from mails import mails
from processes import eventually
from work import do_jobs

DAY = 86_400
MONTHLY, YEARLY = 900, 9000  # cents for each seat
KEY = {"Authorization": "Bearer sk_test_simulator"}
STANDING = ("status", "reason", "is_open")
WELL = ("ACTIVE", None, True)
STEP_DAYS = 20  # so that what falls due meanwhile is settled before the next does
OF_THE_ACCOUNT = ("cancelSubscription", "removeBillingDetails", "closeAccount", "billingPortal")
SHOWN = {"billingPortal": "url", "startPaymentSetup": "url clientSecret"}


class Payer:
    """An administrator, and what the processor has of their account."""

    def __init__(self, url: str, api: Api, clock: str | None = None) -> None:
        self.url, self.clock, self.account = url, clock, worlds.account()
        self.user = worlds.user(self.account, role=Role.ADMIN)
        self.api = api(self.user)

    def begin_to_pay(self, *, seats: int = 1) -> None:
        """Have the trial behind, and the first month paid."""
        self.age(15)
        self.do("setPaymentMethod", paymentMethodId="pm_card_visa")
        self.do("setSeats", seats=seats)
        self.do("changePlan", plan="MONTHLY")
        assert (self.standing(*STANDING), self.taken) == (WELL, seats * MONTHLY)

    def do(self, mutation: str, **given: Any) -> Any:
        """Do something that is not refused, and have it settled; return what there is to see."""
        payload = self.ask(mutation, **given)
        assert payload["userErrors"] == []
        self.settle()
        return payload

    def refused(self, mutation: str, **given: Any) -> list[tuple[str, str | None]]:
        """Return code and field of each refusal."""
        return [(error["code"], error["field"]) for error in self.ask(mutation, **given)["userErrors"]]

    def ask(self, mutation: str, **given: Any) -> Any:
        """Return the payload of a mutation of billing."""
        if mutation in OF_THE_ACCOUNT:
            kind, given = "BillingInput", {"accountId": worlds.id_of(self.account)}
        else:
            kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        shown = f"userErrors {{ code field }} {SHOWN.get(mutation, '')}"
        query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {shown} }} }}"
        return self.api.data(query, input=given)[mutation]

    def settle(self) -> None:
        """Have all webhooks arrive, and what they and we have asked for be done."""
        self.listen()
        do_jobs()
        self.listen()
        do_jobs()

    def listen(self) -> None:
        """Have all webhooks arrive."""
        eventually(lambda: not any(one["status"] == "waiting" for one in self.control("deliveries")["deliveries"]))

    def settle_now(self, job: str = "job") -> None:
        """Settle at once, as a job would."""
        settling.settle(self.account.pk, job=f"{self.account.pk}-{job}")

    def pass_days(self, days: float) -> None:
        """Let days go by, at the processor and for the account, and have settled what comes of it."""
        for step in _steps(days):
            self.let_pass(step)
            self.settle()

    def age(self, days: float) -> None:
        """Have the account exist for so many days more."""
        Account.objects.filter(pk=self.account.pk).update(created_at=F("created_at") - timedelta(days=days))

    @property
    def now(self) -> int:
        """What time it is on the processor's clock."""
        return int(self.stripe("GET", f"test_helpers/test_clocks/{self.clock}")["frozen_time"])

    def let_pass(self, days: float) -> None:
        """Let days go by, without having anything settled."""
        self.age(days)
        at = f"test_helpers/test_clocks/{self.clock}"
        self.stripe("POST", f"{at}/advance", frozen_time=self.now + int(days * DAY))
        eventually(lambda: self.stripe("GET", at)["status"] == "ready")

    def standing(self, *names: str) -> Any:
        """Return what is known here of the subscription."""
        with account_context(self.account.pk):
            row = AccountSubscription.objects.get(pk=self.account.pk)
        return tuple(getattr(row, name) for name in names)

    def stripe(self, method: str, path: str, **said: Any) -> Any:
        """Return what the processor answers to whoever has its key."""
        given: dict[str, Any] = {"params": said} if method == "GET" else {"data": said}
        answer = httpx.request(method, f"{self.url}/v1/{path}", headers=KEY, timeout=10, **given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def control(self, control: str, /, **said: Any) -> Any:
        """Steer the simulator, or look inside."""
        answer = httpx.request(
            "POST" if said else "GET", f"{self.url}/_simulator/{control}", json=said or None, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def clear(self) -> None:
        """Have nothing go wrong any more."""
        httpx.delete(f"{self.url}/_simulator/faults")

    def kept(self, kind: str) -> list[dict[str, Any]]:
        """Return what the processor has of a kind, of all accounts."""
        found: list[dict[str, Any]] = self.control("state").get(kind, [])
        return found

    def is_of_account(self, metadata: dict[str, str]) -> bool:
        """Whether the processor was told that something is of the account."""
        return metadata == {"account": worlds.id_of(self.account)}

    @property
    def customer(self) -> str:
        """The id of the account's customer."""
        return Customer.objects.get(account=self.account).pk

    @property
    def subscriptions(self) -> list[dict[str, Any]]:
        """The account's subscriptions at the processor, oldest first."""
        found: list[dict[str, Any]] = self.stripe("GET", "subscriptions", customer=self.customer, status="all")["data"]
        return found[::-1]

    @property
    def left(self) -> Fraction:
        """How much of the period is to come."""
        [item] = self.subscriptions[-1]["items"]["data"]
        start, end = item["current_period_start"], item["current_period_end"]
        return Fraction(end - self.now, end - start)

    @property
    def bills(self) -> list[tuple[str, str, int]]:
        """The invoices, oldest first: why, how they stand, and the total in cents."""
        kept = self.stripe("GET", "invoices", customer=self.customer, limit=100)["data"]
        return [(bill["billing_reason"], bill["status"], bill["total"]) for bill in reversed(kept)]

    @property
    def lines(self) -> list[tuple[int, int]]:
        """What is on the newest invoice: amounts and quantities."""
        [newest] = self.stripe("GET", "invoices", customer=self.customer, limit=1)["data"]
        return [(line["amount"], line["quantity"]) for line in newest["lines"]["data"]]

    @property
    def taken(self) -> int:
        """What was charged to all means of payment that the account ever had, in cents."""
        return sum(one["amount"] for one in self.control("ledger")["charges"] if one["status"] == "succeeded")

    @property
    def subjects(self) -> list[str]:
        """What the mails to the payer are about, oldest first."""
        return [str(mail["Subject"]) for mail in mails(self.user.email)]


def begin_clock(url: str) -> str:
    """Return the id of a new clock at the processor, which stands at this moment."""
    said = {"frozen_time": int(time.time())}
    clock: str = httpx.post(f"{url}/v1/test_helpers/test_clocks", headers=KEY, data=said).json()["id"]
    return clock


def _steps(days: float) -> Iterator[float]:
    while days > 0:
        yield min(days, STEP_DAYS)
        days -= STEP_DAYS

"""What might somebody wish, and what might fail meanwhile? Drawn at random, and the same again for the same seed."""

import random
from typing import Any
from unittest import mock

import worlds
from accounts import seats as people
from accounts.models import User
from billing import reading
from billing.stripe_api.client import ProcessorError
from database.context import account_context
from tests.billing.chaos import customers
from tests.billing.payer import Payer

STEPS = 14
# Before it was done; after, with the answer lost; after, with a failure that the key of idempotency remembers.
DEATHS = [{"answer": "reset"}, {"answer": "nonsense", "when": "after"}, {"answer": "500", "when": "after"}]
# Of all calls but those of the test clock, which are ours.
PATHS = ["/v1/[!t]*", "/v1/subscriptions*", "/v1/customers*", "/v1/invoices*", "/v1/prices*"]


class Killed(BaseException):
    """As if the process had ended here."""


class RandomLife:
    """Somebody who wishes this and that, while all goes wrong."""

    def __init__(self, payer: Payer, drawn: random.Random) -> None:
        self.payer, self.drawn, self.job = payer, drawn, 0
        self.kinds = (*WISHES, self.pay_with, self.come_or_go, self.pass_days, self.fail, self.fail, self.misdeliver)

    def live(self) -> list[str]:
        """Return what was done."""
        done = []
        for _ in range(STEPS):
            kind = self.drawn.choice(self.kinds)
            done.append(str(kind(self.drawn, self.payer) if kind in WISHES else kind()))  # type: ignore[operator]  # wishes take what faults do not
            done.append(self.settle())
            assert len(customers(self.payer)) <= 1, done
        return done

    def settle(self) -> str:
        """Settle, perhaps in vain, and perhaps only in part."""
        write_down, left = reading.write_down, self.drawn.choice([1, 2, 3, 99, 99, 99])

        def killed_later(*args: Any, **kwargs: Any) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Killed
            write_down(*args, **kwargs)

        try:
            with mock.patch.object(reading, "write_down", killed_later):
                self.payer.settle_now(str(self.job))
        except (ProcessorError, Killed) as error:
            return type(error).__name__
        self.job += 1
        return "settled"

    def pay_with(self) -> str:
        card = self.drawn.choice(["pm_card_visa", "pm_card_visa", "pm_card_chargeCustomerFail"])
        return f"{card}: {self.payer.refused('setPaymentMethod', paymentMethodId=card)}"

    def come_or_go(self) -> str:
        others = User.objects.filter(account=self.payer.account, is_active=True).exclude(pk=self.payer.user.pk)
        if self.drawn.random() < 0.5:  # as often as not
            worlds.user(self.payer.account)
        else:
            others.update(is_active=False)
        with account_context(self.payer.account.pk):
            people.changed(self.payer.account.pk)
        return "people"

    def pass_days(self) -> str:
        days = self.drawn.choice([1, 10, 20, 32])
        self.payer.let_pass(days)
        return f"{days} days"

    def fail(self) -> str:
        said = self.drawn.choice(DEATHS) | {"times": self.drawn.randint(1, 4), "path": self.drawn.choice(PATHS)}
        self.payer.control("faults", **said)
        return str(said)

    def misdeliver(self) -> str:
        said = {"copies": self.drawn.choice([0, 1, 3]), "is_reversed": self.drawn.choice([False, True])}
        self.payer.control("settings", webhooks=said)
        return str(said)


def seats(drawn: random.Random, payer: Payer) -> str:
    wanted = drawn.randint(1, 6)
    return f"{wanted} seats: {payer.refused('setSeats', seats=wanted)}"


def plan(drawn: random.Random, payer: Payer) -> str:
    chosen = drawn.choice(["MONTHLY", "YEARLY"])
    return f"{chosen}: {payer.refused('changePlan', plan=chosen)}"


def cancel(drawn: random.Random, payer: Payer) -> str:
    return f"cancel: {payer.refused('cancelSubscription')}"


def leave(drawn: random.Random, payer: Payer) -> str:
    return f"leave: {payer.refused('removeBillingDetails')}" if drawn.random() < 0.3 else "stay"  # seldom


WISHES = (seats, seats, plan, plan, plan, cancel, leave)

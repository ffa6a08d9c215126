"""What do seats cost, as people come and go, and plans change? Whole lives on the processor's clock, line by line."""

import math
from fractions import Fraction

import pytest

import worlds
from accounts import seats as people
from accounts.models import User
from database.context import account_context
from tests.billing.payer import MONTHLY, STANDING, WELL, YEARLY, Payer


def test_more_seats_are_charged_for_the_rest_of_the_period(payer: Payer) -> None:
    payer.begin_to_pay()
    payer.pass_days(10.3)
    left = payer.left
    payer.do("setSeats", seats=5)
    payer.pass_days(21)
    assert payer.lines == [(-share(MONTHLY, left), 1), (share(5 * MONTHLY, left), 5), (5 * MONTHLY, 5)]
    assert payer.taken == MONTHLY + 5 * MONTHLY + share(5 * MONTHLY, left) - share(MONTHLY, left)


def test_fewer_seats_are_fewer_on_the_next_bill(payer: Payer) -> None:
    payer.begin_to_pay(seats=5)
    payer.pass_days(10)
    payer.do("setSeats", seats=2)
    assert payer.standing("seats", "is_pending") == (5, False)
    payer.pass_days(21.1)
    assert (payer.lines, payer.standing("seats")) == ([(2 * MONTHLY, 2)], (2,))
    assert payer.taken == 7 * MONTHLY


def test_going_down_and_up_again_within_a_period_costs_nothing(payer: Payer) -> None:
    payer.begin_to_pay(seats=4)
    for seats in (2, 4, 1, 3):
        payer.pass_days(3)
        payer.do("setSeats", seats=seats)
    left = payer.left
    payer.do("setSeats", seats=6)
    payer.pass_days(19.1)
    assert payer.lines == [(-share(4 * MONTHLY, left), 4), (share(6 * MONTHLY, left), 6), (6 * MONTHLY, 6)]


def test_seats_follow_who_comes_and_goes(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "DELAY_SECONDS", 0)
    payer.begin_to_pay()
    colleague = worlds.user(payer.account)
    tell_of_people(payer)
    assert payer.standing("seats", "seats_used", "is_pending") == (2, 2, False)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    tell_of_people(payer)
    assert payer.standing("seats", "seats_used", "is_pending") == (2, 1, False)
    assert payer.subscriptions[0]["items"]["data"][0]["quantity"] == 1


def test_from_months_to_years_and_back_what_is_left_is_credited(payer: Payer) -> None:
    payer.begin_to_pay(seats=2)
    payer.pass_days(10)
    left = payer.left
    payer.do("changePlan", plan="YEARLY")
    assert payer.lines == [(-share(2 * MONTHLY, left), 2), (2 * YEARLY, 2)]
    assert payer.standing("plan", "seat_price", *STANDING) == ("YEARLY", YEARLY, *WELL)
    payer.pass_days(40)
    taken, left = payer.taken, payer.left
    payer.do("changePlan", plan="MONTHLY")
    assert payer.lines == [(-share(2 * YEARLY, left), 2), (2 * MONTHLY, 2)]
    assert payer.standing("plan", "seat_price", *STANDING) == ("MONTHLY", MONTHLY, *WELL)
    assert payer.taken == taken  # the credit pays for it


def tell_of_people(payer: Payer) -> None:
    with account_context(payer.account.pk):
        people.changed(payer.account.pk)
    payer.settle()


def share(amount: int, left: Fraction) -> int:
    """Cents of an amount, rounded half up."""
    return math.floor(amount * left + Fraction(1, 2))

"""Is every second of every seat billed once? Random changes of seats, held against what the time was worth."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.simulator.lines import part
from tests.billing.simulator.life import DAY, MONTHLY, START, Life

MONTH_SECONDS = 31 * DAY  # January
CHANGES = [
    [(3, 86_400, 5), (5, 500_000, 1), (1, 1_000_000, 9)],
    [(1, 1, 2), (2, MONTH_SECONDS - 1, 7)],
    [(9, 1_234_567, 1)],
    [(4, 100_000, 4), (4, 200_000, 0), (0, 900_000, 6)],
]


@pytest.mark.parametrize("behavior", ["create_prorations", "always_invoice"])
@pytest.mark.parametrize("changes", CHANGES)
def test_every_second_of_every_seat_is_billed_once(
    life: Callable[..., Life], changes: list[tuple[int, int, int]], behavior: str
) -> None:
    ada = life()
    ada.subscribe(seats=changes[0][0])
    worth, since = Fraction(0), 0
    for before, moment, after in changes:
        ada.pass_days((START + moment - ada.now) / DAY)
        ada.change(seats=after, proration_behavior=behavior)
        worth += Fraction(before * MONTHLY * (moment - since), MONTH_SECONDS)
        since = moment
    worth += Fraction(after * MONTHLY * (MONTH_SECONDS - since), MONTH_SECONDS)
    ada.pass_days((START + MONTH_SECONDS + DAY - ada.now) / DAY)
    billed = sum(total for _, _, total in ada.bills) - after * MONTHLY  # February's
    assert abs(billed - worth) <= len(changes)  # each proration is rounded to a cent
    balance = ada.api.customers.retrieve(ada.customer).balance
    assert balance is not None
    assert ada.taken + balance == billed + after * MONTHLY


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 10**7))
def test_what_is_left_is_rounded_to_the_nearest(amount: int, whole: int, left: int) -> None:
    exact = Fraction(amount * left, whole)
    assert abs(part(amount, left, whole) - exact) <= Fraction(1, 2)

"""How many seats are charged, and how does the quantity come there? Held against a bill that is added up day by day."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.seats import Step, steps, wanted

COUNTS = st.integers(1, 12)


def test_as_many_as_people_or_the_more_that_were_asked_for() -> None:
    assert [wanted(0, None), wanted(3, None), wanted(3, 2), wanted(3, 5)] == [1, 3, 3, 5]


def test_what_is_paid_for_already_is_free_and_only_the_rest_is_charged() -> None:
    assert steps(4, 5, 7) == [Step(5, is_prorated=False), Step(7, is_prorated=True)]
    assert steps(4, 5, 5) == [Step(5, is_prorated=False)]
    assert steps(4, 4, 5) == [Step(5, is_prorated=True)]
    assert steps(5, 5, 3) == [Step(3, is_prorated=False)]
    assert steps(5, 5, 5) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(start=COUNTS, wishes=st.lists(COUNTS, max_size=10))
def test_within_a_period_each_seat_is_charged_once(start: int, wishes: list[int]) -> None:
    quantity = paid = start
    charged = start
    for wish in wishes:
        for step in steps(quantity, paid, wish):
            charged += step.quantity - quantity if step.is_prorated else 0
            quantity = step.quantity
            paid = max(paid, quantity)
        assert quantity == wish
    assert charged == max([start, *wishes])

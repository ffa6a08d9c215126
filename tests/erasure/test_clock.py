"""Is the clock believed when it went on, and not when it has jumped?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from erasure import clock
from erasure.models import Clock

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _new() -> Iterator[None]:
    Clock.objects.all().delete()
    yield
    Clock.objects.all().delete()


def looked_at(*days: float) -> list[bool]:
    return [clock.believed(NOON + timedelta(days=after)) for after in days]


def test_a_clock_is_believed_after_three_days() -> None:
    assert looked_at(0, 1, 2, 3, 4) == [False, False, False, True, True]


def test_looking_often_makes_it_no_sooner() -> None:
    assert looked_at(0, 0.1, 0.2, 0.3, 1, 2, 2.9, 3) == [False] * 7 + [True]


def test_a_clock_that_jumps_ahead_begins_anew() -> None:
    assert looked_at(0, 1, 2, 3, 3653, 3654, 3655, 3656) == [False] * 3 + [True] + [False] * 3 + [True]


def test_a_clock_that_is_set_back_begins_anew() -> None:
    assert looked_at(0, 1, 2, 3, -365, -364, -363, -362) == [False] * 3 + [True] + [False] * 3 + [True]


def test_a_clock_that_jumps_there_and_back_is_not_believed_before() -> None:
    assert looked_at(0, 1, 2, 3, 3653, 4, 5, 6, 7) == [False] * 3 + [True] + [False] * 4 + [True]


def test_a_clock_that_is_put_right_by_little_goes_on() -> None:
    assert looked_at(0, 1, 2, 3, 4, 4 - 1 / 48, 5) == [False] * 3 + [True] * 4


def test_a_machine_that_was_off_for_a_night_goes_on_and_one_that_was_for_longer_waits() -> None:
    assert looked_at(0, 1, 2, 4, 6.1) == [False] * 3 + [True, False]

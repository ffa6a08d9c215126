"""Is what people write in a contact manager left alone? A few of the samples that `bin/cards` takes many of."""

import pytest

from tests.billing.samples import SAMPLES, taken

# The share of those that may be taken for a number of a card: a tenth of what begins like one and is as long.
SHARES = {
    "phone numbers in E.164 without the +": 0.01,
    "orders, bills and parcels": 0.03,
    "GTINs, 13 digits": 0.05,
    "13 random digits": 0.05,
    "16 random digits": 0.08,
}


@pytest.mark.parametrize("name", SAMPLES)
def test_few_are_taken_for_a_cards_number_and_of_most_kinds_none(name: str) -> None:
    assert taken(name, 400) <= SHARES.get(name, 0) * 400


def test_some_are() -> None:
    assert taken("16 random digits", 400) > 0

"""How do the pages say what an account pays, and in what state it is?"""

import pytest

from billing.models import AccountSubscription, Reason, Status
from config.pages.money import money
from config.pages.standings import STATUSES, warning
from permissions.standing import WHY


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (900, "USD", "9.00 USD"),
        (123456, "eur", "1,234.56 EUR"),
        (900, "jpy", "900 JPY"),
        (1500, "KWD", "1.500 KWD"),
        (0, "USD", "0.00 USD"),
    ],
)
def test_an_amount_is_written_as_its_currency_counts(amount: int, currency: str, written: str) -> None:
    assert money(amount, currency) == written


def test_each_status_has_its_words() -> None:
    assert set(STATUSES) == set(Status)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    ("is_open", "means"),
    [(True, "For a while everything still works."), (False, "Until then nothing can be changed.")],
)
def test_what_is_wrong_is_said_with_what_it_means(reason: Reason, is_open: bool, means: str) -> None:
    assert warning(AccountSubscription(reason=reason, is_open=is_open)) == f"{WHY[reason]}. {means}"


def test_nothing_is_said_while_all_is_well() -> None:
    assert warning(AccountSubscription(reason=None, is_open=True)) is None

"""What do tests of people share? Browsers, and a clean slate with those who count attempts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache

from tests.accounts.browser import Browser


@pytest.fixture(autouse=True)
def _attempts_are_forgotten() -> None:
    cache.clear()


@pytest.fixture
def browser(server: str) -> Iterator[Callable[[], Browser]]:
    """`browser()` is a new browser, with nobody signed in."""
    with ExitStack() as browsers:
        yield lambda: browsers.enter_context(Browser(server))

"""What do the tests of the API share? Somebody signed in, who has nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.billing.conftest import processor  # noqa: F401  # a fixture


@pytest.fixture(scope="session")
def nobody_special(server: str) -> Iterator[Any]:
    """Somebody signed in, of an account of their own; for tests that change nothing."""
    # Not before the settings are known: pytest reads this file first.
    import worlds
    from api import Client

    with Client(server, worlds.people("ada")[0]) as client:
        yield client

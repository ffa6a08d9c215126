"""What do the tests of the API share? Somebody signed in, who has nothing."""

from collections.abc import Iterator

import pytest

import worlds
from api import Client


@pytest.fixture(scope="session")
def nobody_special(server: str) -> Iterator[Client]:
    """Somebody signed in, of an account of their own; for tests that change nothing."""
    with Client(server, worlds.people("ada")[0]) as client:
        yield client

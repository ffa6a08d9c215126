"""What do the attacks share? Scenes, made once for each kind of record and way of hiding; and somebody with nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest


@pytest.fixture(scope="session")
def scene(server: str) -> Iterator[Callable[..., Any]]:
    """`scene(kind, hiding)`: for reading alone, since lists are exactly as long as they are."""
    # Not before the settings are known: pytest reads this file first.
    from tests.attacks.hiding import Scene

    made: dict[tuple[str, str], Scene] = {}
    with ExitStack() as clients:

        def of(kind: Any, hiding: Any) -> Scene:
            key = (kind.name, hiding)
            if key not in made:
                made[key] = Scene(kind, hiding, server, clients)
            return made[key]

        yield of


@pytest.fixture(scope="session")
def nobody_special(server: str) -> Iterator[Any]:
    """Somebody signed in, of an account of their own; for tests that change nothing."""
    import worlds
    from api import Client

    with Client(server, worlds.people("ada")[0]) as client:
        yield client

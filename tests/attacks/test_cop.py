"""Does an auditor find anything? By the same function a hole in a server that has them all, and none here."""

from collections.abc import Iterator

import httpx
import pytest

from api import Client
from tests.attacks.cop import CHECKS, Audited
from tests.attacks.vulnerable import vulnerable

# A hundred aliases of a value are a hundred values, and cost as little; of what costs much they cost too much.
COSTLY = "contacts(first: 100) { nodes { company { contacts(first: 100) { nodes { id } } } } }"
# The schema is published (schema.graphql): whoever builds on the API may ask for it, and it says nothing of Data.
PUBLIC = {"introspection"}


@pytest.fixture(scope="module")
def steward(nobody_special: Client) -> Audited:
    # Once it is answered; an auditor whom nobody answers finds nothing either.
    assert nobody_special.data(f"{{ {COSTLY} }}") == {"contacts": {"nodes": []}}
    return Audited(client=nobody_special, costly=COSTLY)


@pytest.fixture(scope="module")
def careless() -> Iterator[Audited]:
    with vulnerable() as address, httpx.Client(base_url=address, verify=False) as client:
        yield Audited(client=client, costly="hello")


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_the_hole_in_a_server_that_has_it(careless: Audited, name: str) -> None:
    assert CHECKS[name](careless)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_no_hole_here(steward: Audited, name: str) -> None:
    assert CHECKS[name](steward) is (name in PUBLIC)

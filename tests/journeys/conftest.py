"""What do journeys start from? A server of their own, as a user starts it, and the people of its demo."""

import pytest

from database_for_tests import migrated_folder
from demo_people import PASSWORD, Person
from processes import python, read_until
from tests.billing.conftest import processor  # noqa: F401  # a fixture


@pytest.fixture(scope="session")
def served():
    """The address of a `steward serve` of its own, with the demo; its password is PASSWORD."""
    command = "import sys; from config.manage import main; sys.argv[0] = 'steward'; main()"
    with (
        migrated_folder() as data,
        python("-c", command, "serve", "--port", "0", "--data", data, STEWARD_DEMO_PASSWORD=PASSWORD) as process,
    ):
        yield read_until(process, "Steward is ready on ").rpartition("Steward is ready on ")[2].split()[0]


@pytest.fixture(scope="session")
def demo(served):
    """The people of the demo, by name, signed in."""
    people = {name: Person(served, name) for name in ("ada", "ben", "dora", "cleo")}
    yield people
    for person in people.values():
        person.http.close()

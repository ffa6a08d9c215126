"""Is billing information anywhere but at the processor? All of it is said to a real server, and looked for everywhere.

It is said over HTTP, to `steward serve` with every logger at DEBUG: taken, refused, and while things fail. Then the
database, its write-ahead log, all files, what was printed, every mail, answer and page are searched, in many encodings.
What the search is worth, mistakes tell: they are planted in a copy of the source, and it has to find what they leak.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database_for_tests import migrated_folder
from tests.billing.canary.errands import do_everything
from tests.billing.canary.plants import MISTAKE, PLANTS
from tests.billing.canary.values import VALUES, errands, leaves
from tests.canary.plants import Plant
from tests.canary.run import Run, run


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """For one server after the other: only the first start is slow."""
    with migrated_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def sound(data: Path) -> Run:
    """What is left of the source as it is; but that a mistake in it breaks a request in the middle."""
    return run([MISTAKE], data, do_everything)


@pytest.fixture(scope="module")
def planted(sound: Run, data: Path) -> Run:
    """What is left of the source with all mistakes in it; after `sound`, which would find their traces."""
    return run([*(plant.patch for plant in PLANTS), MISTAKE], data, do_everything)


def test_there_is_a_value_for_each_field_that_is_write_only() -> None:
    assert leaves() == set(VALUES)
    assert set(errands()) == {"setBillingDetails", "setPaymentMethod"}


def test_p11_p12_p13_what_was_said_is_at_the_processor_and_nowhere_else(sound: Run) -> None:
    assert sound.findings == []
    said = [canary for canary in sound.done.canaries if canary.name in VALUES]
    assert [canary.name for canary in said if (canary.token or canary.text) not in sound.done.state] == []


def test_all_places_were_searched(sound: Run) -> None:
    assert {"output", "write-ahead log", "schema"} <= sound.places
    assert any(place.startswith("mail to ") for place in sound.places)
    columns = {"billing_event.object_id", "procrastinate_jobs.args", "database_cache.value", "accounts_user.name"}
    assert {f"column {column}" for column in columns} <= sound.places
    assert any(place.startswith("file postgres/base/") for place in sound.places)
    assert {"answer of /account/ to an administrator", "answer of setPaymentMethod to who pays"} <= sound.places


def test_everything_was_logged_and_what_nobody_foresaw_with_its_trace(sound: Run) -> None:
    assert " DEBUG " in sound.printed
    assert "RuntimeError" in sound.printed
    assert "billing/actions.py" in sound.printed
    assert "STRIPE_LOG" not in sound.printed


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_a_mistake_is_found_where_it_is(planted: Run, sound: Run, plant: Plant) -> None:
    assert plant.finding in planted.findings
    assert plant.finding not in sound.findings


def test_what_a_table_has_is_found_in_the_files_of_the_database_too(planted: Run) -> None:
    leaked = [finding for finding in planted.findings if finding.what == "SetBillingDetailsInput.name"]
    assert {"write-ahead log", "file postgres/base/…/…"} <= {finding.where for finding in leaked}

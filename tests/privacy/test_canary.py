"""Is Data, or what people tell of themselves, anywhere but where it belongs? All of it is said, and looked for.

It is said over HTTP, to `steward serve` with every logger at DEBUG: taken, changed, shared, searched for, refused, and
while things fail: a mistake in the middle, statements that take too long, a database that is killed. Then every column,
file, log, mail, answer and page, what the payment processor has, and what the operator sees, is searched. What that is
worth, mistakes tell: they are planted in a copy of the source, and it has to find what they leak.
"""

import pytest
from django.apps import apps

from accounts.personal import PERSONAL
from database_for_tests import migrated_folder
from tests.canary.plants import Plant
from tests.canary.run import Run, run
from tests.privacy.canary.errands import do_everything
from tests.privacy.canary.homes import homes
from tests.privacy.canary.people import AGENT, MEMBER, OUTSIDER, OWNER, STRANGER
from tests.privacy.canary.plants import MISTAKES, PLANTS
from tests.privacy.canary.said import everything

# Columns in which nothing can be read that was said: they are sealed or hashed, moments, yes and no, or names of ours.
NOT_SAID = {
    *("accounts_user.password", "accounts_user.wants_company_news", "accounts_user.wants_service_updates"),
    *("accounts_user.last_login", "accounts_session.device", "accounts_session.session_data"),
    *("accounts_knowndevice.digest", "mail_maillogentry.subject", "mail_message.sealed", "mail_optout.digest"),
    "mfa_authenticator.data",
}


@pytest.fixture(scope="module")
def sound() -> Run:
    """What is left of the source as it is; but that mistakes in it break requests in the middle."""
    with migrated_folder() as folder:
        return run(list(MISTAKES), folder, do_everything)


@pytest.fixture(scope="module")
def planted() -> Run:
    """What is left of the source with all mistakes in it; only those look whom a mistake shows something."""
    with migrated_folder() as folder:
        patches = [*(plant.patch for plant in PLANTS), *MISTAKES]
        return run(patches, folder, lambda server: do_everything(server, AGENT, MEMBER))


def test_there_is_a_home_for_all_that_can_be_said() -> None:
    said = everything()
    assert said.keys() == homes(said).keys()
    assert len({one.text for one in said.values()}) == len(said)


def test_something_is_said_in_each_column_that_holds_what_people_tell_of_themselves() -> None:
    personal = {f"{apps.get_model(model)._meta.db_table}.{name}" for model, names in PERSONAL.items() for name in names}
    at_home = {place.removeprefix("column ") for places in homes(everything()).values() for place in places}
    assert {column for column in personal - at_home if f"{column.partition('.')[0]}.*" not in at_home} == NOT_SAID


def test_p5_p6_p17_what_was_said_is_where_it_belongs_and_nowhere_else(sound: Run) -> None:
    assert sound.findings == []
    found = {finding.what for finding in sound.at_home}
    assert [one.name for one in sound.done.canaries if one.homes and one.name not in found] == []


def test_p29_nothing_that_is_secret_is_written_down_by_anybody(sound: Run) -> None:
    secret = {one.name for one in sound.done.canaries if not one.homes}
    assert {"AcceptInput.password", "new password", "wrong password", "secret key"} <= secret
    assert [finding for finding in sound.findings if finding.what in secret] == []


def test_all_places_were_searched(sound: Run) -> None:
    assert {"output", "write-ahead log", "file postgres.log", "the processor"} <= sound.places
    assert "output of the operator's commands" in sound.places
    columns = {"procrastinate_jobs.args", "database_cache.value", "audit_disclosure.fields", "audit_entry.action"}
    assert {f"column {column}" for column in columns} <= sound.places
    assert any(place.startswith("mail to ") for place in sound.places)
    pages = {f"answer of /operator/ to {AGENT}", f"answer of /healthz to {STRANGER}", f"answer of /account/ to {OWNER}"}
    assert pages <= sound.places
    assert {f"answer of /graphql to {who}" for who in (MEMBER, OUTSIDER)} <= sound.places


def test_everything_was_logged_and_what_nobody_foresaw_with_its_trace(sound: Run) -> None:
    assert " DEBUG " in sound.printed
    for broken in (
        "RuntimeError",
        "audit/recording.py",
        "database/checks.py",
        "graph/document.py",
        "exports/writing.py",
    ):
        assert broken in sound.printed


@pytest.mark.parametrize("plant", PLANTS, ids=[plant.name for plant in PLANTS])
def test_a_mistake_is_found_where_it_is(planted: Run, sound: Run, plant: Plant) -> None:
    assert plant.finding in planted.findings
    assert plant.finding not in sound.findings

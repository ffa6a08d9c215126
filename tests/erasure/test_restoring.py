"""Does a backup bring back what was erased since? The drill: erase, lose the machine, bring back, look everywhere."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database.backups.catalog import backups
from database.backups.store import Store
from database.place import OWNER_ROLE, place
from database_for_tests import data_folder, migrated_folder
from processes import ROOT, eventually, python
from tests.config.serving import serving
from tests.erasure.everywhere import places

CANARY = "Quetzalcoatlus"


@pytest.fixture
def data() -> Iterator[Path]:
    with migrated_folder() as folder:
        yield folder


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def run(data: Path, *arguments: str | Path) -> str:
    paths = f"{ROOT}:{ROOT / 'platform'}:{ROOT / 'tests'}"
    settings = {"STEWARD_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": paths}
    with python(*arguments, **settings) as process:
        printed, _ = process.communicate()
    assert process.returncode == 0, printed
    return printed


def live(data: Path, what: str) -> None:
    run(data, "-m", "tests.erasure.life", what)


def kept_in(data: Path, *values: str) -> set[str]:
    with psycopg.connect(make_conninfo("", **place(data).connection(OWNER_ROLE)), autocommit=True) as connection:
        return places(connection, *values)


def names(data: Path) -> list[str]:
    """The first names of all contacts there are."""
    with psycopg.connect(make_conninfo("", **place(data).connection(OWNER_ROLE))) as connection:
        connection.execute("ALTER TABLE contacts_contact NO FORCE ROW LEVEL SECURITY")
        found = [name for (name,) in connection.execute("SELECT first_name FROM contacts_contact ORDER BY first_name")]
        connection.rollback()
    return found


@pytest.mark.parametrize("store", ["bucket"], indirect=True)  # what each kind of store does: test_stores.py
def test_p16_p26_what_was_erased_does_not_come_back(data: Path, elsewhere: Path, store: Store) -> None:
    with serving(data, STEWARD_BACKUPS=str(store)) as server:
        live(data, "begin")
        eventually(lambda: backups(store))
        everybody = names(data)
        moment = datetime.now(UTC)
        live(data, "erase")
        left = names(data)
        server.process.terminate()
        server.process.communicate()
    shutil.rmtree(data)
    # As of before anything was erased.
    run(elsewhere, "-m", "config.manage", "restore", "--from", str(store), "--at", moment.isoformat())
    with serving(elsewhere, STEWARD_BACKUPS=str(store)) as server:
        assert (server.status(), names(elsewhere)) == (200, left)
        assert len(left) < len(everybody)
        assert kept_in(elsewhere, f"{CANARY} of contact", f"{CANARY}-person", f"{CANARY}-account") == set()
        assert "are whole" in run(elsewhere, "-m", "config.manage", "audit", "verify")
        # And the tombstones are kept here, to be copied again.
        assert (elsewhere / "tombstones.jsonl").read_text().count("\n") == 3

"""Does every test run get a database of its own, and leave none behind?"""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import database_for_tests
from database import embedded
from database.place import APP_ROLE, OWNER_ROLE, place
from database_for_tests import alter_as_superuser, data_folder


def test_runs_without_an_address_have_servers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with database_for_tests.test_database() as one, database_for_tests.test_database() as other:
        assert set(one) == set(other) == {"STEWARD_DATA"}
        assert one != other
    assert not Path(one["STEWARD_DATA"]).exists()


def test_runs_with_an_address_have_databases_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with data_folder() as data:
        with embedded.running(data, durable=False, say=lambda line: None):
            pass
        alter_as_superuser(data, f"ALTER ROLE {OWNER_ROLE} CREATEDB")
        with embedded.running(data, durable=False, say=lambda line: None):
            monkeypatch.setenv("DATABASE_URL", make_conninfo("", **place(data).connection(APP_ROLE)))
            monkeypatch.setenv("DATABASE_OWNER_URL", make_conninfo("", **place(data).connection(OWNER_ROLE)))
            with database_for_tests.test_database() as one, database_for_tests.test_database() as other:
                names = {
                    str(conninfo_to_dict(run[url])["dbname"]) for run in (one, other) for url in run if "URL" in url
                }
                assert names < set(databases(data))
                assert len(names) == 2
                with psycopg.connect(one["DATABASE_URL"]) as app, psycopg.connect(other["DATABASE_OWNER_URL"]) as owner:
                    owner.execute("CREATE TABLE here (n int)")
                    assert (app.info.user, owner.info.user) == (APP_ROLE, OWNER_ROLE)
            assert names.isdisjoint(databases(data))


def databases(data: Path) -> list[str]:
    with psycopg.connect(make_conninfo("", **place(data).connection(OWNER_ROLE))) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]

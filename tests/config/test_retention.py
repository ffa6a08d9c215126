"""Is what is too old gone, whoever is killed meanwhile? As whole processes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database import embedded
from database.place import APP_ROLE, place
from database_for_tests import data_folder, migrated_folder
from processes import python, read_until

WORLD = """
INSERT INTO accounts_allowance (holder, full_at) VALUES (gen_random_uuid(), now() - interval '2 days');
INSERT INTO accounts_reservedname (id, name, until)
SELECT gen_random_uuid(), n::text, now() - (n - 0.5) * interval '1 hour' FROM generate_series(1, 1200) n
"""
LEFT = "SELECT (SELECT count(*) FROM accounts_allowance), (SELECT count(*) FROM accounts_reservedname)"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with migrated_folder() as folder, embedded.running(folder, durable=False, say=lambda line: None):
        yield folder


def retention(data: Path, *arguments: str, **variables: str) -> Any:
    return python("-m", "config.manage", "retention", "--data", data, *arguments, **variables)


def printed(data: Path, *arguments: str) -> str:
    with retention(data, *arguments) as process:
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return str(said)


def test_whoever_is_killed_leaves_the_rest_to_the_next(data: Path) -> None:
    with psycopg.connect(make_conninfo("", **place(data).connection(APP_ROLE)), autocommit=True) as connection:
        connection.execute(WORLD)
        assert "reserved_names" in printed(data)
        assert connection.execute(LEFT).fetchall() == [(1, 1200)]  # it was only told
        with connection.transaction():
            connection.execute("LOCK TABLE accounts_reservedname IN EXCLUSIVE MODE")
            with retention(data, "--apply", PYTHONUNBUFFERED="1") as process:
                read_until(process, "registrations: ")
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        assert connection.execute(LEFT).fetchall() == [(0, 1200)]
        said = printed(data, "--apply")
        assert ("allowances: 0 went." in said, "reserved_names: 1176 went." in said) == (True, True)
        assert connection.execute(LEFT).fetchall() == [(0, 24)]


def test_a_database_without_tables_is_told_in_a_sentence() -> None:
    for arguments in ((), ("--apply",)):
        with data_folder() as fresh, retention(fresh, *arguments) as process:
            printed, _ = process.communicate()
        assert process.returncode == 1
        assert printed.endswith(
            "CommandError: The database has no tables yet; steward serve makes them when it starts.\n"
        )

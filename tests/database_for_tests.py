"""Which database do the tests use? A fresh one for every run: embedded, or beside the one that DATABASE_URL names.

Its tables are made once for a whole run, and copied for whoever needs them: making them takes ten seconds, copying a
tenth of one. Who tests the first start takes an empty `data_folder` instead.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from database import address, binaries, embedded
from database.place import OWNER_ROLE, place
from database.system_user import system_user
from processes import eventually, python

FOLDER = "MIGRATED_FOR_TESTS"  # inherited by all processes of one run
MAKE = """
import sys
from pathlib import Path

from database import embedded

with embedded.running(Path(sys.argv[1]), durable=False):
    import django

    django.setup()
    from config.preparing import bring_up_to_date

    bring_up_to_date()
"""


@contextmanager
def test_database() -> Iterator[dict[str, str]]:
    """Hold the environment of one test run: STEWARD_DATA, and the two addresses if DATABASE_URL was set."""
    if address.is_embedded():
        with migrated_folder() as data, embedded.running(data, durable=False, say=lambda line: None):
            yield {"STEWARD_DATA": str(data)}
    else:
        with data_folder() as data, _database_beside() as addresses:
            yield {"STEWARD_DATA": str(data)} | addresses


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder under /tmp itself: pytest's own are closed, also to the user that PostgreSQL runs as."""
    data = Path(tempfile.mkdtemp(prefix="steward-test-"))
    used = {place(data).home, data}
    try:
        yield data
    finally:
        for folder in used:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_for_a_run() -> Iterator[None]:
    """Hold the one folder that all others are copies of; it is filled by whoever is first to need one."""
    with data_folder() as folder:
        os.environ[FOLDER] = str(folder)
        yield


@contextmanager
def migrated_folder() -> Iterator[Path]:
    """A data folder whose database has all tables, as `steward serve` leaves it at its first start. It does not run."""
    with data_folder() as data:
        subprocess.run(["cp", "-a", place(_original()).cluster, place(data).home], check=True)
        yield data


def _original() -> Path:
    folder = Path(os.environ[FOLDER])
    done = folder / "done"
    with (folder / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _make(folder)
            done.touch()
    return folder


def _make(folder: Path) -> None:
    variables = {"STEWARD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    with python("-c", MAKE, folder, **variables) as process:
        printed, _ = process.communicate()
        assert process.returncode == 0, printed


def alter_as_superuser(data: Path, statement: str) -> None:
    """What no client of ours can do, while the server of `data` is stopped."""
    user = system_user()
    postgres = binaries.find(user)["postgres"]
    options = ["-D", str(place(data).cluster), "-c", "exit_on_error=on"]
    user.run([postgres, "--single", *options, "postgres"], stdin=f"{statement}\n")


def dump(data: Path) -> str:
    """Return all rows of all tables as text: as a role that no wall stands before, which none of ours is."""
    eventually(lambda: not (place(data).cluster / "postmaster.pid").exists())
    alter_as_superuser(data, f"ALTER ROLE {OWNER_ROLE} BYPASSRLS")
    program = binaries.find(system_user()).folder / "pg_dump"
    with embedded.running(data, durable=False, say=lambda line: None):
        command = [program, make_conninfo("", **place(data).connection(OWNER_ROLE))]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def _database_beside() -> Iterator[dict[str, str]]:
    app = address.parse("DATABASE_URL")
    owner = address.parse("DATABASE_OWNER_URL") if os.environ.get("DATABASE_OWNER_URL") else app
    name = f"steward_test_{secrets.token_hex(4)}"
    _execute(owner, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {
            "DATABASE_URL": make_conninfo("", **app | {"dbname": name}),
            "DATABASE_OWNER_URL": make_conninfo("", **owner | {"dbname": name}),
        }
    finally:
        _execute(owner, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(parameters: dict[str, str], statement: sql.Composed) -> None:
    with psycopg.connect(make_conninfo("", **parameters), autocommit=True) as connection:
        connection.execute(statement)

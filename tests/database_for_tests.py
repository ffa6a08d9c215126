"""Which database do the tests use? A fresh one for every run: embedded, or beside the one that DATABASE_URL names."""

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
from processes import eventually


@contextmanager
def test_database() -> Iterator[dict[str, str]]:
    """Hold the environment of one test run: STEWARD_DATA, and the two addresses if DATABASE_URL was set."""
    with data_folder() as data:
        if address.is_embedded():
            with embedded.running(data, durable=False, say=lambda line: None):
                yield {"STEWARD_DATA": str(data)}
        else:
            with _database_beside() as addresses:
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

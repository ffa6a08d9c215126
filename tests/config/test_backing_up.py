"""Are backups made while we serve, and does what is brought back serve? The drill, as whole processes."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database.backups.catalog import backups
from database.backups.store import Store
from database.place import OWNER_ROLE, place
from database_for_tests import data_folder, migrated_folder
from processes import eventually, open_files, python
from tests.config.serving import Server, serving

NOBODY_THERE = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
}
IN_A_FOLDER = pytest.mark.parametrize("store", ["folder"], indirect=True)  # where it is kept makes no difference
IN_A_BUCKET = pytest.mark.parametrize("store", ["bucket"], indirect=True)


@pytest.fixture
def data() -> Iterator[Path]:
    with migrated_folder() as folder:
        yield folder


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def command(*arguments: str | Path) -> tuple[int, str]:
    """The exit code of `steward …`, and what it printed."""
    with python("-m", "config.manage", *arguments) as process:
        printed, _ = process.communicate()
    return process.returncode, printed


def names(data: Path) -> list[str]:
    """The accounts that there are."""
    with psycopg.connect(make_conninfo("", **place(data).connection(OWNER_ROLE))) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM accounts_account ORDER BY name")]


def found(data: Path, name: str) -> None:
    with psycopg.connect(make_conninfo("", **place(data).connection(OWNER_ROLE))) as connection:
        connection.execute(
            "INSERT INTO accounts_account (id, name, created_at) VALUES (gen_random_uuid(), %s, now())", [name]
        )


@IN_A_FOLDER
def test_p26_a_machine_that_is_lost_costs_nothing_that_was_served(data: Path, elsewhere: Path, store: Store) -> None:
    with serving(data, STEWARD_BACKUPS=str(store)) as server:
        found(data, "Acme")
        eventually(lambda: backups(store))
        found(data, "Bolt")
        server.process.terminate()
        server.process.communicate()
    shutil.rmtree(data)
    code, printed = command("restore", "--data", elsewhere, "--from", str(store))
    assert (code, printed.startswith("The database is as of 20")) == (0, True), printed
    with serving(elsewhere) as server:
        assert (server.status(), names(elsewhere)) == (200, ["Acme", "Bolt"])


@IN_A_BUCKET
def test_a_receiver_that_is_killed_loses_nothing(data: Path, elsewhere: Path, store: Store) -> None:
    with serving(data, STEWARD_BACKUPS=str(store)) as server:
        found(data, "Acme")
        eventually(lambda: backups(store))
        [receiver] = receivers(server, data)
        os.kill(receiver, signal.SIGKILL)
        found(data, "Bolt")
        eventually(lambda: receivers(server, data) not in ([], [receiver]))
        assert len(backups(store)) == 1  # for the log has no gap
        server.process.terminate()
        server.process.communicate()
    shutil.rmtree(data)
    code, printed = command("restore", "--data", elsewhere, "--from", str(store))
    assert code == 0, printed
    with serving(elsewhere) as server:
        assert (server.status(), names(elsewhere)) == (200, ["Acme", "Bolt"])


def receivers(server: Server, data: Path) -> list[int]:
    """The processes that have the log of a folder's database brought to the store."""
    return [pid for pid in server.others() if str((data / "wal.lock").resolve()) in open_files(pid)]


@IN_A_FOLDER
def test_a_running_server_is_not_replaced_and_nothing_is_without_readable_tombstones(data: Path, store: Store) -> None:
    restore = ("restore", "--data", data, "--from", str(store), "--replace")
    with serving(data) as server:
        found(data, "Acme")
        backup = ("backup", "--data", data, "--to", str(store))
        code, taken = command(*backup)
        assert (code, len(taken.splitlines())) == (0, 1)
        assert command(*backup, "--list") == (0, taken)
        found(data, "Bolt")
        assert command(*restore) == (1, f"CommandError: A server runs on {data}: stop it first.\n")
        assert (server.status(), names(data)) == (200, ["Acme", "Bolt"])
    tombstones = data / "tombstones.jsonl"
    tombstones.write_text("nothing\n")
    cluster = place(data).cluster.stat().st_ino
    code, printed = command(*restore)
    assert (code, "is no tombstone" in printed) == (1, True), printed
    assert place(data).cluster.stat().st_ino == cluster
    tombstones.unlink()
    code, printed = command(*restore)
    assert (code, "What was there before is in" in printed) == (0, True), printed
    with serving(data) as server:
        assert (server.status(), names(data)) == (200, ["Acme"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--from", "s3://KEY:secret@backups"),
            "CommandError: An address of backups in a bucket is like s3://bucket/prefix",
        ),
        (("--from", "s3://backups"), "CommandError: s3://backups does not answer.\n"),
        ((), "CommandError: Say where from: --from STORE, or STEWARD_BACKUPS.\n"),
        (("--from", "/nowhere"), "CommandError: There is no backup in /nowhere from before that.\n"),
        (("--from", "/nowhere", "--at", "yesterday"), "a moment has a date, a time and a zone"),
        (("--from", "/nowhere", "--at", "2026-11-27T20:15:00"), "a moment has a date, a time and a zone"),
    ],
)
def test_what_cannot_be_brought_back_is_told(
    elsewhere: Path, arguments: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NOBODY_THERE.items():
        monkeypatch.setenv(name, value)
    code, printed = command("restore", "--data", elsewhere, *arguments)
    assert (code != 0, told in printed, place(elsewhere).cluster.exists()) == (True, True, False)


@IN_A_FOLDER
def test_another_database_is_backed_up_where_it_runs(data: Path, store: Store) -> None:
    arguments = ("-m", "config.manage", "restore", "--data", data, "--from", str(store))
    with python(*arguments, DATABASE_URL="postgresql://127.0.0.1:1/crm") as process:
        printed, _ = process.communicate()
    assert process.returncode == 1
    assert "is backed up, and brought back, where it runs" in printed

"""Does the embedded server keep what it promises, also when something is killed?"""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from database import embedded
from database.cluster import BOOTSTRAP_ROLE, WITH_BACKUP
from database.place import APP_ROLE, BACKUP_ROLE, OWNER_ROLE, place
from database_for_tests import alter_as_superuser, data_folder
from processes import eventually, is_alive, postmaster, python, read_until

HOLD = """
import sys
from pathlib import Path
from database import embedded
with embedded.running(Path(sys.argv[1]), durable=False):
    print("It answers.", flush=True)
    sys.stdin.read()
"""
CANARY = "canary-5f2c"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    """The data folder of a server for all tests that do it no harm."""
    with data_folder() as folder, running(folder):
        yield folder


def running(data: Path) -> Any:
    return embedded.running(data, durable=False, say=lambda line: None)


@contextmanager
def holder(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs or shares the server, until its input ends."""
    with python("-c", HOLD, data) as process:
        read_until(process, "It answers.")
        yield process


def connect(data: Path, role: str = OWNER_ROLE) -> psycopg.Connection[Any]:
    return psycopg.connect(make_conninfo("", **place(data).connection(role)), autocommit=True)


def answers(data: Path) -> bool:
    try:
        connect(data).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_database_has_two_roles_that_row_level_security_binds_and_one_that_only_copies(shared: Path) -> None:
    with connect(shared) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
            "WHERE rolcanlogin AND rolname <> %s ORDER BY rolname",
            [BOOTSTRAP_ROLE],
        ).fetchall()
    assert roles == [(APP_ROLE, *[False] * 5), (BACKUP_ROLE, *[False] * 4, True), (OWNER_ROLE, *[False] * 5)]
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connect(shared, BACKUP_ROLE)


def test_a_cluster_from_before_there_were_backups_gets_their_role(data: Path) -> None:
    with running(data):
        pass
    alter_as_superuser(data, f"DROP ROLE {BACKUP_ROLE}")
    (place(data).cluster / WITH_BACKUP).unlink()
    for _ in range(2):  # it may have been killed before it noted that it has
        with running(data), connect(data) as connection:
            [(replicates,)] = connection.execute(
                "SELECT rolreplication FROM pg_roles WHERE rolname = %s", [BACKUP_ROLE]
            )
        assert replicates
        (place(data).cluster / WITH_BACKUP).unlink()


def test_p29_the_database_is_utf8_with_checksums_and_without_a_network(shared: Path) -> None:
    names = ["server_encoding", "data_checksums", "listen_addresses", "jit", "TimeZone"]
    with connect(shared, APP_ROLE) as connection:
        values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
        lower = connection.execute("SELECT lower('ÄÉ')").fetchone()
    assert values == [("UTF8",), ("on",), ("",), ("off",), ("UTC",)]
    assert lower == ("äé",)


def test_nobody_becomes_the_superuser(shared: Path) -> None:
    for role in (BOOTSTRAP_ROLE, "postgres", "root"):
        with pytest.raises(psycopg.OperationalError, match=f'Peer authentication failed for user "{role}"'):
            connect(shared, role)


def test_the_app_cannot_make_tables(shared: Path) -> None:
    with connect(shared, APP_ROLE) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (n int)")


def test_a_server_in_the_place_of_ours_is_not_trusted(shared: Path) -> None:
    address = place(shared).connection(APP_ROLE) | {"requirepeer": "daemon"}
    with pytest.raises(psycopg.OperationalError, match='requirepeer specifies "daemon"'):
        psycopg.connect(make_conninfo("", **address))


@needs_root
def test_postgresql_never_runs_as_root(shared: Path) -> None:
    assert Path(f"/proc/{postmaster(shared)}").stat().st_uid != 0


@pytest.fixture
def closed(data: Path) -> Iterator[Path]:
    """A data folder that the database's user cannot reach, as the folder above belongs to root alone."""
    inside = data / "inside"
    yield inside
    shutil.rmtree(place(inside).home, ignore_errors=True)


@needs_root
def test_folders_above_the_data_stay_closed(data: Path, closed: Path) -> None:
    with running(closed):
        assert answers(closed)
    assert not place(closed).home.is_relative_to(data)
    assert data.stat().st_mode & 0o777 == 0o700


@needs_root
def test_a_database_stays_where_it_was_put(data: Path, closed: Path) -> None:
    with running(closed):
        home = place(closed).home
    data.chmod(0o711)
    assert place(closed).home == home


@needs_root
def test_a_database_that_was_closed_off_is_not_made_anew(data: Path, closed: Path) -> None:
    data.chmod(0o711)
    with running(closed):
        pass
    data.chmod(0o700)
    with pytest.raises(embedded.EmbeddedError) as refusal, running(closed):
        pass
    assert str(refusal.value) == (
        f"The user steward-db cannot reach the database in {closed}/postgres any more: open its parent folders."
    )


@needs_root
def test_a_database_of_another_user_is_refused(data: Path) -> None:
    cluster = place(data).cluster
    cluster.mkdir()
    os.chown(cluster, 1, 1)
    with pytest.raises(embedded.EmbeddedError) as refusal, running(data):
        pass
    assert str(refusal.value) == f"{cluster} is not a folder of the user steward-db, as whom PostgreSQL would run."


def test_a_database_of_another_version_is_refused(data: Path) -> None:
    with running(data):
        pass
    (place(data).cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedError) as refusal, running(data):
        pass
    assert str(refusal.value).startswith(f"{place(data).cluster} is of PostgreSQL 9, but ")


def test_a_folder_of_any_name_will_do(data: Path) -> None:
    data.chmod(0o711)
    for name in ("a" * 120, "with, comma", "sp ace", "é"):
        with running(data / name):
            assert answers(data / name)
        shutil.rmtree(place(data / name).sockets)


def test_the_log_holds_no_data(data: Path) -> None:
    with running(data):
        with connect(data) as connection:
            connection.execute("CREATE TABLE person (name text UNIQUE)")
            connection.execute("INSERT INTO person VALUES (%s)", [CANARY])
            for refused in ("INSERT INTO person VALUES (%s)", "SELECT %s::int", f"SELECT '{CANARY}' FROM nowhere, %s"):
                with pytest.raises(psycopg.Error):
                    connection.execute(refused, [CANARY])
        _kill_a_backend_at_work(data)
        eventually(lambda: answers(data))
    log = place(data).log.read_text()
    assert "was terminated by signal 9" in log
    assert CANARY not in log


def _kill_a_backend_at_work(data: Path) -> None:
    with connect(data) as connection:
        pid = connection.info.backend_pid
        threading.Timer(0.2, os.kill, [pid, signal.SIGKILL]).start()
        with pytest.raises(psycopg.OperationalError):
            connection.execute(f"SELECT '{CANARY}', pg_sleep(60)")


def test_the_log_does_not_grow_for_ever(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOG_BYTES_MAX", 1000)
    log = place(data).log
    with running(data):
        while not log.with_suffix(".log.old").exists():
            with pytest.raises(psycopg.OperationalError):
                connect(data, BOOTSTRAP_ROLE)
        # The copy is there before it is whole, and the log is cut after.
        eventually(lambda: log.stat().st_size < log.with_suffix(".log.old").stat().st_size)


def test_a_killed_database_comes_back_with_everything_acknowledged(data: Path) -> None:
    acknowledged = 0
    with embedded.running(data, say=lambda line: None):
        with connect(data) as connection:
            connection.execute("CREATE TABLE written (n int)")
        for _ in range(3):
            killed = postmaster(data)
            threading.Timer(0.3, os.kill, [killed, signal.SIGKILL]).start()
            acknowledged = _write_until_it_fails(data, acknowledged)
            eventually(lambda: answers(data))
            with connect(data) as connection:
                rows = connection.execute(
                    "SELECT count(*), count(DISTINCT n) FROM written WHERE n < %s", [acknowledged]
                )
                assert rows.fetchone() == (acknowledged, acknowledged)


def _write_until_it_fails(data: Path, acknowledged: int) -> int:
    """Return how many rows were acknowledged in all; the one that was not is written again the next time."""
    with connect(data) as connection:
        connection.execute("DELETE FROM written WHERE n >= %s", [acknowledged])
        try:
            while True:
                connection.execute("INSERT INTO written VALUES (%s)", [acknowledged])
                acknowledged += 1
        except psycopg.OperationalError:
            return acknowledged


def test_processes_share_one_server(data: Path) -> None:
    with holder(data):
        server = postmaster(data)
        with holder(data), running(data):
            assert postmaster(data) == server
        assert answers(data)
        assert postmaster(data) == server


def test_many_first_starts_at_once_make_one_database(data: Path) -> None:
    with ExitStack() as stack:
        starts = [stack.enter_context(python("-c", HOLD, data)) for _ in range(4)]
        printed = [read_until(start, "It answers.") for start in starts]
    assert sum("Creating a PostgreSQL" in lines for lines in printed) == 1


def test_another_process_takes_over_when_the_holder_is_killed(data: Path) -> None:
    with holder(data) as first, holder(data):
        server = postmaster(data)
        first.kill()
        eventually(lambda: not is_alive(server) and answers(data))
        assert postmaster(data) != server


def test_another_process_takes_over_when_the_holder_ends(data: Path) -> None:
    with holder(data) as first, holder(data):
        server = postmaster(data)
        first.communicate()
        assert first.returncode == 0
        assert not is_alive(server)
        eventually(lambda: answers(data))


def test_the_server_ends_with_a_killed_process(data: Path) -> None:
    with holder(data) as process:
        server = postmaster(data)
        process.kill()
        eventually(lambda: not is_alive(server))


def test_a_first_start_that_is_killed_leaves_nothing_half_done(data: Path) -> None:
    for tenths in range(1, 10, 2):
        with python("-c", HOLD, data) as process, suppress(subprocess.TimeoutExpired):
            process.wait(tenths / 10)
    with running(data), connect(data, APP_ROLE) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APP_ROLE,)
    with running(data):
        assert list(data.glob("postgres.new-*")) == []

"""Does `steward serve`, as a whole process, start, answer, survive and end as it should?"""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.place import place
from database_for_tests import alter_as_superuser, data_folder, migrated_folder
from processes import eventually, is_alive, postmaster, read_until
from tests.config.serving import Server, serving, steward


@pytest.fixture
def fresh() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def own() -> Iterator[Path]:
    """For who changes what others would find."""
    with migrated_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """For one test after the other: each ends with everything stopped."""
    with migrated_folder() as folder:
        yield folder


def all_of(server: Server, workers: int) -> list[int]:
    """The workers, if they are processes of their own, their readers, who does the jobs, who charges; all of them."""
    count = 2 + (1 if workers == 1 else 2 * workers)
    eventually(lambda: len(server.others()) == count)
    return server.others()


def end(server: Server, how: signal.Signals) -> tuple[int, str]:
    """The exit code, and what is printed after the signal."""
    server.process.send_signal(how)
    printed, _ = server.process.communicate()
    return server.process.returncode, printed


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_serve_answers_and_ends_in_order(data: Path, how: signal.Signals, workers: int) -> None:
    with serving(data, "--workers", str(workers)) as server:
        assert server.status() == 200
        processes = [postmaster(data), *all_of(server, workers)]
        assert end(server, how) == (0, "")
        assert [pid for pid in processes if is_alive(pid)] == []
        assert server.status() is None


def test_a_killed_database_answers_again_without_a_restart(data: Path) -> None:
    with serving(data) as server:
        killed = postmaster(data)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: not is_alive(killed) and server.status() == 200)
        code, printed = end(server, signal.SIGTERM)
        assert code == 0
        assert "PostgreSQL ended unexpectedly; starting it again.\n" in printed


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_serve_leaves_nothing_running(data: Path, workers: int) -> None:
    with serving(data, "--workers", str(workers)) as server:
        processes = [postmaster(data), *all_of(server, workers)]
        server.process.kill()
        eventually(lambda: not [pid for pid in processes if is_alive(pid)])
        eventually(lambda: server.status() is None)


def test_a_second_serve_shares_the_database_and_takes_it_over(data: Path) -> None:
    with serving(data) as first, serving(data) as second:
        shared = postmaster(data)
        assert (first.status(), second.status()) == (200, 200)
        assert end(first, signal.SIGTERM) == (0, "")
        assert not is_alive(shared)
        eventually(lambda: second.status() == 200)
        assert postmaster(data) != shared
        assert end(second, signal.SIGTERM)[0] == 0


def test_a_port_in_use_is_told_and_nothing_is_migrated(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with steward(data, "--port", str(port)) as process:
            printed, _ = process.communicate()
    assert process.returncode == 1
    assert printed == f"CommandError: Port {port} of 127.0.0.1 is in use; choose another with --port.\n"


def test_the_demo_is_created_once_and_only_if_wanted(own: Path) -> None:
    with serving(own) as server:
        assert "demo" not in server.printed
    with serving(own, demo=True, STEWARD_DEMO_PASSWORD="correct horse battery") as server:
        created = "^Created a demo account: sign in as .+ with the password correct horse battery$"
        assert re.search(created, server.printed, re.MULTILINE)
    with serving(own, demo=True) as server:
        assert "Created" not in server.printed


def test_first_starts_at_once_migrate_and_create_the_demo_once(fresh: Path) -> None:
    with steward(fresh, "--port", "0") as first, steward(fresh, "--port", "0") as second:
        printed = [read_until(process, "/healthz") for process in (first, second)]
        assert sum("Created a demo account" in lines for lines in printed) == 1


def test_serve_refuses_a_role_that_bypasses_row_level_security(own: Path) -> None:
    with serving(own):
        pass
    eventually(lambda: not (place(own).cluster / "postmaster.pid").exists())
    alter_as_superuser(own, "ALTER ROLE steward_app BYPASSRLS")
    with steward(own, "--port", "0") as process:
        printed, _ = process.communicate()
    assert process.returncode == 1
    assert printed.startswith(
        "CommandError: Steward does not serve as the database role steward_app, which has BYPASSRLS"
    )

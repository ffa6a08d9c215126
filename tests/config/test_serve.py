"""Does `steward serve`, as a whole process, start, answer, survive and end as it should?"""

import http.client
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from database.place import place
from database_for_tests import alter_as_superuser, data_folder
from processes import eventually, is_alive, postmaster, python, read_until


@dataclass(frozen=True, kw_only=True)
class Server:
    process: subprocess.Popen[str]
    port: int
    printed: str

    def status(self) -> int | None:
        """What /healthz answers; None if nobody does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def others(self) -> list[int]:
        """The processes that it has started: workers, and each one's reader of new documents."""
        return list(_spawned_by(self.process.pid))


def _spawned_by(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        pid = int(stat.parent.name)
        with suppress(FileNotFoundError, ProcessLookupError):  # it may end while we look
            is_child = int(stat.read_text().rpartition(")")[2].split()[1]) == parent
            if is_child and "spawn_main" in stat.with_name("cmdline").read_text():
                yield pid
                yield from _spawned_by(pid)


@pytest.fixture
def fresh() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """For one test after the other: only the first start is slow, and each test ends with everything stopped."""
    with data_folder() as folder:
        yield folder


def steward(data: Path, *arguments: str, **variables: str) -> AbstractContextManager[subprocess.Popen[str]]:
    return python("-m", "config.manage", "serve", "--data", data, *arguments, **variables)


@contextmanager
def serving(data: Path, *arguments: str, demo: bool = False, **variables: str) -> Iterator[Server]:
    if not demo:
        arguments = ("--no-demo", *arguments)
    with steward(data, "--port", "0", *arguments, **variables) as process:
        printed = read_until(process, "/healthz")
        found = re.search(r"Steward is ready on http://127\.0\.0\.1:(\d+)$", printed, re.MULTILINE)
        assert found, printed
        yield Server(process=process, port=int(found[1]), printed=printed)


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
        processes = [postmaster(data), *server.others()]
        assert len(processes) == (2 if workers == 1 else 5)
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


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_serve_leaves_nothing_running(data: Path, workers: str) -> None:
    with serving(data, "--workers", workers) as server:
        processes = [postmaster(data), *server.others()]
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


def test_the_demo_is_created_once_and_only_if_wanted(fresh: Path) -> None:
    with serving(fresh) as server:
        assert "demo" not in server.printed
    with serving(fresh, demo=True, STEWARD_DEMO_PASSWORD="correct horse battery") as server:
        created = "^Created a demo account: sign in as .+ with the password correct horse battery$"
        assert re.search(created, server.printed, re.MULTILINE)
    with serving(fresh, demo=True) as server:
        assert "demo" not in server.printed


def test_first_starts_at_once_migrate_and_create_the_demo_once(fresh: Path) -> None:
    with steward(fresh, "--port", "0") as first, steward(fresh, "--port", "0") as second:
        printed = [read_until(process, "/healthz") for process in (first, second)]
        assert sum("Created a demo account" in lines for lines in printed) == 1


def test_serve_refuses_a_role_that_bypasses_row_level_security(fresh: Path) -> None:
    with serving(fresh):
        pass
    eventually(lambda: not (place(fresh).cluster / "postmaster.pid").exists())
    alter_as_superuser(fresh, "ALTER ROLE steward_app BYPASSRLS")
    with steward(fresh, "--port", "0") as process:
        printed, _ = process.communicate()
    assert process.returncode == 1
    assert printed.startswith(
        "CommandError: Steward does not serve as the database role steward_app, which has BYPASSRLS"
    )

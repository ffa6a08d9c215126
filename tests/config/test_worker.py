"""Is what was left to do done, whoever is killed meanwhile? As whole processes."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate import App, SyncPsycopgConnector
from psycopg.conninfo import make_conninfo

from database import embedded
from database.place import APP_ROLE, place
from database_for_tests import data_folder, migrated_folder
from processes import eventually, is_alive, postmaster, python, read_until
from tests.config.serving import serving

JOBS = {"DJANGO_SETTINGS_MODULE": "tests.config.settings_with_jobs"}
# A worker that was killed is missed after five seconds, its jobs are taken up by a sweep each second. Only where one
# is killed: on a busy machine one that is alive may be silent for as long.
SOON = {"STEWARD_JOB_SILENCE_SECONDS": "5", "STEWARD_JOB_SWEEP": "* * * * * *"}


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A database that runs all along, with its tables; each test ends with all else stopped."""
    with migrated_folder() as folder, embedded.running(folder, durable=False, say=lambda line: None):
        with serving(folder, "--no-worker"):
            pass
        yield folder


class Room:
    """Where jobs of tests say what they do (tests/config/jobs_of_tests.py)."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder, self._address = folder, make_conninfo("", **place(data).connection(APP_ROLE))

    @property
    def variables(self) -> dict[str, str]:
        return {"ROOM": str(self.folder)} | JOBS

    def said(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def begun(self, times: int = 1) -> int:
        """Return the process that has begun the job, once it has been begun so often."""
        eventually(lambda: len(self.said("begun")) == times)
        return int(self.said("begun")[-1])

    def let_go(self) -> None:
        (self.folder / "let_go").touch()

    def defer(self, name: str, key: str) -> int:
        """Write a job down; return its number."""
        with App(connector=SyncPsycopgConnector(conninfo=self._address)).open() as app:
            return app.configure_task(f"tests.{name}", lock=key).defer(key=key)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._address) as connection:
            return connection.execute(statement, values).fetchall()

    def status(self, number: int) -> list[tuple[str, int]]:
        return self.ask("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = %s", number)


@pytest.fixture
def room(tmp_path: Path, data: Path) -> Room:
    return Room(tmp_path, data)


def worker(data: Path, room: Room, **more: str) -> Any:
    return python("-m", "config.manage", "worker", "--data", data, **room.variables, **more)


def test_a_job_whose_worker_is_killed_is_done_by_the_next(data: Path, room: Room) -> None:
    with serving(data, **room.variables, **SOON) as server:
        number = room.defer("wait", "one")
        killed = room.begun()
        assert killed in server.others()
        os.kill(killed, signal.SIGKILL)
        assert room.begun(2) != killed
        assert room.status(number) == [("doing", 1)]
        room.let_go()
        eventually(lambda: room.status(number) == [("succeeded", 2)])
        assert (server.status(), room.said("done")) == (200, ["one"])


def test_serve_is_not_done_before_what_was_begun(data: Path, room: Room) -> None:
    with serving(data, **room.variables) as server:
        number = room.defer("wait", "two")
        room.begun()
        server.process.send_signal(signal.SIGTERM)
        eventually(lambda: server.status() is None)
        room.let_go()
        assert (server.process.communicate()[0], server.process.returncode) == ("", 0)
    assert room.status(number) == [("succeeded", 1)]


def test_a_killed_serve_leaves_no_worker(data: Path, room: Room) -> None:
    with serving(data, **room.variables) as server:
        room.defer("wait", "three")
        begun = room.begun()
        server.process.kill()
        eventually(lambda: not is_alive(begun))
    # Nobody has let it go: it is begun anew.
    room.let_go()
    with worker(data, room, **SOON):
        eventually(lambda: room.said("done") == ["three"])


def test_serve_can_leave_the_jobs_to_a_worker(data: Path, room: Room) -> None:
    with serving(data, "--no-worker", **room.variables) as server:
        number = room.defer("wait", "four")
        room.let_go()
        assert (server.status(), room.status(number)) == (200, [("todo", 0)])
        with worker(data, room) as process:
            assert room.begun() == process.pid
            eventually(lambda: room.status(number) == [("succeeded", 1)])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_finishes_and_begins_nothing(data: Path, room: Room, how: signal.Signals) -> None:
    with worker(data, room) as process:
        number = room.defer("wait", f"five-{how}")
        assert room.begun() == process.pid
        process.send_signal(how)
        next_one = room.defer("wait", f"five-{how}")  # waits for the first
        room.let_go()
        assert process.wait() == 0
        assert (room.status(number), room.status(next_one)) == ([("succeeded", 1)], [("todo", 0)])
        assert room.ask("DELETE FROM procrastinate_jobs WHERE id = %s RETURNING id", next_one) == [(next_one,)]


def test_a_killed_database_stops_no_jobs(data: Path, room: Room) -> None:
    with serving(data, **room.variables) as server:
        killed = postmaster(data)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: not is_alive(killed) and server.status() == 200)
        number = room.defer("wait", "six")
        room.let_go()
        eventually(lambda: room.status(number) == [("succeeded", 1)])


def test_a_failure_is_told_without_its_words(data: Path, room: Room) -> None:
    with worker(data, room) as process:
        number = room.defer("fail", "seven")
        told = read_until(process, f"Job {number} of tests.fail failed, at try 1")
        trace = read_until(process, "ValueError")
        eventually(lambda: room.status(number) == [("todo", 1)])
        assert "the secret of seven" not in told + trace
        assert re.search(r"^[\d:, -]+ WARNING steward\.jobs Job ", told, re.MULTILINE)
        room.ask("DELETE FROM procrastinate_jobs WHERE id = %s RETURNING id", number)


def test_a_worker_that_cannot_write_down_an_end_is_replaced(data: Path, room: Room) -> None:
    with serving(data, **room.variables) as server:
        room.defer("vanish", "eight")
        helpless = room.begun()
        eventually(lambda: not is_alive(helpless))
        number = room.defer("wait", "nine")
        room.let_go()
        eventually(lambda: room.status(number) == [("succeeded", 1)])
        assert room.begun(2) != helpless
        assert server.status() == 200


def test_a_worker_takes_few_connections(data: Path, room: Room) -> None:
    others = "SELECT pid FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()"
    eventually(lambda: room.ask(others) == [])
    with worker(data, room):
        numbers = [room.defer("wait", f"ten-{each}") for each in range(3)]
        room.begun(2)
        assert len(room.ask(others)) <= 5
        # Two at once, and the third once there is room.
        assert room.status(numbers[2]) == [("todo", 0)]
        room.let_go()
        eventually(lambda: [room.status(number) for number in numbers] == [[("succeeded", 1)]] * 3)


def test_a_worker_without_tables_says_so(room: Room) -> None:
    with data_folder() as fresh, python("-m", "config.manage", "worker", "--data", fresh) as process:
        printed, _ = process.communicate()
    assert process.returncode == 1
    assert printed.endswith("CommandError: The database has no tables yet; steward serve makes them when it starts.\n")

"""What does the `steward` command take for itself, and when does it bring a database?"""

from pathlib import Path

import pytest

from config.manage import needs_database, take_data
from database.place import place
from database_for_tests import data_folder
from processes import ROOT, python


@pytest.mark.parametrize(
    "arguments",
    [
        ["--data", "/x", "serve", "--port", "1"],
        ["serve", "--data", "/x", "--port", "1"],
        ["serve", "--port", "1", "--data=/x"],
    ],
)
def test_the_data_folder_is_taken_from_anywhere(arguments: list[str]) -> None:
    assert take_data(["steward", *arguments]) == (["steward", "serve", "--port", "1"], Path("/x"))


def test_the_option_wins_over_the_environment_and_that_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_DATA", raising=False)
    assert take_data(["steward"])[1] == ROOT / "var"
    monkeypatch.setenv("STEWARD_DATA", "/y")
    assert take_data(["steward"])[1] == Path("/y")
    assert take_data(["steward", "--data", "/x"])[1] == Path("/x")


def test_only_a_command_that_needs_a_database_gets_one() -> None:
    lines = ["", "help", "--help", "serve --help", "check", "check --database owner", "serve", "migrate", "shell"]
    assert [line for line in lines if needs_database(["steward", *line.split()])] == [
        "check --database owner",
        "serve",
        "migrate",
        "shell",
    ]


def test_a_command_brings_its_database_and_leaves_none_running() -> None:
    with data_folder() as data:
        with python("-m", "config.manage", "migrate", "--database=owner", "--verbosity=0", "--data", data) as process:
            printed, _ = process.communicate()
        assert (process.returncode, printed.splitlines()[1:]) == (0, [])
        assert printed.startswith("Creating a PostgreSQL ")
        assert not (place(data).cluster / "postmaster.pid").exists()


def test_what_a_command_writes_is_for_its_user_alone() -> None:
    with data_folder() as data:
        written = data / "written"
        with python("-m", "config.manage", "shell", "-c", f"open({str(written)!r}, 'w')", "--data", data) as process:
            assert process.wait() == 0
        assert written.stat().st_mode & 0o777 == 0o600


def test_what_is_wrong_is_told_in_one_sentence() -> None:
    with python("-m", "config.manage", "migrate", "--data", "/dev/null/x") as process:
        assert process.communicate()[0] == (
            "steward: The database cannot run in /dev/null/x: Not a directory (/dev/null/x).\n"
        )
    assert process.returncode == 1
    with data_folder() as data, python("-m", "config.manage", "migrate", "--data", data, DATABASE_URL="x") as process:
        assert process.communicate()[0] == (
            "steward: DATABASE_URL is no address like postgresql://user:password@host/database.\n"
        )
    assert process.returncode == 1

"""What do tests of whole processes share? Starting and watching them, with a bound on every wait."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from database.place import place

ROOT = Path(__file__).resolve().parent.parent
SECONDS_MAX = 300  # a server that many tests share lives as long as they take, also on a busy machine


@contextmanager
def python(*arguments: str | Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Run our Python with our code and no other database in its environment; it is gone afterwards."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("STEWARD_", "DATABASE_"))}
    environment |= {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"} | variables
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    command = [sys.executable, *map(str, arguments)]
    with subprocess.Popen(command, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        alarm = threading.Timer(SECONDS_MAX, process.kill)
        alarm.start()
        try:
            yield process
        except AssertionError as failure:
            process.kill()
            if process.stdout and not process.stdout.closed:
                failure.add_note(f"The process of the test printed:\n{process.stdout.read()}")
            raise
        finally:
            alarm.cancel()
            process.kill()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Everything that `process` prints, up to and with the line that has `words` in it."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if words in line:
            return printed
    raise AssertionError(f"It ended without saying {words!r}:\n{printed}")


def eventually(condition: Callable[[], object], seconds: float = 30) -> None:
    """Return as soon as the condition holds; fail if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.01)


def postmaster(data: Path) -> int:
    """The process id of the server that runs on `data`."""
    return int((place(data).cluster / "postmaster.pid").read_text().split()[0])


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def open_files(pid: int) -> set[str]:
    """What a process has open, as /proc names it: a path, "socket:[inode]"; not what it closes while we look."""
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(file.readlink()))
    return found

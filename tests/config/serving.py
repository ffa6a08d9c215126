"""How does a test start `steward serve` as a whole process?"""

import http.client
import re
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from processes import python, read_until


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
        """The processes that it has started: workers, their readers of new documents, who does jobs, who charges."""
        return list(_spawned_by(self.process.pid))


def _spawned_by(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        pid = int(stat.parent.name)
        with suppress(FileNotFoundError, ProcessLookupError):  # it may end while we look
            is_child = int(stat.read_text().rpartition(")")[2].split()[1]) == parent
            if is_child and "spawn_main" in stat.with_name("cmdline").read_text():
                yield pid
                yield from _spawned_by(pid)


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

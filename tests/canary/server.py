"""How is a whole server started whose source may be another, and of which everything is kept that it prints?"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from processes import ROOT, eventually
from tests.canary.values import INBOUND_SECRET, KEY, WEBHOOK_SECRET

SECONDS_MAX = 180  # to start: the machine may be busy
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "var", "bench", "tests", "requirements")


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A piece of a file of the source, there once, and what is in its place."""

    file: str
    text: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class Server:
    """A `steward serve` whose processor is at `processor`."""

    address: str
    processor: str
    data: Path
    output: Path
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]

    def printed(self) -> str:
        """Return what it has printed."""
        return self.output.read_text(errors="backslashreplace")

    def python(self, *arguments: str) -> str:
        """Return what a Python prints that has the code and the database of the server."""
        environment = self.environment | {"STEWARD_DATA": str(self.data)}
        command = [sys.executable, *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert done.returncode == 0, done.stdout.decode()
        return done.stdout.decode()

    def stop(self) -> None:
        """Have it end in order, so that the database writes everything down."""
        self.process.terminate()
        self.process.wait(SECONDS_MAX)


@contextmanager
def source(patches: list[Patch]) -> Iterator[Path]:
    """Hold a copy of the source, with these patches."""
    with tempfile.TemporaryDirectory(prefix="steward-canary-") as folder:
        copy = Path(shutil.copytree(ROOT, Path(folder) / "source", ignore=LEFT_OUT))
        for patch in patches:
            file = copy / patch.file
            before = file.read_text()
            assert before.count(patch.text) == 1, f"{patch.file} has not once: {patch.text}"
            file.write_text(before.replace(patch.text, patch.instead))
        yield copy


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(copy: Path, data: Path, *, port: int, processor: str) -> Iterator[Server]:
    """Hold a server that runs on a copy of the source."""
    with tempfile.TemporaryDirectory(prefix="steward-canary-") as folder:
        output = Path(folder) / "output"
        command = [sys.executable, "-m", "config.manage", "serve", "--data", data, "--port", str(port), "--no-demo"]
        environment = _environment(copy, processor)
        with (
            output.open("wb") as printed,
            subprocess.Popen(command, env=environment, cwd=folder, stdout=printed, stderr=subprocess.STDOUT) as process,
        ):
            server = Server(
                address=f"http://127.0.0.1:{port}",
                processor=processor,
                data=data,
                output=output,
                process=process,
                environment=environment,
            )
            try:
                eventually(lambda: "/healthz" in server.printed() or process.poll() is not None, SECONDS_MAX)
                assert process.poll() is None, server.printed()
                yield server
            finally:
                process.kill()


def _environment(copy: Path, processor: str) -> dict[str, str]:
    ours = ("STEWARD_", "DATABASE_", "STRIPE_", "DJANGO_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "PYTHONPATH": os.pathsep.join(map(str, (copy, copy / "platform", ROOT))),
        "DJANGO_SETTINGS_MODULE": "tests.canary.loud",
        "STEWARD_COMPILE_SECONDS": "1000",
        "STEWARD_LOG_REQUESTS": "1",
        "STRIPE_API_KEY": KEY,
        "STRIPE_API_ADDRESS": processor,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "STRIPE_LOG": "debug",
        "STEWARD_SECRET_KEY": settings.SECRET_KEY,  # ours, to tell what is sealed under it
        "STEWARD_INBOUND_SECRET": INBOUND_SECRET,
    }

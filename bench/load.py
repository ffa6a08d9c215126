"""How much does a system answer in a few seconds, and what does it cost? wrk asks the servers, pgbench the database."""

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.database import Server
from bench.systems import Running

SCRIPT = Path(__file__).with_name("wrk.lua")
WARM_UP_SECONDS = 1
PRIME_SECONDS = 2
SECONDS_OF_THE_SLOW = 10
DRAIN_SECONDS_MAX = 30
IDLE_CPU_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came of one window. Times are milliseconds; CPU time is per request."""

    rate: float
    p50: float
    p99: float
    server_cpu: float
    database_cpu: float
    bytes_each: float
    is_valid: bool


def require_wrk() -> None:
    """Have wrk, from Debian if we may; else say what is missing."""
    if shutil.which("wrk"):
        return
    installed = (
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False) if shutil.which("apt-get") else None
    )
    if installed is None or installed.returncode:
        sys.exit("The benchmark needs wrk: install it, for instance by `apt-get install wrk`.")


def prime(asked: Running, file: Path) -> None:
    """Have something asked for as long as it takes to get going."""
    if not asked.system.is_slow:
        _wrk(asked.port, file, max(asked.system.connections), PRIME_SECONDS)


def ask(
    asked: Running, server: Server, file: Path, *, connections: int, seconds: int, warm_up: int = WARM_UP_SECONDS
) -> Measured:
    """Let wrk send the prepared requests of `file` in turn, after `warm_up` seconds that do not count."""
    if asked.system.is_slow:
        seconds = SECONDS_OF_THE_SLOW
    elif warm_up:
        _wrk(asked.port, file, connections, warm_up)
    before = processes.cpu_seconds(asked.pid), processes.cpu_seconds(server.pid)
    found = _wrk(asked.port, file, connections, seconds)
    after = processes.cpu_seconds(asked.pid), processes.cpu_seconds(server.pid)
    answered = max(found["requests"], 1)
    if asked.system.is_slow:
        _drain(asked)
    return Measured(
        rate=found["requests"] / found["seconds"],
        p50=found["p50"],
        p99=found["p99"],
        server_cpu=(after[0] - before[0]) * 1000 / answered,
        database_cpu=(after[1] - before[1]) * 1000 / answered,
        bytes_each=found["bytes"] / answered,
        is_valid=not found["refused"] and not found["broken"],
    )


def _drain(asked: Running) -> None:
    """Wait until what nobody waits for any more is answered: gunicorn does not see that wrk has gone."""
    for _ in range(DRAIN_SECONDS_MAX):
        before = processes.cpu_seconds(asked.pid)
        time.sleep(1)
        if processes.cpu_seconds(asked.pid) - before < IDLE_CPU_SECONDS:
            return


def _wrk(port: int, file: Path, connections: int, seconds: int) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout=20s", "-s", str(SCRIPT)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}", "--", str(file)], capture_output=True, text=True, check=False
    )
    if "RESULT " not in done.stdout:
        sys.exit(f"wrk failed: {done.stdout} {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.partition("RESULT ")[2])
    return found

"""What could any server reach? pgbench runs our compiler's statement, prepared, without HTTP."""

import re
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import processes
from bench.database import Server, url
from bench.load import WARM_UP_SECONDS, Measured
from bench.statements import Fixed, fixed
from database.place import APP_ROLE, DATABASE
from permissions.viewer import StoredKey

PEOPLE = 2973  # rows of bench.request
# What differs between people is looked up in passing, for pgbench can only draw a number.
LOOK_UP = "(SELECT {column} FROM bench.request WHERE n = :n)"
COLUMNS = {"point": "seen", "filter": "prefix"}


def run(query: str, server: Server, *, connections: int, seconds: int) -> Measured:
    """Run the statement of a query for people drawn at random."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "statement.sql"
        script.write_text(f"\\set n random(1, {PEOPLE})\n{_for_pgbench(query)};\n")
        before, began = processes.cpu_seconds(server.pid), time.time()
        _pgbench(server, query, script, connections, seconds + WARM_UP_SECONDS)
        time.sleep(0.3)  # until the connections' processes have ended, and are counted once
        cpu = processes.cpu_seconds(server.pid) - before
        lines = [line.split() for file in Path(folder).glob("log*") for line in file.read_text().splitlines()]
    counted = sorted(int(line[2]) for line in lines if float(f"{line[4]}.{line[5]:0>6}") > began + WARM_UP_SECONDS)
    return Measured(
        rate=len(counted) / seconds,
        p50=counted[len(counted) // 2] / 1000,
        p99=counted[len(counted) * 99 // 100] / 1000,
        server_cpu=0.0,
        database_cpu=cpu * 1000 / len(lines),
        bytes_each=0.0,
        is_valid=True,
    )


def _pgbench(server: Server, query: str, script: Path, connections: int, seconds: int) -> None:
    statement = fixed(query)
    values = [f"-Dv{position}={_text(value)}" for position, value in enumerate(statement.values, 1)]
    command = [server.binaries["pgbench"], "-n", "-M", "prepared", f"-c{connections}", f"-j{min(connections, 2)}"]
    log = ["--log", f"--log-prefix={script.parent / 'log'}"]
    subprocess.run(
        [*command, f"-T{seconds}", *values, *log, f"-f{script}", url(APP_ROLE, DATABASE)],
        capture_output=True,
        check=True,
    )


def _for_pgbench(query: str) -> str:
    statement = fixed(query)
    return re.sub(r"\$(\d+)", lambda found: _parameter(query, statement, int(found[1])), statement.sql)


def _parameter(query: str, statement: Fixed, number: int) -> str:
    if number - 1 not in statement.varying:
        return f":v{number}"
    is_session = isinstance(statement.statement.slots[number - 1], StoredKey)
    return LOOK_UP.format(column="session_key" if is_session else COLUMNS[query])


def _text(value: object) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)

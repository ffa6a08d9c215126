"""In which order is everything done? Check, prime, measure in turns; then growth, flood and costs."""

import sys
import time
from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from bench import bound, check, counts, database, flood, growth, load, pairs, processes, report, say, systems
from bench.database import DATA, Server
from bench.load import Measured
from bench.report import Results
from bench.requests import QUERIES, Person, people, prepare
from bench.systems import SYSTEMS, Running

PGBENCH = "pgbench"
OURS = "ours"
EVERYONE = (*SYSTEMS, PGBENCH)
Cell = tuple[str, str, int]  # system, query, connections


def main(arguments: Namespace, *, is_whole: bool) -> None:
    """Measure, and write it down if nothing was left out."""
    began = time.monotonic()
    if unknown := {*arguments.only} - {*EVERYONE} | {*arguments.queries} - {*QUERIES}:
        sys.exit(f"Nobody knows {', '.join(sorted(unknown))}.")
    load.require_wrk()
    with database.running() as server, ExitStack() as stack:
        with server.superuser(database.DATABASE) as connection:
            asking = people(connection)
        up = {name: stack.enter_context(systems.running(SYSTEMS[name])) for name in arguments.only if name in SYSTEMS}
        if is_whole or arguments.check:
            check.same_records(up, asking)
        cells = _measure(arguments, server, up, asking)
        if is_whole:
            found = Results(cells=cells, method=_method(arguments), **_costs(server, up, asking))
            report.write(replace(found, minutes=(time.monotonic() - began) / 60))
            say(f"Written to {report.FILE}.")


def _costs(server: Server, up: dict[str, Running], asking: list[Person]) -> dict[str, Any]:
    """Return what is found out after the comparison, by its name in the results; the counting comes last."""
    return {
        "pairs": pairs.run(up, server),
        "growth": growth.run(up[OURS], server, asking[0]),
        "flood": flood.run(up[OURS], server, asking),
        "memory": {name: processes.peak_mib(running.pid) for name, running in up.items()},
        "statements": counts.statements(up, server, asking),
        "postgresql": server.binaries.version,
    }


def _method(arguments: Namespace) -> str:
    return (
        f"{arguments.rounds} rounds, everyone in turn within each cell, of {load.WARM_UP_SECONDS} s that does not "
        f"count and {arguments.seconds} s that do; all were first checked to give the same records"
    )


def _measure(
    arguments: Namespace, server: Server, up: dict[str, Running], asking: list[Person]
) -> dict[Cell, list[Measured]]:
    """Return what came of each cell, in each round."""
    _prime(arguments, up, asking)
    measured: dict[Cell, list[Measured]] = defaultdict(list)
    for cell in _cells(arguments):
        name, query, connections = cell
        if name == PGBENCH:
            found = bound.run(query, server, connections=connections, seconds=arguments.seconds)
        else:
            file = DATA / f"{name}-{query}.txt"
            found = load.ask(up[name], server, file, connections=connections, seconds=arguments.seconds)
        measured[cell].append(found)
        say(_line(cell, found))
    return measured


def _prime(arguments: Namespace, up: dict[str, Running], asking: list[Person]) -> None:
    """Let everyone prepare its statements and compile what it compiles, on all of its connections."""
    for name, asked in up.items():
        for query in (query for query in arguments.queries if query in asked.system.queries):
            file = prepare(DATA / f"{name}-{query}.txt", asked.system.dialect, query, asking)
            load.prime(asked, file)


def _cells(arguments: Namespace) -> Iterator[Cell]:
    for turn in range(arguments.rounds):
        order = arguments.only[:: -1 if turn % 2 else 1]
        for query in arguments.queries:
            for connections in arguments.connections:
                yield from ((name, query, connections) for name in order if _takes_part(name, query, connections, turn))


def _takes_part(name: str, query: str, connections: int, turn: int) -> bool:
    if name == PGBENCH:
        return query in systems.READS
    system = SYSTEMS[name]
    return query in system.queries and connections in system.connections and not (system.is_slow and turn)


def _line(cell: Cell, found: Measured) -> str:
    name, query, connections = cell
    times = f"p50 {found.p50:8.2f}  p99 {found.p99:8.2f}"
    cpu = f"{found.server_cpu:6.3f} + {found.database_cpu:6.3f} ms CPU"
    state = "" if found.is_valid else "  INVALID: not every answer was a 200"
    return f"{query:9} {connections:3}  {name:16} {found.rate:9.1f}/s  {times}  {cpu}{state}"

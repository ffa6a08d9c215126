"""In which order is everything measured? Rounds over queries and connections; within each, everyone in turn."""

from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack

from bench import bound, database, load, say, systems
from bench.load import Measured
from bench.requests import QUERIES, Person, people, prepare
from bench.systems import SYSTEMS, Running

PGBENCH = "pgbench"
EVERYONE = (*SYSTEMS, PGBENCH)
Cell = tuple[str, str, int]  # system, query, connections


def main(arguments: Namespace, *, is_whole: bool) -> None:
    """Measure and tell."""
    load.require_wrk()
    with database.running() as server, ExitStack() as stack:
        up = {name: stack.enter_context(systems.running(SYSTEMS[name])) for name in arguments.only if name in SYSTEMS}
        measured = measure(arguments, server, up)
    for cell, found in measured.items():
        print(cell, found)


def measure(arguments: Namespace, server: database.Server, up: dict[str, Running]) -> dict[Cell, list[Measured]]:
    """Return what came of each cell, in each round."""
    with server.superuser(database.DATABASE) as connection:
        asking = people(connection)
    _prime(arguments, asking, up)
    measured: dict[Cell, list[Measured]] = defaultdict(list)
    for cell in _cells(arguments):
        name, query, connections = cell
        if name == PGBENCH:
            found = bound.run(query, server, connections=connections, seconds=arguments.seconds)
        else:
            file = database.DATA / f"{name}-{query}.txt"
            found = load.ask(up[name], server, file, connections=connections, seconds=arguments.seconds)
        measured[cell].append(found)
        say(_line(cell, found))
    return measured


def _prime(arguments: Namespace, asking: list[Person], up: dict[str, Running]) -> None:
    """Let everyone prepare its statements and compile what it compiles, on all of its connections."""
    for name, asked in up.items():
        for query in (query for query in arguments.queries if query in asked.system.queries):
            file = prepare(database.DATA / f"{name}-{query}.txt", asked.system.dialect, query, asking)
            load.prime(asked, file)


def _cells(arguments: Namespace) -> Iterator[Cell]:
    for turn in range(arguments.rounds):
        order = arguments.only[:: -1 if turn % 2 else 1]
        for query in arguments.queries:
            for connections in arguments.connections:
                yield from ((name, query, connections) for name in order if _takes_part(name, query, connections))


def _takes_part(name: str, query: str, connections: int) -> bool:
    if name == PGBENCH:
        return query in systems.READS
    return query in SYSTEMS[name].queries and connections in SYSTEMS[name].connections


def _line(cell: Cell, found: Measured) -> str:
    name, query, connections = cell
    cpu = f"{found.server_cpu:6.3f} + {found.database_cpu:6.3f} ms CPU"
    state = "" if found.is_valid else "  INVALID: not every answer was a 200"
    return f"{query:9} {connections:3}  {name:16} {found.rate:9.1f}/s  p50 {found.p50:8.2f}  p99 {found.p99:8.2f}  {cpu}{state}"

"""How many statements does a request take? Counted by pg_stat_statements, apart from all timing.

Top-level statements, with BEGIN, COMMIT and set_config; not what foreign keys look up within them.
"""

import time

import psycopg

from bench import check, database
from bench.database import Server
from bench.requests import Person
from bench.systems import Running

REQUESTS = 50
REQUESTS_OF_THE_SLOW = 5
RELOAD_SECONDS = 0.3
COUNT = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_roles r ON r.oid = userid
WHERE rolname <> current_user
"""


def statements(up: dict[str, Running], server: Server, asking: list[Person]) -> dict[tuple[str, str], float]:
    """Return the statements per request by system and query."""
    with server.superuser(database.DATABASE) as connection:
        _track(connection, "top")
        counted = {}
        for name, running in up.items():
            people = asking[: REQUESTS_OF_THE_SLOW if running.system.is_slow else REQUESTS]
            for query in running.system.queries:
                connection.execute("SELECT pg_stat_statements_reset()")
                for person in people:
                    check.ask(running, query, person)
                [calls] = connection.execute(COUNT).fetchone() or (0,)
                counted[name, query] = float(calls) / len(people)
        _track(connection, "none")
    return counted


def _track(connection: psycopg.Connection, what: str) -> None:
    connection.execute(f"ALTER SYSTEM SET pg_stat_statements.track = '{what}'")
    connection.execute("SELECT pg_reload_conf()")
    time.sleep(RELOAD_SECONDS)

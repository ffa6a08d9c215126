"""Which PostgreSQL is measured? Steward's own, made larger, with a database for us and one for the peers.

`steward` is as `steward serve` makes it, with the data of data.sql. `peers` is its copy, without the wall and with the
indexes that peers want (peers.sql). The cluster stays in var/bench, so that a second run begins in seconds.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from uuid_utils.compat import uuid7

from bench import ROOT, say
from bench.requests import token
from database import binaries, cluster
from database.place import APP_ROLE, DATABASE, OWNER_ROLE, PORT, Place, place
from database.system_user import system_user
from tokens import secret

DATA = ROOT / "var" / "bench"
HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
PEERS = "peers"
SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "6GB",  # both databases: nobody waits for what the others have pushed out
    "effective_cache_size": "12GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    # What is measured is requests: the tables are vacuumed and analysed before.
    "autovacuum": "off",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "10000",
}


def url(role: str, database: str) -> str:
    """postgresql://steward_app@/steward?host=…, by Unix socket."""
    return f"postgresql://{role}@/{database}?host={place(DATA).sockets}&port={PORT}"


# What tells Steward and the peers where their database is.
ENVIRONMENT = {
    "DATABASE_URL": url(APP_ROLE, DATABASE),
    "DATABASE_OWNER_URL": url(OWNER_ROLE, DATABASE),
    "PEERS_URL": url(OWNER_ROLE, PEERS),
    "POSTGRAPHILE_URL": url("postgraphile", PEERS),
    "STEWARD_DATA": str(DATA),
    "STEWARD_SECRET_KEY": "of the benchmark alone",
}


@dataclass(frozen=True, kw_only=True)
class Server:
    """The running server."""

    place: Place
    binaries: binaries.Binaries
    pid: int

    def superuser(self, database: str) -> psycopg.Connection:
        """Connect as the one who loads and counts, and is never measured."""
        return psycopg.connect(url(cluster.BOOTSTRAP_ROLE, database), autocommit=True)


@contextmanager
def running() -> Iterator[Server]:
    """Hold a block within which the server runs and has the data, for us alone."""
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "lock").open("w") as lock:
        _take(lock)
        with _loaded() as server:
            yield server


def _take(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another benchmark to end.")
        fcntl.flock(lock, fcntl.LOCK_EX)


@contextmanager
def _loaded() -> Iterator[Server]:
    kept = DATA / "fingerprint"
    is_loaded = kept.exists() and kept.read_text() == _fingerprint()
    if not is_loaded:
        kept.unlink(missing_ok=True)
        shutil.rmtree(place(DATA).cluster, ignore_errors=True)
    with _server() as server:
        if not is_loaded:
            _load(server)
            kept.write_text(_fingerprint())
        for database in (DATABASE, PEERS):
            _migrate(database)
        _restore(server)
        yield server


@contextmanager
def _server() -> Iterator[Server]:
    user, where = system_user(), place(DATA)
    found = binaries.find(user)
    cluster.prepare(where, found, user, durable=True)
    _admit(where)
    command = cluster.server_command(where, found, durable=True)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with where.log.open("ab") as log:
        process = user.start([*command, *options], log=log)
    try:
        server = Server(place=where, binaries=found, pid=process.pid)
        _await(server)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _admit(where: Place) -> None:
    """Let whoever runs the benchmark be anybody in it, the superuser and PostGraphile's role too."""
    us = where.ident.read_text().split()[1]
    roles = (cluster.BOOTSTRAP_ROLE, "postgraphile")
    where.ident.write_text(where.ident.read_text() + "".join(f"steward {us} {role}\n" for role in roles))


def _await(server: Server) -> None:
    for _ in range(600):
        try:
            server.superuser("template1").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"PostgreSQL does not answer; its log is {server.place.log}.")


def _fingerprint() -> str:
    """A digest of what the data is made from; migrations of later are run on it."""
    files = [*sorted(HERE.glob("*.sql")), *sorted(HERE.glob("peers/*/*.sql"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _load(server: Server) -> None:
    began = time.monotonic()
    say("Loading one million contacts; this is done once.")
    _migrate(DATABASE)
    with server.superuser(DATABASE) as ours:
        ours.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        with _without_indexes(ours):
            ours.execute((HERE / "data.sql").read_text())
        ours.execute("RESET session_replication_role")
        ours.execute("ANALYZE")
        ours.execute((HERE / "requests.sql").read_text())
        ours.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
    _run(BIN / "python", HERE / "peers" / "django" / "sign_in.py")
    with server.superuser("template1") as any_database:
        any_database.execute(f"CREATE DATABASE {PEERS} TEMPLATE {DATABASE} STRATEGY FILE_COPY OWNER {OWNER_ROLE}")
    with server.superuser(PEERS) as peers:
        peers.execute((HERE / "peers.sql").read_text())
        peers.execute((HERE / "peers" / "postgraphile" / "policies.sql").read_text())
    for database in (DATABASE, PEERS):
        with server.superuser(database) as connection:
            connection.execute("VACUUM ANALYZE")
    say(f"Loaded in {time.monotonic() - began:.0f} s.")


def _migrate(database: str) -> None:
    owner = {"DATABASE_OWNER_URL": url(OWNER_ROLE, database)}
    _run(BIN / "steward", "migrate", "--database=owner", "-v0", environment=owner)


def _run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    subprocess.run(list(map(str, command)), env=os.environ | ENVIRONMENT | (environment or {}), check=True)


SECONDARY = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid
WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Drop the indexes that no constraint stands on, and make them again at the end: faster than keeping them."""
    found = connection.execute(SECONDARY).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, definition in found:
        connection.execute(definition)


HELD = "relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"


# So that it is noted while we measure, as it is for everybody once a minute.
SEEN = """UPDATE accounts_session SET seen_at = now() - interval '2 minutes'
WHERE session_key IN (SELECT session_key FROM bench.request)"""


TOKENS = """
INSERT INTO tokens_personaltoken (id, account_id, user_id, name, digest, hint, scopes, generation, created_at,
  expires_at, last_used_at, is_read_only)
SELECT g.id, u.account_id, u.id, 'Benchmark', g.digest, right(g.digest, 4), '{contacts:read}', 1, now(), '2100-01-01',
  now() - interval '2 minutes', false
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS g(id, session_key, digest)
JOIN accounts_session s USING (session_key) JOIN accounts_user u ON u.id = s.user_id
ON CONFLICT (digest) DO UPDATE SET last_used_at = excluded.last_used_at"""


def _give_tokens(connection: psycopg.Connection) -> None:
    """Give everybody who asks a personal token beside the session."""
    asking = connection.execute("SELECT DISTINCT session_key, cookie FROM bench.request").fetchall()
    digests = [secret.digest(token(cookie)) for _, cookie in asking]
    connection.execute(TOKENS, [[uuid7() for _ in asking], [key for key, _ in asking], digests])
    connection.execute("VACUUM ANALYZE tokens_personaltoken")


def _restore(server: Server) -> None:
    """Take back what measuring mutations has written, and have everything in memory."""
    with server.superuser(DATABASE) as connection:
        # Not on the command line, which could not be changed while counting.
        connection.execute("ALTER SYSTEM SET pg_stat_statements.track = 'none'")
        connection.execute("SELECT pg_reload_conf()")
    for database in (DATABASE, PEERS):
        with server.superuser(database) as connection:
            if connection.execute(
                "DELETE FROM activities_note WHERE id > (SELECT last_note FROM bench.loaded)"
            ).rowcount:
                connection.execute("VACUUM ANALYZE activities_note")
            connection.execute(SEEN)
            if database == DATABASE:
                _give_tokens(connection)
            connection.execute("VACUUM ANALYZE accounts_session")
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
            connection.execute(f"SELECT pg_prewarm(oid) FROM pg_class WHERE {HELD}")
            connection.execute("CHECKPOINT")

"""Where is the database? DATABASE_URL and DATABASE_OWNER_URL say, else it is the embedded server of the data folder."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from database.place import APP_ROLE, OWNER_ROLE, place

CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 4_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000
# Requests are bounded; migrations, which run as the owner, may take their time.
REQUEST_LIMITS = (
    f"-c statement_timeout={STATEMENT_TIMEOUT_MS}ms -c lock_timeout={LOCK_TIMEOUT_MS}ms "
    f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS}ms"
)
PREPARE_AFTER = 2  # runs, on one connection: a statement with the whole gate takes longer to plan than to run
# A pool and not CONN_MAX_AGE: a lasting connection belongs to its thread, and under ASGI every request has a new one
# (Django ticket 33497). The timeout bridges a restart of the server. A pool tries again at ever longer intervals; given
# up after a while, it tries at once when it is asked for a connection.
POOL = {"min_size": 0, "max_size": 10, "timeout": 5.0, "reconnect_timeout": 5.0}
NOT_LIBPQ = ("pool", "prepare_threshold")
# Django's name of what libpq calls otherwise; all else is in OPTIONS.
DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def databases(data: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the app's role, `owner` owns the tables and migrates."""
    app, owner = _addresses(data)
    default = _database(app, limits=REQUEST_LIMITS)
    default["OPTIONS"] |= {"pool": dict(POOL), "prepare_threshold": PREPARE_AFTER}
    return {"default": default, "owner": _database(owner)}


def conninfo(alias: str = "default") -> str:
    """The same connection for libpq: "dbname=steward user=steward_app host=… options='-c statement_timeout=…'"."""
    database = settings.DATABASES[alias]
    named = {libpq: database[name] or None for name, libpq in DJANGO_NAMES.items()}
    others = {name: value for name, value in database["OPTIONS"].items() if name not in NOT_LIBPQ}
    return make_conninfo("", **named, **others)


def is_embedded() -> bool:
    """Whether nobody has named another database."""
    return not os.environ.get("DATABASE_URL")


def _addresses(data: Path) -> tuple[dict[str, str], dict[str, str]]:
    if is_embedded():
        return place(data).connection(APP_ROLE), place(data).connection(OWNER_ROLE)
    app = parse("DATABASE_URL")
    return app, parse("DATABASE_OWNER_URL") if os.environ.get("DATABASE_OWNER_URL") else app


def parse(variable: str) -> dict[str, str]:
    """{"dbname": "crm", "user": "app", …} from a URL or a line of key=value; never repeats it, for its password."""
    try:
        address = conninfo_to_dict(os.environ[variable])
    except ProgrammingError:
        raise ImproperlyConfigured(f"{variable} is no address like postgresql://user:password@host/database.") from None
    if not address.get("dbname"):
        raise ImproperlyConfigured(f"{variable} names no database, as in postgresql://user:password@host/database.")
    return {name: str(value) for name, value in address.items()}


def _database(address: dict[str, str], *, limits: str = "") -> dict[str, Any]:
    named = {name: address.get(libpq, "") for name, libpq in DJANGO_NAMES.items()}
    others = {name: value for name, value in address.items() if name not in DJANGO_NAMES.values()}
    # What the address itself says comes last and wins. UTC spares Django a round trip on each new connection.
    options = " ".join(["-c timezone=UTC", limits, others.get("options", "")]).strip()
    return {
        "ENGINE": "database.backend",
        **named,
        "OPTIONS": {"connect_timeout": str(CONNECT_TIMEOUT_SECONDS)} | others | {"options": options},
    }

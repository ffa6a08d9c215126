"""How does a request come by a connection that works? From Django's pool, which forgets all that broke at once.

psycopg's own check tries one connection after the other, and sleeps longer each time: after the database was restarted,
a process with four idle connections would fail its next request, and the one after that.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, for the pool of `address.POOL`; without a pool it is Django's."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Return a connection that answered just now. Raise OperationalError if there is none to be had."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        if not self.pool or _answers(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.check()
        connection = super().get_new_connection(conn_params)
        if not _answers(connection):
            self.pool.putconn(connection)
            raise OperationalError("The database ends connections as soon as they are made.")
        return connection


def _answers(connection: Connection[Any]) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        return False
    return True

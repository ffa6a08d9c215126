"""What if the database has dropped our connections? Nobody notices: they are replaced when they are used."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

import worlds
from api import Api
from database.address import conninfo
from wire import watch

TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()"
)
CREATE = 'mutation { createContact(input: {firstName: "x"}) { userErrors { code } } }'
COUNT = "{ contacts { totalCount } }"


@pytest.fixture
def drop_all() -> Iterator[Callable[[], int]]:
    """`drop_all()` ends all connections of the application's, and returns how many there were."""

    def drop() -> int:
        connection.close()
        with psycopg.connect(conninfo()) as own:
            row = own.execute(TERMINATE).fetchone()
        assert row is not None
        return int(row[0])

    yield drop
    connection.pool.check()  # for the tests to come


def test_what_is_asked_next_is_answered_over_a_new_connection(api: Api, drop_all: Callable[[], int]) -> None:
    [ada] = worlds.people("ada")
    clients = [api(ada) for _ in range(12)]
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda client: client.data(CREATE), clients))  # as many connections as there can be
    assert drop_all() > 4
    assert clients[0].data(COUNT) == {"contacts": {"totalCount": 12}}
    # The first mutation may take a while, since a pool looks at what it has one after another.
    for number in range(3):
        assert clients[number].data(CREATE) == {"createContact": {"userErrors": []}}
    assert clients[0].data(COUNT) == {"contacts": {"totalCount": 15}}


def test_a_read_over_a_new_connection_is_one_statement_again(api: Api, drop_all: Callable[[], int]) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    client.data(COUNT)
    drop_all()
    client.data(COUNT)
    with watch() as wire:
        client.data(COUNT)
    assert wire.statements == 1

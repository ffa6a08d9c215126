"""What if the database has dropped our connections? Nobody notices: they are replaced when they are used."""

import psycopg
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


def drop_all() -> int:
    """End all connections of the application's; return how many there were."""
    connection.close()
    with psycopg.connect(conninfo()) as own:
        row = own.execute(TERMINATE).fetchone()
    assert row is not None
    return int(row[0])


def test_reads_and_mutations_go_on_over_dropped_connections(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    for number in range(3):
        assert client.data(CREATE) == {"createContact": {"userErrors": []}}
        assert client.data(COUNT) == {"contacts": {"totalCount": 2 * number + 1}}
        assert drop_all() >= 2
        # Either may be the first to find out.
        for query in (COUNT, CREATE) if number % 2 else (CREATE, COUNT):
            client.data(query)


def test_a_read_over_a_new_connection_is_one_statement_again(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    client.data(COUNT)
    drop_all()
    client.data(COUNT)
    with watch() as wire:
        client.data(COUNT)
    assert wire.statements == 1

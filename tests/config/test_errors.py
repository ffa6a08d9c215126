"""Is a page that is not there a 404, also when the connections that there were are gone?"""

import psycopg
from django.db import connections

import worlds
from api import Api
from database import address

END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()"


def test_what_is_not_there_is_not_there_after_the_database_was_restarted(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    for _ in range(12):  # each thread that makes such pages has had its connection
        assert client.get("/nothing").status_code == 404
    with psycopg.connect(address.conninfo()) as connection:
        connection.execute(END)
    connections.close_all()  # ours is gone too
    assert client.get("/").status_code in (200, 302, 500)  # the thread of the requests finds out
    assert [client.get("/nothing").status_code for _ in range(12)] == [404] * 12

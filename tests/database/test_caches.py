"""Do all processes share one cache, and does its table tell nobody whom it is about?"""

import os

from django.core.cache import cache
from django.db import connection

from database.caches import hidden_key
from processes import python

ADD = """
import django; django.setup()
from django.core.cache import cache
print(cache.add("taken", 1), cache.add("free", 1), cache.get("taken"))
"""


def test_another_process_finds_what_this_one_has_kept() -> None:
    cache.clear()
    cache.set("taken", "here")
    ours = {name: value for name, value in os.environ.items() if name.startswith(("STEWARD_", "DATABASE_"))}
    with python("-c", ADD, DJANGO_SETTINGS_MODULE="config.settings", **ours) as process:
        printed, _ = process.communicate()
    assert printed.split() == ["False", "True", "here"]
    assert cache.get("free") == 1


def test_a_key_is_kept_as_a_hash_that_takes_our_secret() -> None:
    cache.clear()
    cache.set("allauth:rl:login:192.0.2.1", [1.0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM database_cache")
        [(key, value, _)] = cursor.fetchall()
    assert (key, len(key)) == (hidden_key("allauth:rl:login:192.0.2.1", "", 1), 64)
    assert "192" not in value

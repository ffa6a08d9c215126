"""The table behind Django's cache. Unlogged: a database that crashed forgives, and nothing is written ahead for it."""

from django.db import migrations

# As `createcachetable` makes it; the table has no model.
CACHE = """
CREATE UNLOGGED TABLE database_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX database_cache_expires ON database_cache (expires)
"""


class Migration(migrations.Migration):
    dependencies = [("database", "0001_functions")]
    operations = [migrations.RunSQL(CACHE, "DROP TABLE database_cache")]

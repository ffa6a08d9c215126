"""Does the database see to what it is to see to? Asked of PostgreSQL's own tables, as the role that serves."""

from collections.abc import Iterator

from django.db import connection

from database.roles import RoleError, refuse_to_bypass

AUDIT = ("audit_entry", "audit_detail", "audit_link")
# Why a table with an account stands before its wall (tests/database/test_walls.py has them too).
BEFORE_THE_WALL = {
    *("accounts_user", "billing_customer", "permissions_opencase", "permissions_supportaccess"),
    *("tokens_application", "tokens_personaltoken"),
}
CHANGEABLE = """
SELECT table_name, privilege FROM unnest(%s::text[]) table_name, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) privilege
WHERE has_table_privilege(current_user, table_name, privilege)
"""
UNLINKED = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'audit_link' AND tgenabled = 'O')"
IN_CLEAR = "SELECT count(*) FROM mail_optout WHERE digest !~ '^[0-9a-f]{64}$'"
MISSED = "SELECT seen_at FROM erasure_clock WHERE seen_at < now() - interval '2 days'"
LISTENS = "SHOW listen_addresses"
WITHOUT_WALL = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' AND a.attnum > 0
WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity
  AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY c.relname
"""


def tables_without_wall() -> Iterator[str]:
    """Yield what is wrong with walls around accounts."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_WALL)
        for (table,) in cursor.fetchall():
            if table not in BEFORE_THE_WALL:
                yield f"{table} is not behind the wall of its account."


def audit_that_can_change() -> Iterator[str]:
    """Yield what the role that serves could do to what was done, and whether it is chained."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGEABLE, [list(AUDIT)])
        for table, privilege in cursor.fetchall():
            yield f"The role that serves has {privilege} on {table}."
        cursor.execute(UNLINKED)
        if cursor.fetchone():
            yield "What is done is in no chain: the trigger is off."


def opt_outs_in_clear() -> Iterator[str]:
    """Yield whether an opt-out holds anything but a digest."""
    with connection.cursor() as cursor:
        cursor.execute(IN_CLEAR)
        [(count,)] = cursor.fetchall()
    if count:
        yield f"{count} opt-outs hold something else than a digest."


def nights_missed() -> Iterator[str]:
    """Yield since when nothing has gone that is too old, if that is not since last night."""
    with connection.cursor() as cursor:
        cursor.execute(MISSED)
        for (since,) in cursor.fetchall():
            yield f"What is too old has stayed since {since:%Y-%m-%d}: no worker has looked for it."


def role_above_walls() -> Iterator[str]:
    """Yield what is wrong with the role that serves."""
    try:
        refuse_to_bypass(connection)
    except RoleError as error:
        yield str(error)


def public_addresses() -> Iterator[str]:
    """Yield the addresses beyond this machine on which a database of ours listens; of another's we know nothing."""
    with connection.cursor() as cursor:
        cursor.execute(LISTENS)
        [(addresses,)] = cursor.fetchall()
    for address in filter(None, map(str.strip, addresses.split(","))):
        if address not in ("localhost", "127.0.0.1", "::1"):
            yield f"The database listens on {address}."

"""Is the role that serves bound by row-level security, and given no more than it needs?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from psycopg import sql

from database import address, embedded
from database.place import APP_ROLE, OWNER_ROLE
from database.roles import RoleError, current_role, grant_to_app, refuse_to_bypass
from database_for_tests import alter_as_superuser, data_folder

TABLES = [
    "contact",
    "django_migrations",
    "guardian_groupobjectpermission",
    "guardian_userobjectpermission",
    "procrastinate_events",
]


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@contextmanager
def connections(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """The app's and the owner's connection to a server of their own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    databases = address.databases(data)
    # Django keeps one pool for each alias; "default" is that of the database of all other tests.
    del databases["default"]["OPTIONS"]["pool"]
    handler = ConnectionHandler({"default": {}, "app": databases["default"], "owner": databases["owner"]})
    with embedded.running(data, durable=False, say=lambda line: None):
        try:
            yield handler["app"], handler["owner"]
        finally:
            handler.close_all()


def test_a_role_that_bypasses_row_level_security_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connections(data, monkeypatch) as (app, owner):
        refuse_to_bypass(app)
        refuse_to_bypass(owner)
    for attribute, power in (("BYPASSRLS", "has BYPASSRLS"), ("SUPERUSER", "is a superuser")):
        alter_as_superuser(data, f"ALTER ROLE {APP_ROLE} {attribute}")
        with connections(data, monkeypatch) as (app, owner), pytest.raises(RoleError) as refusal:
            refuse_to_bypass(app)
        assert str(refusal.value) == (
            f"Steward does not serve as the database role steward_app, which {power}: row-level security, the wall "
            "between accounts, would not bind it. Let DATABASE_URL name an ordinary role, and DATABASE_OWNER_URL the "
            "one that owns the tables."
        )
    alter_as_superuser(data, f"ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS")


def test_the_app_gets_rows_and_sequences_and_nothing_else(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connections(data, monkeypatch) as (app, owner):
        with owner.cursor() as cursor:
            for table in TABLES:
                cursor.execute(sql.SQL("CREATE TABLE {} (n serial)").format(sql.Identifier(table)))
        assert {privileges(app, table) for table in TABLES} == {""}
        grant_to_app(owner, current_role(app))
        assert {table: privileges(app, table) for table in TABLES} == {
            "contact": "SELECT INSERT UPDATE DELETE",
            "django_migrations": "SELECT",
            "guardian_groupobjectpermission": "",
            "guardian_userobjectpermission": "",
            "procrastinate_events": "SELECT INSERT",
        }
        assert one(app, "SELECT has_sequence_privilege('contact_n_seq', 'USAGE')") is True
        assert one(app, "SELECT has_sequence_privilege('contact_n_seq', 'UPDATE')") is False


def test_an_owner_that_serves_itself_needs_no_grant(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connections(data, monkeypatch) as (_, owner):
        before = one(owner, "SELECT array_agg(relacl::text ORDER BY oid) FROM pg_class")
        grant_to_app(owner, OWNER_ROLE)
        assert one(owner, "SELECT array_agg(relacl::text ORDER BY oid) FROM pg_class") == before


def privileges(connection: BaseDatabaseWrapper, table: str) -> str:
    kinds = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    return " ".join(kind for kind in kinds if one(connection, "SELECT has_table_privilege(%s, %s)", table, kind))


def one(connection: BaseDatabaseWrapper, statement: str, *parameters: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    assert row is not None
    return row[0]

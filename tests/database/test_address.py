"""Do the settings of the database say what the environment says, and no password aloud?"""

import traceback
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from database.address import conninfo, databases
from database.place import place

TIMEOUTS = "-c statement_timeout=10000ms -c lock_timeout=4000ms -c idle_in_transaction_session_timeout=30000ms"


@pytest.fixture(autouse=True)
def _no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


def test_without_an_address_it_is_the_embedded_server(tmp_path: Path) -> None:
    found = databases(tmp_path)
    assert {alias: database["USER"] for alias, database in found.items()} == {
        "default": "steward_app",
        "owner": "steward_owner",
    }
    assert {database["HOST"] for database in found.values()} == {str(place(tmp_path).sockets)}
    assert {database["NAME"] for database in found.values()} == {"steward"}


def test_an_address_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgres://app:p%40ss@db.example:6432/crm?sslmode=require&options=-c%20jit%3Doff"
    )
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/crm")
    found = databases(tmp_path)
    named = {name: found["default"][name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    assert named == {"NAME": "crm", "USER": "app", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "6432"}
    assert found["default"]["OPTIONS"]["sslmode"] == "require"
    assert found["default"]["OPTIONS"]["options"] == f"-c timezone=UTC {TIMEOUTS} -c jit=off"
    assert (found["owner"]["USER"], found["owner"]["OPTIONS"]["options"]) == ("owner", "-c timezone=UTC")


def test_one_address_serves_for_both_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://both@/crm")
    assert {database["USER"] for database in databases(tmp_path).values()} == {"both"}


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("postgresql://app:secret@[db/crm", "is no address like"),
        ("secret", "is no address like"),
        ("mysql://app:secret@db/crm", "is no address like"),
        ("postgresql://app:secret@db", "names no database, as in"),
    ],
)
def test_a_malformed_address_is_refused_without_repeating_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, complaint: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured) as refusal:
        databases(tmp_path)
    assert str(refusal.value) == f"DATABASE_URL {complaint} postgresql://user:password@host/database."
    assert "secret" not in "".join(traceback.format_exception(refusal.value))


def test_libpq_is_told_the_same_as_django(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:p%20w@db.example/crm?sslmode=require")
    monkeypatch.setattr(settings, "DATABASES", databases(tmp_path))
    assert conninfo_to_dict(conninfo()) == {
        "dbname": "crm",
        "user": "app",
        "password": "p w",
        "host": "db.example",
        "sslmode": "require",
        "connect_timeout": "5",
        "options": f"-c timezone=UTC {TIMEOUTS}",
    }

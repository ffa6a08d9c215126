"""Does the proof find what is broken? All is well as it is; each leak that is planted is found, under its number."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

import worlds
from accounts.personal import PERSONAL
from api import Api
from database.roles import RoleError
from graph import objects
from mail import outbox
from permissions import viewer
from permissions.credentials import FOUND, Kind
from privacy import checks, code, helping, stored
from privacy.promises import PROMISES
from privacy.proof import Verdict, prove
from tests.graph.test_write_only import with_output

LEAKS: dict[str, str] = {
    "a_field_shows_billing": "P13",
    "a_table_without_a_wall": "P27",
    "a_role_that_no_wall_binds": "P27",
    "a_column_that_nobody_declared": "P1 P5",
    "an_import_of_a_socket": "P6",
    "an_opt_out_in_clear": "P7",
    "news_that_cannot_be_ended": "P9",
    "a_token_that_reads_untold": "P10",
    "a_register_that_can_be_edited": "P10",
    "a_mail_that_names_a_card": "P11 P12",
    "another_who_asks_stripe": "P11 P12",
    "an_admin_site": "P17",
    "a_rule_for_superusers": "P17",
    "a_view_for_staff": "P17",
    "an_agent_among_customers": "P17",
    "a_read_of_support_untold": "P18",
    "a_read_of_support_without_consent": "P18",
    "support_for_days": "P18",
    "a_cookie_for_scripts": "P20 P23",
    "a_cookie_for_other_sites": "P20 P23",
    "a_cookie_of_a_domain": "P20 P23",
    "a_cookie_over_plain_http": "P20 P23",
    "a_cookie_that_is_not_sealed": "P21 P24",
    "a_session_that_lasts": "P30",
    "plain_http": "P27",
    "an_audit_that_can_be_edited": "P26",
    "an_audit_without_a_chain": "P26",
    "a_public_database": "P29",
    "a_short_key": "P29",
    "nights_that_were_missed": "P31",
}


Plant = Callable[[pytest.MonkeyPatch, Path], AbstractContextManager[None]]


def as_owner(statement: str, undone: str) -> Plant:
    """Have the owner of the database do something, and undo it."""

    @contextmanager
    def plant(*_: Any) -> Iterator[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
            try:
                yield
            finally:
                cursor.execute(undone)

    return plant


def set_to(**values: Any) -> Plant:
    """Have settings be others."""

    @contextmanager
    def plant(monkeypatch: pytest.MonkeyPatch, _: Path) -> Iterator[None]:
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)
        yield

    return plant


def patched(place: Any, name: str, value: Any) -> Plant:
    """Have something in the code be something else."""

    @contextmanager
    def plant(monkeypatch: pytest.MonkeyPatch, _: Path) -> Iterator[None]:
        monkeypatch.setattr(place, name, value)
        yield

    return plant


def written(name: str, text: str) -> Plant:
    """Have a file in the code."""

    @contextmanager
    def plant(monkeypatch: pytest.MonkeyPatch, root: Path) -> Iterator[None]:
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
        monkeypatch.setattr(code, "ROOT", root)
        yield

    return plant


@contextmanager
def column_undeclared(monkeypatch: pytest.MonkeyPatch, _: Path) -> Iterator[None]:
    monkeypatch.delitem(PERSONAL["accounts.User"], "phone")
    yield


def bypasses(_: Any) -> None:
    """Stand for a role that no wall binds; tests/database/test_roles.py has real ones."""
    raise RoleError("Steward does not serve as a role that no wall binds.")


RULE = 'OPEN = "{row}.account_id = viewer.account_id OR u.is_superuser"'
PLANTS: dict[str, Plant] = {
    "a_field_shows_billing": patched(checks, "graphql_schema", with_output("tax_id")),
    "a_table_without_a_wall": as_owner("CREATE TABLE leak (account_id uuid)", "DROP TABLE leak"),
    "an_audit_that_can_be_edited": as_owner(
        "GRANT UPDATE ON audit_entry TO PUBLIC", "REVOKE UPDATE ON audit_entry FROM PUBLIC"
    ),
    "an_audit_without_a_chain": as_owner(
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_link", "ALTER TABLE audit_entry ENABLE TRIGGER audit_link"
    ),
    "a_role_that_no_wall_binds": patched(stored, "refuse_to_bypass", bypasses),
    "a_column_that_nobody_declared": column_undeclared,
    "an_import_of_a_socket": written("platform/accounts/tracking.py", "from urllib import request"),
    "an_opt_out_in_clear": as_owner(
        "INSERT INTO mail_optout VALUES (gen_random_uuid(), 'zoe@example.org', 'COMPANY_NEWS', now(), 'MAIL')",
        "DELETE FROM mail_optout WHERE digest = 'zoe@example.org'",
    ),
    "news_that_cannot_be_ended": patched(outbox, "headers", lambda address: {}),
    "a_token_that_reads_untold": patched(objects.disclosures, "mark", lambda *_: []),
    "a_register_that_can_be_edited": as_owner(
        "GRANT UPDATE ON audit_disclosure TO PUBLIC", "REVOKE UPDATE ON audit_disclosure FROM PUBLIC"
    ),
    "a_mail_that_names_a_card": written("platform/accounts/templates/mail/bill_message.txt", "{{ card.last4 }}"),
    "another_who_asks_stripe": written("graph/paying.py", "import stripe"),
    "an_admin_site": set_to(INSTALLED_APPS=[*settings.INSTALLED_APPS, checks.ADMIN]),
    "a_rule_for_superusers": written("permissions/staff.py", RULE),
    "a_view_for_staff": written("platform/config/pages/staff.py", "def see(user): return user.is_staff"),
    "an_agent_among_customers": patched(helping, "OF_TWO_KINDS", "SELECT 1"),
    "a_read_of_support_untold": patched(objects.ledger, "noted", lambda built, *_: built),
    "a_read_of_support_without_consent": patched(
        viewer, "FOUND", FOUND | {Kind.SUPPORT: replace(FOUND[Kind.SUPPORT], source="accounts_user u", before="")}
    ),
    "support_for_days": patched(helping, "TOO_LONG", "SELECT 1"),
    "a_cookie_for_scripts": set_to(SESSION_COOKIE_HTTPONLY=False),
    "a_cookie_for_other_sites": set_to(SESSION_COOKIE_SAMESITE="None"),
    "a_cookie_of_a_domain": set_to(SESSION_COOKIE_DOMAIN="example.org"),
    "a_cookie_over_plain_http": set_to(HTTPS=True, SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=1),
    "a_cookie_that_is_not_sealed": patched(checks, "seal", lambda text, purpose: text),
    "a_session_that_lasts": set_to(SESSION_EXPIRE_AT_BROWSER_CLOSE=False),
    "plain_http": set_to(HTTPS=True, SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-steward_session"),
    "a_public_database": patched(stored, "LISTENS", "SELECT '*'"),
    "a_short_key": set_to(SECRET_KEY="short"),
    "nights_that_were_missed": patched(stored, "MISSED", "SELECT now() - interval '3 days'"),
}


def broken() -> set[str]:
    return {proof.promise.name for proof in prove() if proof.verdict is Verdict.BROKEN}


def test_nothing_is_broken_as_it_is() -> None:
    assert {proof.promise.name: proof.faults for proof in prove() if proof.faults} == {}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found_under_its_number(leak: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with PLANTS[leak](monkeypatch, tmp_path):
        assert broken() == set(LEAKS[leak].split())


def test_the_command_prints_a_table_and_fails_if_one_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run()
    assert all(f"\nP{number} " in f"\n{said}" for number in range(1, 32))
    assert " broken" not in said
    told = json.loads(run(json=True))
    assert told["P13"]["verdict"] == "kept"
    assert told["P4"]["verdict"] == "tested"
    unbuilt = {promise.name: promise.missing for promise in PROMISES if promise.missing}
    assert {name: said["missing"] for name, said in told.items() if said["verdict"] == "not yet"} == unbuilt
    monkeypatch.setattr(settings, "SESSION_COOKIE_HTTPONLY", False)
    output = StringIO()
    with pytest.raises(CommandError, match="Broken: P20, P23"):
        call_command("privacy-proof", stdout=output)
    assert "Broken: Scripts can read the session cookie: it is not HttpOnly." in output.getvalue()


def test_everybody_can_read_it(server: str) -> None:
    page = httpx.get(f"{server}/privacy", timeout=30)
    assert page.status_code == 200
    assert all(f'id="P{number}"' in page.text for number in range(1, 32))
    unbuilt = [promise.missing for promise in PROMISES if promise.missing]
    assert all(f"Not there yet: {missing}." in page.text for missing in unbuilt)
    assert not page.cookies


def test_what_is_broken_is_told_to_everybody_and_how_to_the_operator_alone(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SESSION_COOKIE_HTTPONLY", False)
    page = httpx.get(f"{server}/privacy", timeout=30).text
    assert page.count("<strong>Broken.</strong>") == 2
    assert "HttpOnly." not in page


def test_who_is_signed_in_is_told_to_nobody_else(server: str, api: Api) -> None:
    [ada] = worlds.people("ada")
    assert ada.username in api(ada).get("/privacy").text
    assert ada.username not in httpx.get(f"{server}/privacy", timeout=30).text


def run(**options: Any) -> str:
    output = StringIO()
    call_command("privacy-proof", stdout=output, **options)
    return output.getvalue()

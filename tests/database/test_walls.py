"""Does the database itself keep accounts apart, whatever a statement forgets?"""

from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connections, transaction
from uuid_utils.compat import uuid7

import worlds
from accounts.models import Membership, Team
from activities.models import Note
from contacts.models import Address, Company, Contact, ContactTag, Email, Phone, Tag
from contacts.values import AddressValue, EmailValue, PhoneValue
from database.context import SETTING, account_context
from database.roles import CLOSED

# Tables with an account that stand before the wall, since they are read before anyone is known. Sessions have none.
BEFORE_THE_WALL = {
    "accounts_user": "a person is looked up by user name or e-mail to sign in",
    "tokens_personaltoken": "a token is looked up by its SHA-256",
    "billing_customer": "the processor's webhooks name the customer alone; the row is two opaque ids",
    "permissions_opencase": "an agent looks for cases in all accounts; the row is two keys and a moment",
    "permissions_supportaccess": "what an agent may read is looked up by its key; the row is keys and a moment",
    "tokens_application": "an application is looked up by its client id; the operator's own have no account",
}
# Indexes that do not lead with the account.
ACROSS_ACCOUNTS = {
    "accounts_team_group_id_key": "Django's own for a one-to-one; a group is a team's alone, its number says nothing",
}


def catalogue(sql: str) -> list[tuple[Any, ...]]:
    """Return rows of PostgreSQL's own tables, as the role that owns ours."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def with_account() -> set[str]:
    """Return the tables that have an account."""
    found = catalogue("""
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'account_id' AND a.attnum > 0 AND c.relkind IN ('r', 'p')""")
    return {table for (table,) in found}


def walled() -> set[str]:
    """Return the tables that must be behind the wall."""
    assert set(BEFORE_THE_WALL) < with_account()
    return with_account() - set(BEFORE_THE_WALL)


def test_every_table_with_an_account_is_behind_the_wall() -> None:
    walls = catalogue("""
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polpermissive, p.polcmd::text, p.polroles = '{0}',
               pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity OR p.oid IS NOT NULL""")
    # One policy for every command and role; what may be seen is what may be written.
    current = f"( SELECT (NULLIF(current_setting('{SETTING}'::text, true), ''::text))::uuid AS \"nullif\")"
    condition = f"(account_id = {current})"
    assert sorted(walls) == [(table, True, True, True, "*", True, condition, None) for table in sorted(walled())]


def test_all_data_has_an_account() -> None:
    data = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in ("contacts", "activities", "audit", "permissions") and model._meta.managed
    } - {*BEFORE_THE_WALL, *CLOSED}
    assert data < walled()
    of_no_owner = {"accounts_invitation", "accounts_team", "accounts_membership", "billing_subscription"}
    of_no_owner |= {"mail_maillogentry"}
    assert of_no_owner | data | {"erasure_erasure", "exports_archive", "exports_archiveimport"} == walled()


def test_every_reference_between_walled_tables_carries_the_account() -> None:
    references = catalogue("""
        SELECT conrelid::regclass::text, confrelid::regclass::text,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, o)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = k.n ORDER BY k.o),
               ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, o)
                     JOIN pg_attribute ON attrelid = confrelid AND attnum = k.n ORDER BY k.o)
        FROM pg_constraint WHERE contype = 'f'""")
    between = [row for row in references if row[0] in walled() and row[1] in with_account()]
    assert [row for row in between if row[2][:1] != ["account_id"] or row[3][:1] != ["account_id"]] == []
    declared = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is not None
        and model._meta.db_table in walled()
        and field.related_model._meta.db_table in with_account()
    }
    assert len(declared) > 30
    assert declared <= {(table, columns[1]) for table, _, columns, _ in between}


def test_every_index_of_a_walled_table_leads_with_the_account() -> None:
    indexes = catalogue("""
        SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname
        FROM pg_index i LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE NOT i.indisprimary""")
    of_walled = {name: column for table, name, column in indexes if table in walled()}
    assert len(of_walled) > 30
    assert {name for name, column in of_walled.items() if column != "account_id"} == set(ACROSS_ACCOUNTS)


RECORDS = [Contact, Company, Tag, Note, Email, Phone, Address, ContactTag, Team, Membership]


@pytest.fixture(scope="module")
def offices() -> list[dict[type, Any]]:
    """Two accounts, each with one row of everything."""
    made = []
    for _ in range(2):
        [ada] = worlds.people("ada")
        tag, company = worlds.tag(ada), worlds.company(ada)
        contact = worlds.contact(
            ada,
            company=company,
            tags=[tag],
            emails=(EmailValue(address="a@example.org"),),
            phones=(PhoneValue(number="020 7946 0018"),),
            addresses=(AddressValue(city="Oslo"),),
        )
        worlds.note(ada, contact)
        worlds.team(ada)
        with worlds.within(ada):
            made.append({type(ada): ada} | {model: model._default_manager.get() for model in RECORDS})
    return made


@pytest.mark.parametrize("model", RECORDS)
def test_without_an_account_nothing_is_there(offices: list[dict[type, Any]], model: Any) -> None:
    row = offices[0][model]
    before = worlds.rows(row)
    assert list(model.objects.all()) == []
    assert model.objects.filter(pk=row.pk).update(account_id=row.account_id) == 0
    assert model.objects.filter(pk=row.pk)._raw_delete("default") == 0
    refuses(model, row, psycopg.errors.InsufficientPrivilege)
    assert worlds.changed(before, row) == set()
    with account_context(row.account_id):
        assert list(model.objects.all()) == [row]


@pytest.mark.parametrize("model", RECORDS)
def test_another_accounts_rows_are_not_there(offices: list[dict[type, Any]], model: Any) -> None:
    ours, theirs = (office[model] for office in offices)
    before = worlds.rows(ours, theirs)
    with account_context(ours.account_id):
        assert list(model.objects.all()) == [ours]
        assert model.objects.filter(pk=theirs.pk).update(account_id=ours.account_id) == 0
        assert model.objects.filter(pk=theirs.pk)._raw_delete("default") == 0
        refuses(model, theirs, psycopg.errors.InsufficientPrivilege)
    with pytest.raises(ProgrammingError, match="row-level security"), account_context(ours.account_id):
        model.objects.filter(pk=ours.pk).update(account_id=theirs.account_id)
    assert worlds.changed(before, ours, theirs) == set()


def refuses(model: Any, row: Any, reason: type[Exception]) -> None:
    """Assert that the database refuses a copy of the row."""
    columns = [field.attname for field in model._meta.concrete_fields if not field.generated]
    copy = model(**{column: getattr(row, column) for column in columns} | {"id": uuid7()})
    with pytest.raises((ProgrammingError, IntegrityError)) as refusal, transaction.atomic():
        model.objects.bulk_create([copy])
    assert isinstance(refusal.value.__cause__, reason), refusal.value


REFERENCES = [
    (Contact, "company"), (Contact, "owner"), (Contact, "created_by"), (Contact, "updated_by"),
    (Company, "owner"), (Tag, "owner"), (Note, "owner"), (Note, "contact"), (Team, "owner"),
    (Email, "contact"), (Phone, "contact"), (Address, "contact"),
    (ContactTag, "contact"), (ContactTag, "tag"), (Membership, "user"), (Membership, "group"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "field"), REFERENCES)
def test_a_reference_does_not_leave_its_account(offices: list[dict[type, Any]], model: Any, field: str) -> None:
    ours, theirs = (office[model] for office in offices)
    before = worlds.rows(ours, theirs)
    to = getattr(theirs, model._meta.get_field(field).attname)
    with pytest.raises(IntegrityError) as refusal, account_context(ours.account_id):
        model.objects.filter(pk=ours.pk).update(**{field: to})
    assert isinstance(refusal.value.__cause__, psycopg.errors.ForeignKeyViolation)
    assert worlds.changed(before, ours, theirs) == set()
    with account_context(ours.account_id):
        own = getattr(ours, model._meta.get_field(field).attname)
        assert model.objects.filter(pk=ours.pk).update(**{field: own}) == 1


@pytest.mark.parametrize("ends", ["committed", "rolled back"])
def test_the_account_is_gone_after_its_transaction(offices: list[dict[type, Any]], ends: str) -> None:
    contact = offices[0][Contact]
    with transaction.atomic():
        with suppress(ZeroDivisionError), account_context(contact.account_id):
            assert Contact.objects.count() == 1
            if ends == "rolled back":
                raise ZeroDivisionError
        assert Contact.objects.count() == 0
    assert Contact.objects.count() == 0


def test_accounts_are_not_nested(offices: list[dict[type, Any]]) -> None:
    ours, theirs = (office[Contact] for office in offices)
    with account_context(ours.account_id):
        for account_id in (theirs.account_id, ours.account_id):
            with pytest.raises(RuntimeError, match="open already"), account_context(account_id):
                pass
        assert list(Contact.objects.all()) == [ours]
    with account_context(theirs.account_id):
        assert list(Contact.objects.all()) == [theirs]

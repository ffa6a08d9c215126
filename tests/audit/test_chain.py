"""Is nothing of what was done ever changed, or gone? The database refuses it to the app; all else is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, connections, transaction

import worlds
from audit import chain
from audit.models import Detail, Entry, Link
from audit.origin import Origin, coming_from
from audit.recording import forget, record
from database.context import SETTING, account_context

SECRET = "Her grandmother's maiden name"
TABLES = ("audit_entry", "audit_detail", "audit_link")


@pytest.fixture
def account() -> UUID:
    """The account of a chain of four links, two of them of one transaction; entries with all that one can have."""
    account_id: UUID = worlds.account().pk
    with coming_from(Origin(address="192.0.2.1", credential="PERSONAL_TOKEN", credential_id=uuid4())):
        do(account_id, "contact:create", after={"notes": "none"})
        do(account_id, "contact:update", "contact:update", before={"notes": "none"}, after={"notes": SECRET})
    do(account_id, "contact:delete")
    return account_id


def do(account_id: UUID, *actions: str, **said: Any) -> None:
    """Have several things be done to a record, in one transaction."""
    with account_context(account_id):
        for action in actions:
            record(action, uuid4(), actor_id=uuid4(), **said)


@contextmanager
def as_owner(account_id: UUID) -> Iterator[Any]:
    """Whoever owns the tables, within an account."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(account_id)])
        yield cursor


def test_each_entry_has_its_place_in_the_chain_of_its_account(account: UUID) -> None:
    with account_context(account):
        links = list(Link.objects.order_by("sequence"))
        entries = list(Entry.objects.order_by("id"))
    assert [link.sequence for link in links] == [1, 2, 3, 4]
    assert [link.id for link in links] == [entry.id for entry in entries]
    assert [bytes(link.previous) for link in links[1:]] == [bytes(link.hash) for link in links[:-1]]
    assert chain.faults(account) == []
    assert chain.head(account) == chain.Head(4, bytes(links[-1].hash))
    assert chain.head(worlds.account().pk) is None


def test_what_is_not_done_is_in_no_chain(account: UUID) -> None:
    with account_context(account):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("contact:delete", uuid4(), actor_id=None)
            raise ZeroDivisionError
        record("contact:create", uuid4(), actor_id=None)
    with pytest.raises(ZeroDivisionError), account_context(account):
        record("contact:delete", uuid4(), actor_id=None)
        raise ZeroDivisionError
    head = chain.head(account)
    assert head is not None
    assert (head.sequence, chain.faults(account)) == (5, [])


def test_many_who_write_at_once_make_one_chain(account: UUID) -> None:
    def write() -> None:
        for _ in range(10):
            do(account, "contact:update", "contact:update")
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    head = chain.head(account)
    assert head is not None
    assert (head.sequence, chain.faults(account)) == (84, [])


def test_what_changed_is_beside_the_entry_and_what_is_the_same_is_not(account: UUID) -> None:
    before, after = {"name": "Ann", "born": None, "tags": []}, {"name": "Anne", "born": None, "tags": ["b"]}
    do(account, "contact:update", before=before, after=after)
    do(account, "contact:update", before=before, after=before)
    with account_context(account):
        detail = Detail.objects.order_by("id").last()
        assert detail is not None
        assert detail.text == '{"before": {"name": "Ann", "tags": []}, "after": {"name": "Anne", "tags": ["b"]}}'
        assert Entry.objects.order_by("id").last().changes_seal is None  # type: ignore[union-attr]  # there is one


REFUSED = [
    *(f"DELETE FROM {table}" for table in TABLES),
    *(f"TRUNCATE {table} CASCADE" for table in TABLES),
    *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
    *(f"DROP TABLE {table} CASCADE" for table in TABLES),
    "UPDATE audit_entry SET action = 'contact:view'",
    "UPDATE audit_detail SET text = '{}'",
    "UPDATE audit_link SET hash = previous",
    "INSERT INTO audit_link SELECT gen_random_uuid(), account_id, sequence + 10, previous, hash FROM audit_link",
    "SET session_replication_role = replica",
    "DROP FUNCTION audit_link() CASCADE",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_app_can_only_add(account: UUID, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), account_context(account):
        connection.cursor().execute(statement)
    assert chain.faults(account) == []
    do(account, "contact:create")
    assert chain.head(account).sequence == 5  # type: ignore[union-attr]  # there is one


def test_when_it_was_is_the_databases_word(account: UUID) -> None:
    with account_context(account):
        connection.cursor().execute(
            "INSERT INTO audit_entry (id, action, at) VALUES (gen_random_uuid(), 'contact:view', '2001-01-01')"
        )
        assert not Entry.objects.filter(at__year=2001).exists()


NEW = "INSERT INTO audit_entry (id, action, at) VALUES (gen_random_uuid(), 'contact:view', now())"
MORE = """INSERT INTO audit_detail (id, account_id, entry_id, kind, subject_id, salt, text)
SELECT gen_random_uuid(), account_id, id, 'CHANGES', id, '', '{}' FROM audit_entry WHERE changes_seal IS NULL"""
THIRD = "(SELECT id FROM audit_link WHERE sequence = 3)"
ALTERED: dict[str, tuple[str, str]] = {
    **{
        f"one bit of {column}": (f"UPDATE audit_entry SET {column} = {value} WHERE id = {THIRD}", "link 3, was altered")
        for column, value in {
            "action": "overlay(action placing chr(ascii(action) # 1) from 1)",
            "at": "at + interval '1 microsecond'",
            "record_id": "encode(set_bit(uuid_send(record_id), 0, 1 - get_bit(uuid_send(record_id), 0)), 'hex')::uuid",
            "user_id": "NULL",
            "credential": "'SESSION'",
            "credential_id": "NULL",
            "changes_seal": "set_bit(changes_seal, 0, 1 - get_bit(changes_seal, 0))",
            "origin_seal": "set_bit(origin_seal, 255, 1 - get_bit(origin_seal, 255))",
        }.items()
    },
    "a link": ("UPDATE audit_link SET hash = set_bit(hash, 7, 1 - get_bit(hash, 7)) WHERE sequence = 3", "link 3, was"),
    "what a link follows": ("UPDATE audit_link SET previous = hash WHERE sequence = 3", "Link 3 does not follow"),
    "a removed link": ("DELETE FROM audit_link WHERE sequence = 2", "Links 2 to 2 are missing"),
    "a removed detail": (f"DELETE FROM audit_detail WHERE entry_id = {THIRD}", "CHANGES was removed"),
    "an altered detail": ("UPDATE audit_detail SET text = replace(text, 'none', 'some')", "CHANGES was altered"),
    "another salt": ("UPDATE audit_detail SET salt = sha256(salt)", "ORIGIN was altered"),
    "a detail more": (MORE, "no entry has a seal of"),
    "a removed entry": (
        f"DELETE FROM audit_detail WHERE entry_id = {THIRD}; DELETE FROM audit_entry WHERE id = {THIRD}",
        "Link 3 has no entry",
    ),
    "a forged entry": (
        f"ALTER TABLE audit_entry DISABLE TRIGGER audit_link; {NEW}; ALTER TABLE audit_entry ENABLE TRIGGER audit_link",
        "is in no chain",
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_who_owns_the_database_alters_nothing_unseen(account: UUID, how: str) -> None:
    statement, said = ALTERED[how]
    other = worlds.account().pk
    do(other, "contact:create")
    assert chain.faults(account) == []
    with as_owner(account) as cursor:
        cursor.execute(statement)
    assert any(said in fault for fault in chain.faults(account)), chain.faults(account)
    assert chain.faults(other) == []


def test_a_chain_that_is_written_anew_or_cut_is_told_by_a_head_that_was_kept_elsewhere(account: UUID) -> None:
    kept = chain.head(account)
    assert kept is not None
    do(account, "contact:create")
    assert chain.faults(account, [kept]) == []
    with as_owner(account) as cursor:
        cursor.execute("DELETE FROM audit_detail; DELETE FROM audit_link; DELETE FROM audit_entry")
    assert chain.faults(account) == []
    assert chain.faults(account, [kept]) == ["The chain ends before link 4, which there was."]
    do(account, *["contact:update"] * 4)
    assert chain.faults(account) == []
    assert chain.faults(account, [kept]) == ["The chain was written anew up to link 4, or before."]


def test_what_is_told_of_a_record_goes_with_it_and_the_chain_stays_whole(account: UUID) -> None:
    one, other, ada = uuid4(), uuid4(), uuid4()
    with account_context(account):
        for record_id in (one, other):
            record("contact:create", record_id, actor_id=ada, after={"notes": SECRET})
    with account_context(account):
        forget(one)
    assert len(chain.faults(account)) == 1
    with account_context(account):
        record("contact:delete", one, actor_id=ada)
        assert not Detail.objects.filter(subject_id=one).exists()
        assert Detail.objects.filter(subject_id=other).exists()
    assert chain.faults(account) == []


def test_nobody_forgets_what_is_another_accounts(account: UUID) -> None:
    with account_context(account):
        [subject] = set(Detail.objects.values_list("subject_id", flat=True)[:1])
    with account_context(worlds.account().pk):
        forget(subject)
    assert chain.faults(account) == []


def test_no_fault_repeats_what_was_said(account: UUID) -> None:
    with as_owner(account) as cursor:
        cursor.execute("UPDATE audit_detail SET text = text || ' '")
    assert chain.faults(account) != []
    assert not any(SECRET in fault for fault in chain.faults(account))

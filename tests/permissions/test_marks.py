"""Is every record marked that has grants? Who is not the owner does not see one that should be and is not."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections
from guardian.shortcuts import assign_perm
from uuid_utils.compat import uuid7

import worlds
from accounts.models import Team, User
from contacts.models import Company, Contact, Tag
from permissions.levels import Level, permission_ids
from permissions.predicates import GRANTS

MAKERS: dict[type, Any] = {
    Company: worlds.company,
    Contact: worlds.contact,
    Tag: lambda owner: worlds.tag(owner, str(uuid7())),  # nobody has two of a name
}
UNMARKED, USERS, TEAMS = (False, False), (True, False), (False, True)


def marks(record: Any) -> tuple[bool, bool]:
    """Return whether a record is marked as having grants to users, and to teams."""
    with worlds.within(User.objects.get(pk=record.owner_id)):
        record.refresh_from_db()
    return record.has_user_grants, record.has_team_grants


def by_sharing(record: Any, principal: User | Team, owner: User) -> None:
    worlds.grant(record, principal, Level.VIEW)


def by_guardian(record: Any, principal: User | Team, owner: User) -> None:
    with worlds.within(owner):
        identity = principal if isinstance(principal, User) else principal.group
        assign_perm(Level.VIEW.codename(type(record)), identity, record)


def by_bulk_load(record: Any, principal: User | Team, owner: User) -> None:
    grant = GRANTS[type(record)][isinstance(principal, Team)]
    column = {"user": principal} if isinstance(principal, User) else {"group": principal.group}
    permission = permission_ids()[Level.VIEW.codename(type(record))]
    with worlds.within(owner):
        grant.objects.bulk_create([grant(content_object=record, permission_id=permission, **column)])


def by_moving_a_grant(record: Any, principal: User | Team, owner: User) -> None:
    other = MAKERS[type(record)](owner)
    worlds.grant(other, principal, Level.VIEW)
    grant = GRANTS[type(record)][isinstance(principal, Team)]
    with worlds.within(owner):
        assert grant.objects.filter(content_object=other).update(content_object=record) == 1


@pytest.mark.parametrize("model", MAKERS)
@pytest.mark.parametrize("way", [by_sharing, by_guardian, by_bulk_load, by_moving_a_grant])
def test_a_grant_marks_its_record_however_it_is_written(model: type, way: Any) -> None:
    ada, ben = worlds.people("ada", "ben")
    team = worlds.team(ada, ben)
    shared, with_team, neighbour = (MAKERS[model](ada) for _ in range(3))
    assert [marks(record) for record in (shared, with_team, neighbour)] == [UNMARKED] * 3
    way(shared, ben, ada)
    way(with_team, team, ada)
    assert [marks(record) for record in (shared, with_team, neighbour)] == [USERS, TEAMS, UNMARKED]


@pytest.mark.parametrize("model", MAKERS)
def test_a_mark_stays_and_gives_no_right(api: Any, model: type) -> None:
    ada, ben = worlds.people("ada", "ben")
    record = MAKERS[model](ada)
    query = f'{{ node(id: "{worlds.id_of(record)}") {{ id }} }}'
    worlds.grant(record, ben, Level.VIEW)
    assert api(ben).data(query) == {"node": {"id": worlds.id_of(record)}}
    worlds.take_back(record, ben)
    assert marks(record) == USERS
    assert api(ben).data(query) == {"node": None}


def test_a_mark_is_not_a_change_of_the_record() -> None:
    [ada, ben] = worlds.people("ada", "ben")
    record = worlds.contact(ada)
    worlds.grant(record, ben, Level.VIEW)
    before = record.version, record.updated_at, record.updated_by_id
    marks(record)
    assert (record.version, record.updated_at, record.updated_by_id) == before


def test_every_table_of_grants_marks() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal")
        found = {table for (table,) in cursor.fetchall()}
    found -= {"procrastinate_jobs", "audit_entry"}  # the library's own, and those of the chain
    assert found == {grant._meta.db_table for pair in GRANTS.values() for grant in pair}


def test_grants_older_than_the_marks_are_marked_by_the_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("permissions.migrations.0003_mark_what_was_granted")
    monkeypatch.setattr(migration, "ROWS_AT_ONCE", 2)
    [ada, ben], [cleo, dora] = worlds.people("ada", "ben"), worlds.people("cleo", "dora")
    made = [(owner, MAKERS[model](owner)) for owner in (ada, cleo) for model in MAKERS for _ in range(3)]
    granted = [record for _, record in made[::2]]
    teams = {ada: worlds.team(ada, ben), cleo: worlds.team(cleo, dora)}
    users = {ada: ben, cleo: dora}
    for owner, record in made[::2]:
        worlds.grant(record, users[owner], Level.VIEW)
        worlds.grant(record, teams[owner], Level.VIEW)
    for owner, record in made:
        with worlds.within(owner):
            type(record).objects.filter(pk=record.pk).update(has_user_grants=False, has_team_grants=False)
    for _ in range(2):  # it may be run again
        with connections["owner"].schema_editor(atomic=False) as editor:
            migration.mark(apps, editor)
        assert {marks(record) for record in granted} == {(True, True)}
        assert {marks(record) for _, record in made[1::2]} == {UNMARKED}


def test_a_grant_that_is_refused_marks_nothing() -> None:
    [ada, ben], [cleo] = worlds.people("ada", "ben"), worlds.people("cleo")
    ours, theirs = worlds.contact(ada), worlds.contact(cleo)
    grant = GRANTS[type(ours)][0]._meta.db_table
    permission = permission_ids()[Level.VIEW.codename(type(ours))]

    def insert(record: Any) -> None:
        sql = f"INSERT INTO {grant} (id, user_id, permission_id, content_object_id) VALUES (%s, %s, %s, %s)"
        with worlds.within(ada), connection.cursor() as cursor:
            cursor.execute(sql, [uuid7(), ben.pk, permission, record.pk])

    with pytest.raises(IntegrityError):
        insert(theirs)
    assert (marks(theirs), marks(ours)) == (UNMARKED, UNMARKED)
    insert(ours)
    assert (marks(theirs), marks(ours)) == (UNMARKED, USERS)

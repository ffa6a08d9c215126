"""Who gave whom what? What the matrix does not have: levels changing, to whom, and that guardian says the same."""

from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection
from guardian.core import ObjectPermissionChecker
from uuid_utils.compat import uuid7

import worlds
from accounts.models import Team, User
from api import Api
from contacts.models import Company, Contact, Tag
from graph import ids
from permissions.levels import Level, permission_ids
from permissions.predicates import GRANTS
from worlds import id_of

SHARE = """mutation($record: ID!, $user: ID, $team: ID, $level: GrantLevel!) {
  shareRecord(input: {recordId: $record, userId: $user, teamId: $team, level: $level}) { userErrors { code field } }
}"""
UNSHARE = """mutation($record: ID!, $user: ID, $team: ID) {
  unshareRecord(input: {recordId: $record, userId: $user, teamId: $team}) { userErrors { code field } }
}"""
SHARED_WITH = """query($id: ID!) { node(id: $id) { ... on Record {
  sharedWith { level user { id } team { id } } access { view edit manage }
} } }"""
NOTHING = (False, False, False)
RIGHTS = {Level.VIEW: (True, False, False), Level.EDIT: (True, True, False), Level.MANAGE: (True, True, True)}
MAKERS = {Contact: worlds.contact, Company: worlds.company, Tag: worlds.tag}


def said_by_api(client: Any, record: Any) -> tuple[bool, ...]:
    """Return view, edit, manage as the API says it."""
    node = client.data(
        "query($id: ID!) { node(id: $id) { ... on Record { access { view edit manage } } } }", id=id_of(record)
    )["node"]
    return tuple(node["access"].values()) if node else NOTHING


def said_by_guardian(principal: Any, record: Any, within: User) -> tuple[bool, ...]:
    """Return view, edit, manage as guardian says it, of a user (with their groups) or a group."""
    with worlds.within(within):
        checker = ObjectPermissionChecker(principal)
        return tuple(checker.has_perm(level.codename(type(record)), record) for level in Level)


@pytest.mark.parametrize("model", MAKERS)
def test_a_grant_is_exactly_its_level_and_guardian_says_the_same(api: Api, model: type) -> None:
    ada, ben = worlds.people("ada", "ben")
    record, as_ada, as_ben = MAKERS[model](ada), api(ada), api(ben)
    assert said_by_api(as_ben, record) == said_by_guardian(ben, record, ada) == NOTHING
    for level in (Level.VIEW, Level.MANAGE, Level.EDIT, Level.VIEW, Level.VIEW, Level.EDIT):
        assert as_ada.refusals(SHARE, record=id_of(record), user=id_of(ben), level=level.name) == []
        assert said_by_api(as_ben, record) == said_by_guardian(ben, record, ada) == RIGHTS[level]
    assert as_ada.refusals(UNSHARE, record=id_of(record), user=id_of(ben)) == []
    assert said_by_api(as_ben, record) == said_by_guardian(ben, record, ada) == NOTHING


@pytest.mark.parametrize("model", MAKERS)
def test_a_team_has_exactly_its_level_and_guardian_says_the_same(api: Api, model: type) -> None:
    ada, ben = worlds.people("ada", "ben")
    team = worlds.team(ada, ben)
    record, as_ada, as_ben = MAKERS[model](ada), api(ada), api(ben)
    for level in (Level.MANAGE, Level.VIEW, Level.EDIT):
        assert as_ada.refusals(SHARE, record=id_of(record), team=id_of(team), level=level.name) == []
        for principal in (ben, team.group):
            assert said_by_guardian(principal, record, ada) == said_by_api(as_ben, record) == RIGHTS[level]
    assert as_ada.refusals(UNSHARE, record=id_of(record), team=id_of(team)) == []
    for principal in (ben, team.group):
        assert said_by_guardian(principal, record, ada) == said_by_api(as_ben, record) == NOTHING


def test_a_lower_level_takes_the_rest_back(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    record, as_ada, as_ben = worlds.contact(ada), api(ada), api(ben)
    rename = 'mutation($id: ID!) { updateContact(input: {id: $id, nickname: "B"}) { userErrors { code field } } }'
    assert as_ada.refusals(SHARE, record=id_of(record), user=id_of(ben), level="EDIT") == []
    assert as_ben.refusals(rename, id=id_of(record)) == []
    assert as_ada.refusals(SHARE, record=id_of(record), user=id_of(ben), level="VIEW") == []
    before = worlds.rows(ada)
    assert as_ben.refusals(rename, id=id_of(record)) == [("NOT_FOUND", "id")]
    assert worlds.changed(before, ada) == set()


def test_what_a_person_and_a_team_have_adds_up(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    team, record = worlds.team(ada, ben), worlds.contact(ada)
    worlds.grant(record, ben, Level.VIEW)
    worlds.grant(record, team, Level.EDIT)
    assert said_by_api(api(ben), record) == RIGHTS[Level.EDIT]
    assert api(ada).refusals(UNSHARE, record=id_of(record), team=id_of(team)) == []
    assert said_by_api(api(ben), record) == RIGHTS[Level.VIEW]


@pytest.mark.parametrize("level", Level)
def test_the_owner_needs_no_grant_and_keeps_everything(api: Api, level: Level) -> None:
    ada, ben = worlds.people("ada", "ben")
    record = worlds.contact(ada)
    worlds.grant(record, ben, Level.MANAGE)
    before = worlds.rows(ada)
    for person in (ada, ben):
        assert api(person).refusals(SHARE, record=id_of(record), user=id_of(ada), level=level.name) == [
            ("OWNER", "userId")
        ]
        assert api(person).refusals(UNSHARE, record=id_of(record), user=id_of(ada)) == []
    assert worlds.changed(before, ada) == set()
    assert said_by_api(api(ada), record) == RIGHTS[Level.MANAGE]


def test_people_and_teams_of_other_accounts_are_not_found(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    [cleo] = worlds.people("cleo")
    gone = worlds.user(ada.account, "dora", is_active=False)
    record, as_ada = worlds.contact(ada), api(ada)
    teams = {"theirs": worlds.team(cleo), "ours": worlds.team(ada, ben)}
    before = worlds.rows(ada, cleo)
    for user in (id_of(cleo), id_of(gone), ids.encode(User, uuid7())):
        assert as_ada.refusals(SHARE, record=id_of(record), user=user, level="VIEW") == [("NOT_FOUND", "userId")]
    for team in (id_of(teams["theirs"]), ids.encode(Team, uuid7())):
        assert as_ada.refusals(SHARE, record=id_of(record), team=team, level="VIEW") == [("NOT_FOUND", "teamId")]
        assert as_ada.refusals(UNSHARE, record=id_of(record), team=team) == [("NOT_FOUND", "teamId")]
    assert worlds.changed(before, ada, cleo) == set()
    assert as_ada.refusals(SHARE, record=id_of(record), user=id_of(ben), level="VIEW") == []
    assert as_ada.refusals(SHARE, record=id_of(record), team=id_of(teams["ours"]), level="VIEW") == []
    grants = {"permissions_contactusergrant", "permissions_contactteamgrant"}
    assert worlds.changed(before, ada, cleo) == grants | {"contacts_contact"}  # its marks


def test_a_grant_is_taken_back_from_who_has_been_deactivated(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    record = worlds.contact(ada)
    worlds.grant(record, ben, Level.VIEW)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert api(ada).refusals(UNSHARE, record=id_of(record), user=id_of(ben)) == []
    assert said_by_guardian(ben, record, ada) == NOTHING


def test_sharing_takes_one_user_or_one_team(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    team, record, as_ada = worlds.team(ada, ben), worlds.contact(ada), api(ada)
    before = worlds.rows(ada)
    for principals in ({}, {"user": id_of(ben), "team": id_of(team)}):
        assert as_ada.refusals(SHARE, record=id_of(record), level="VIEW", **principals) == [("INVALID", None)]
        assert as_ada.refusals(UNSHARE, record=id_of(record), **principals) == [("INVALID", None)]
    assert as_ada.refusals(SHARE, record=id_of(record), level="VIEW", user=id_of(team)) == [("INVALID", "userId")]
    assert as_ada.refusals(SHARE, record=id_of(record), level="VIEW", team=id_of(ben)) == [("INVALID", "teamId")]
    assert worlds.changed(before, ada) == set()
    assert as_ada.refusals(SHARE, record=id_of(record), level="VIEW", user=id_of(ben)) == []


def test_only_contacts_companies_and_tags_are_shared(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    note, team, as_ada = worlds.note(ada, worlds.contact(ada)), worlds.team(ada), api(ada)
    before = worlds.rows(ada)
    for record in (id_of(note), id_of(team), id_of(ada), id_of(ada.account), "con_1", ""):
        assert as_ada.refusals(SHARE, record=record, level="VIEW", user=id_of(ben)) == [("INVALID", "recordId")]
        assert as_ada.refusals(UNSHARE, record=record, user=id_of(ben)) == [("INVALID", "recordId")]
    assert worlds.changed(before, ada) == set()


def test_taking_back_what_nobody_has_changes_nothing(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    team, record = worlds.team(ada, ben), worlds.contact(ada)
    before = worlds.rows(ada)
    assert api(ada).refusals(UNSHARE, record=id_of(record), user=id_of(ben)) == []
    assert api(ada).refusals(UNSHARE, record=id_of(record), team=id_of(team)) == []
    assert worlds.changed(before, ada) == set()


def test_who_manages_may_share_on_and_give_up_their_own(api: Api) -> None:
    ada, ben, dora = worlds.people("ada", "ben", "dora")
    record, as_ben = worlds.contact(ada), api(ben)
    worlds.grant(record, ben, Level.MANAGE)
    assert as_ben.refusals(SHARE, record=id_of(record), user=id_of(dora), level="MANAGE") == []
    assert said_by_api(api(dora), record) == RIGHTS[Level.MANAGE]
    give_up = """mutation($record: ID!, $user: ID) {
      unshareRecord(input: {recordId: $record, userId: $user}) { record { id } userErrors { code } }
    }"""
    answer = as_ben.data(give_up, record=id_of(record), user=id_of(ben))
    assert answer == {"unshareRecord": {"record": None, "userErrors": []}}
    assert said_by_api(as_ben, record) == NOTHING
    assert said_by_api(api(ada), record) == said_by_api(api(dora), record) == RIGHTS[Level.MANAGE]


@pytest.mark.parametrize("kind", ["contact", "company", "tag", "note"])
def test_whom_it_is_shared_with_is_shown_to_those_who_manage(api: Api, kind: str) -> None:
    ada, ben, dora, eve = worlds.people("ada", "ben", "dora", "eve")
    team = worlds.team(ada)
    carrier = worlds.contact(ada) if kind == "note" else getattr(worlds, kind)(ada)
    record = worlds.note(ada, carrier) if kind == "note" else carrier
    for principal, level in ((ben, Level.VIEW), (dora, Level.EDIT), (eve, Level.MANAGE), (team, Level.EDIT)):
        worlds.grant(carrier, principal, level)
    shown = [
        {"level": "VIEW", "user": {"id": id_of(ben)}, "team": None},
        {"level": "EDIT", "user": {"id": id_of(dora)}, "team": None},
        {"level": "MANAGE", "user": {"id": id_of(eve)}, "team": None},
        {"level": "EDIT", "user": None, "team": {"id": id_of(team)}},
    ]
    for person, expected in ((ada, shown), (eve, shown), (dora, None), (ben, None)):
        assert api(person).data(SHARED_WITH, id=id_of(record))["node"]["sharedWith"] == expected


@pytest.mark.parametrize("model", MAKERS)
def test_a_grant_does_not_cross_accounts(model: type) -> None:
    ada, ben = worlds.people("ada", "ben")
    [cleo] = worlds.people("cleo")
    ours, theirs = (MAKERS[model](person) for person in (ada, cleo))
    our_team, their_team = worlds.team(ada), worlds.team(cleo)
    users, teams = (grant._meta.db_table for grant in GRANTS[model])
    permission = permission_ids()[Level.VIEW.codename(model)]

    def insert(table: str, principal: Any, record: Any, account: Any) -> None:
        column = "user_id" if table == users else "group_id"
        with worlds.within(ada), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (id, account_id, {column}, permission_id, content_object_id)"
                " VALUES (%s, %s, %s, %s, %s)",
                [uuid7(), account.pk, principal, permission, record.pk],
            )

    before = worlds.rows(ada, cleo)
    for table, our, their in ((users, ben.pk, cleo.pk), (teams, our_team.group_id, their_team.group_id)):
        for principal, record in ((their, ours), (our, theirs), (their, theirs)):
            with pytest.raises(IntegrityError) as refusal:
                insert(table, principal, record, ada.account)
            assert isinstance(refusal.value.__cause__, psycopg.errors.ForeignKeyViolation)
        with pytest.raises(ProgrammingError) as refusal:
            insert(table, their, theirs, cleo.account)
        assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)
        assert worlds.changed(before, ada, cleo) == set()
    insert(users, ben.pk, ours, ada.account)
    insert(teams, our_team.group_id, ours, ada.account)
    assert worlds.changed(before, ada, cleo) == {users, teams, model._meta.db_table}

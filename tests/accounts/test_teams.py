"""What can be done with teams? Made, joined and left, over the API; who may is in tests/permissions/test_matrix.py."""

import pytest
from uuid_utils.compat import uuid7

import worlds
from accounts.models import Team, User
from api import Api, Client
from graph import ids
from worlds import id_of

CREATE = """mutation($name: String!) {
  createTeam(input: {name: $name}) { team { id name owner { id } members { id } } userErrors { code field } }
}"""
ADD = """mutation($team: ID!, $user: ID!) {
  addTeamMember(input: {teamId: $team, userId: $user}) { userErrors { code field } }
}"""
REMOVE = """mutation($team: ID!, $user: ID!) {
  removeTeamMember(input: {teamId: $team, userId: $user}) { userErrors { code field } }
}"""


def members(client: Client, team: str) -> list[str]:
    node = client.data("query($id: ID!) { node(id: $id) { ... on Team { members { id } } } }", id=team)["node"]
    return sorted(member["id"] for member in node["members"])


def test_who_makes_a_team_owns_it_and_is_in_it(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    answer = api(ada).data(CREATE, name="  Sales ")["createTeam"]
    assert answer["userErrors"] == []
    me = {"id": id_of(ada)}
    assert answer["team"] | {"id": None} == {"id": None, "name": "Sales", "owner": me, "members": [me]}
    assert members(api(ben), answer["team"]["id"]) == [id_of(ada)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "INVALID"),
        ("  ", "INVALID"),
        ("x" * 201, "INVALID"),
        ("a\0b", "INVALID"),
        ("\ud800", "INVALID"),
        ("Sales", "TAKEN"),
        (" SALES ", "TAKEN"),
    ],
)
def test_a_team_needs_a_name_of_its_own(api: Api, name: str, code: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    [cleo] = worlds.people("cleo")
    assert api(ada).refusals(CREATE, name="Sales") == []
    before = worlds.rows(ada)
    answer = api(ben).data(CREATE, name=name)["createTeam"]
    assert answer == {"team": None, "userErrors": [{"code": code, "field": "name"}]}
    assert worlds.changed(before, ada) == set()
    assert api(ben).refusals(CREATE, name="x" * 200) == api(cleo).refusals(CREATE, name="Sales") == []


def test_members_come_and_go(api: Api) -> None:
    ada, ben, dora = worlds.people("ada", "ben", "dora")
    team, as_ada = id_of(worlds.team(ada)), api(ada)
    for _ in range(2):
        assert as_ada.refusals(ADD, team=team, user=id_of(ben)) == []
        assert members(as_ada, team) == sorted([id_of(ada), id_of(ben)])
    assert as_ada.refusals(ADD, team=team, user=id_of(dora)) == []
    assert as_ada.refusals(REMOVE, team=team, user=id_of(ben)) == []
    assert api(dora).refusals(REMOVE, team=team, user=id_of(dora)) == []
    assert members(as_ada, team) == [id_of(ada)]
    assert as_ada.refusals(REMOVE, team=team, user=id_of(ada)) == []
    assert members(as_ada, team) == []
    # Its owner still is.
    assert as_ada.refusals(ADD, team=team, user=id_of(ben)) == []


def test_only_people_of_the_account_are_put_in_a_team(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    [cleo] = worlds.people("cleo")
    gone = worlds.user(ada.account, is_active=False)
    team, foreign, as_ada = id_of(worlds.team(ada)), id_of(worlds.team(cleo)), api(ada)
    before = worlds.rows(ada, cleo)
    for user in (id_of(cleo), id_of(gone), ids.encode(User, uuid7())):
        assert as_ada.refusals(ADD, team=team, user=user) == [("NOT_FOUND", "userId")]
    for user in (id_of(cleo), id_of(ben), ids.encode(User, uuid7())):
        assert as_ada.refusals(REMOVE, team=team, user=user) == [("NOT_FOUND", "userId")]
    for missing in (foreign, ids.encode(Team, uuid7())):
        assert as_ada.refusals(ADD, team=missing, user=id_of(ben)) == [("NOT_FOUND", "teamId")]
        assert as_ada.refusals(REMOVE, team=missing, user=id_of(ada)) == [("NOT_FOUND", "teamId")]
    assert as_ada.refusals(ADD, team=team, user=team) == [("INVALID", "userId")]
    assert as_ada.refusals(ADD, team=id_of(ben), user=id_of(ben)) == [("INVALID", "teamId")]
    assert worlds.changed(before, ada, cleo) == set()
    assert as_ada.refusals(ADD, team=team, user=id_of(ben)) == []


def test_somebody_deactivated_can_be_taken_out(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    team, as_ada = id_of(worlds.team(ada, ben)), api(ada)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert as_ada.refusals(REMOVE, team=team, user=id_of(ben)) == []
    assert members(as_ada, team) == [id_of(ada)]

"""Which rows and columns may the viewer use? What the matrix does not have: neighbours, filters, and what is closed."""

from typing import Any

import pytest

import worlds
from accounts.actions import add_team_member, remove_team_member
from accounts.models import KnownDevice, Membership, Session, User
from api import Api
from contacts.actions import update_company
from contacts.models import Contact
from contacts.values import CompanyValues, EmailValue
from graph.schema import graphql_schema
from graph.sources import model_of
from permissions import fields, predicates
from permissions.credentials import Kind
from permissions.levels import Level
from permissions.viewer import ViewerParameters
from worlds import id_of

COUNT = "query($filter: ContactFilter) { contacts(filter: $filter) { totalCount nodes { id } } }"
COMPANIES = "query($filter: CompanyFilter) { companies(filter: $filter) { totalCount nodes { id } } }"
SECRET = {"eq": "Secret"}
# Filters of contacts that reach what ben does not see, though he sees the contact.
HIDDEN = [
    {"company": {"name": SECRET}},
    {"company": {"name": {"in": ["Secret"]}}},
    {"company": {"name": {"startsWith": "S"}}},
    {"company": {"name": {"contains": "ecre"}}},
    {"company": {"name": {"isNull": False}}},
    {"company": {"industry": {"isNull": True}}},
    {"company": {}},
    {"company": {"emails": {"address": {"eq": "secret@example.org"}}}},
    {"company": {"tags": {"name": {"eq": "Both"}}}},
    {"company": {"notes": {"body": SECRET}}},
    {"company": {"contacts": {"lastName": {"eq": "Shown"}}}},
    {"company": {"not": {"name": {"eq": "Other"}}}},
    {"company": {"owner": {"username": {"isNull": False}}}},
    {"tags": {"name": SECRET}},
    {"tags": {"not": {"name": {"eq": "Both"}}}},
    {"and": [{"company": {"name": SECRET}}, {"lastName": {"eq": "Shown"}}]},
    {"or": [{"company": {"name": SECRET}}, {"tags": {"name": SECRET}}]},
]


@pytest.fixture(scope="module")
def office() -> dict[str, Any]:
    """A contact that ben sees, at a company and with a tag that he does not see; and one more tag, that he sees."""
    ada, ben = worlds.people("ada", "ben")
    both, secret = worlds.tag(ada, "Both"), worlds.tag(ada, "Secret")
    company = worlds.company(ada, "Secret", emails=(EmailValue(address="secret@example.org"),))
    with worlds.within(ada):
        update_company(company, CompanyValues(), add_tags=[both], actor=ada)
    worlds.note(ada, company, "Secret")
    contact = worlds.contact(ada, last_name="Shown", company=company, tags=[both, secret])
    for record in (contact, both):
        worlds.grant(record, ben, Level.VIEW)
    return {"ada": ada, "ben": ben, "contact": contact, "company": company}


@pytest.mark.parametrize("condition", HIDDEN, ids=str)
def test_a_filter_never_matches_hidden_rows(api: Api, office: dict[str, Any], condition: dict[str, Any]) -> None:
    one = {"contacts": {"totalCount": 1, "nodes": [{"id": id_of(office["contact"])}]}}
    none = {"contacts": {"totalCount": 0, "nodes": []}}
    as_ada, as_ben = api(office["ada"]), api(office["ben"])
    assert as_ada.data(COUNT, filter=condition) == one
    assert as_ben.data(COUNT, filter=condition) == none
    # Turned round, the same: to ben it is as if there were no company and no such tag.
    assert as_ada.data(COUNT, filter={"not": condition}) == none
    assert as_ben.data(COUNT, filter={"not": condition}) == one


def test_what_hangs_on_a_hidden_row_is_hidden(api: Api, office: dict[str, Any]) -> None:
    through_contact = {"contacts": {"lastName": {"eq": "Shown"}}}
    assert api(office["ada"]).data(COMPANIES, filter=through_contact)["companies"]["totalCount"] == 1
    assert api(office["ben"]).data(COMPANIES, filter=through_contact) == {"companies": {"totalCount": 0, "nodes": []}}
    query = "{ contacts { nodes { company { id } tags { name } } } }"
    assert api(office["ben"]).data(query)["contacts"]["nodes"] == [{"company": None, "tags": [{"name": "Both"}]}]


def test_a_grant_opens_no_neighbour(api: Api) -> None:
    ada, ben, dora = worlds.people("ada", "ben", "dora")
    tag, company = worlds.tag(ada), worlds.company(ada)
    worlds.contact(ada, company=company, tags=[tag])
    worlds.grant(company, ben, Level.MANAGE)
    worlds.grant(tag, dora, Level.MANAGE)
    query = "{ contacts { totalCount } companies { nodes { contacts { totalCount } } } tags { totalCount } }"
    nested = {"nodes": [{"contacts": {"totalCount": 1}}]}
    assert api(ada).data(query) == {"contacts": {"totalCount": 1}, "companies": nested, "tags": {"totalCount": 1}}
    hidden = {"nodes": [{"contacts": {"totalCount": 0}}]}
    assert api(ben).data(query) == {"contacts": {"totalCount": 0}, "companies": hidden, "tags": {"totalCount": 0}}
    assert api(dora).data(query) == {
        "contacts": {"totalCount": 0},
        "companies": {"nodes": []},
        "tags": {"totalCount": 1},
    }


def test_what_is_shared_in_several_ways_is_shown_once(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada)
    for principal in (ben, worlds.team(ada, ben, name="A"), worlds.team(ben, name="B")):
        worlds.grant(contact, principal, Level.EDIT)
    worlds.contact(ben)
    page = api(ben).data("{ contacts { totalCount nodes { id } } }")["contacts"]
    assert (page["totalCount"], len(page["nodes"])) == (2, 2)


def test_a_team_opens_and_closes_with_its_members(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    team, client, query = worlds.team(ada), api(ben), "{ contacts { totalCount } }"
    worlds.grant(worlds.contact(ada), team, Level.VIEW)
    for change, count in ((add_team_member, 1), (remove_team_member, 0)):
        with worlds.within(ada):
            change(team, ben.pk, actor=ada)
        assert client.data(query) == {"contacts": {"totalCount": count}}


def test_a_note_goes_with_its_record_and_not_with_its_writer(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada)
    worlds.grant(contact, ben, Level.EDIT)
    note, as_ben = worlds.note(ben, contact, "Mine"), api(ben)
    query = "query($id: ID!) { node(id: $id) { ... on Note { body owner { id } } } }"
    shown = {"node": {"body": "Mine", "owner": {"id": id_of(ben)}}}
    change = 'mutation($id: ID!) { updateNote(input: {id: $id, body: "Changed"}) { userErrors { code field } } }'
    assert as_ben.data(query, id=id_of(note)) == api(ada).data(query, id=id_of(note)) == shown
    worlds.grant(contact, ben, Level.VIEW)
    before = worlds.rows(ada)
    assert as_ben.refusals(change, id=id_of(note)) == [("NOT_FOUND", "id")]
    worlds.take_back(contact, ben)
    assert as_ben.data(query, id=id_of(note)) == {"node": None}
    assert worlds.changed(before, ada) == {"permissions_contactusergrant"}
    assert api(ada).refusals(change, id=id_of(note)) == []


def test_an_email_address_is_shown_to_its_person_alone(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    query = "{ users(orderBy: [{field: USERNAME}]) { nodes { username email } } viewer { email } }"
    for person in (ada, ben):
        others = ada if person is ben else ben
        assert api(person).data(query) == {
            "users": {
                "nodes": sorted(
                    (
                        {"username": person.username, "email": person.email},
                        {"username": others.username, "email": None},
                    ),
                    key=lambda node: node["username"] or "",
                )
            },
            "viewer": {"email": person.email},
        }


@pytest.mark.parametrize("model", [KnownDevice, Membership])
def test_a_table_without_a_rule_is_closed(model: Any) -> None:
    assert predicates.condition(Contact, "row", Level.VIEW, ViewerParameters(Kind.SESSION))
    with pytest.raises(KeyError):
        predicates.condition(model, "row", Level.VIEW, ViewerParameters(Kind.SESSION))
    with pytest.raises(KeyError):
        predicates.arms(model, "row", ViewerParameters(Kind.SESSION))


def test_columns_are_closed_unless_named() -> None:
    assert fields.readable(User, "username") is True
    closed = ("password", "session_version", "is_superuser", "last_login", "no_such_column")
    assert [fields.readable(User, name) for name in closed] == [False] * len(closed)
    assert fields.readable(Session, "session_key") is False
    shown = {model_of(of) for of in graphql_schema.type_map.values()} - {None}
    assert shown == set(fields.READABLE)
    for model, names in fields.READABLE.items():
        assert names <= {field.name for field in model._meta.get_fields()}, model

"""Did others once let somebody change what they may not? Their bugs, each as a test here; the docstring says whose."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType

import worlds
from api import Api
from contacts.values import EmailValue
from graph.schema import graphql_schema
from permissions.levels import Level
from permissions.predicates import CARRIERS
from worlds import id_of

UPDATE = (
    "mutation($input: UpdateContactInput!) { done: updateContact(input: $input) { userErrors { code field message } } }"
)
DELETE = "mutation($id: ID!) { done: deleteContact(input: {id: $id}) { userErrors { code field message } } }"
SHARE = "mutation($id: ID!, $user: ID!, $level: GrantLevel!) { done: shareRecord(input: {recordId: $id, userId: $user, level: $level}) { userErrors { code field } } }"  # noqa: E501  # one document
MEMBER = "mutation($team: ID!, $user: ID!) { done: addTeamMember(input: {teamId: $team, userId: $user}) { userErrors { code field } } }"  # noqa: E501  # one document
NOT_FOUND = [("NOT_FOUND", "id")]

# What the system writes: whose it is, who changed it when, whether it is there at all.
ITS_OWN = {
    "deleted": 1,
    "deletedAt": "2020-01-01T00:00:00Z",
    "owner": "me",
    "ownerId": "me",
    "accountId": "me",
    "version": 1,
    "createdAt": "2020-01-01T00:00:00Z",
    "createdBy": "me",
    "createdById": "me",
    "updatedAt": "2020-01-01T00:00:00Z",
    "updatedBy": "me",
    "updatedById": "me",
    "access": {"manage": True},
    "sharedWith": [],
    "assignedUserId": "me",
    "displayName": "x",
}


@pytest.mark.parametrize("column", ITS_OWN)
def test_no_update_writes_what_the_system_writes(api: Api, column: str) -> None:
    """SuiteCRM #10466: who may not delete deleted by writing deleted=1. espo #2122, #2140: owners, audit rows."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben)
    worlds.grant(contact, ada, Level.EDIT)
    client, before = api(ada), worlds.rows(ada)
    value = id_of(ada) if ITS_OWN[column] == "me" else ITS_OWN[column]
    assert client.code(UPDATE, input={"id": id_of(contact), "lastName": "x", column: value}) == "BAD_VARIABLES"
    assert worlds.changed(before, ada) == set()
    assert client.refusals(UPDATE, input={"id": id_of(contact), "lastName": "x"}) == []


def test_no_input_of_any_mutation_has_a_member_for_it() -> None:
    """The same, of every input that there is or will be."""
    inputs = [of for name, of in graphql_schema.type_map.items() if name.endswith("Input")]
    assert len(inputs) > 10
    found = {
        f"{of.name}.{name}"
        for of in inputs
        if isinstance(of, GraphQLInputObjectType)
        for name in of.fields
        if name in ITS_OWN
    }
    # Names the account that is meant, which has to be the viewer's own; nothing is written from it.
    assert found == {"BillingInput.accountId"}


def test_who_changed_it_is_who_did(api: Api) -> None:
    """espo #2140: the history of actions could be written over the API."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben)
    worlds.grant(contact, ada, Level.EDIT)
    assert api(ada).refusals(UPDATE, input={"id": id_of(contact), "lastName": "x"}) == []
    people = "owner { id } createdBy { id } updatedBy { id }"
    assert api(ben).data(f"{{ contacts {{ nodes {{ {people} version }} }} }}")["contacts"]["nodes"] == [
        {"owner": {"id": id_of(ben)}, "createdBy": {"id": id_of(ben)}, "updatedBy": {"id": id_of(ada)}, "version": 2}
    ]


def test_who_may_edit_does_not_make_themself_manager(api: Api) -> None:
    """espo #3719: a rule of assignment trusted the collaborators, whom the attacker could edit."""
    ada, ben = worlds.people("ada", "ben")
    contact, managers, own = worlds.contact(ben), worlds.team(ben), worlds.company(ada)
    worlds.grant(contact, ada, Level.EDIT)
    worlds.grant(contact, managers, Level.MANAGE)
    client, key, before = api(ada), id_of(contact), worlds.rows(ada)
    for level in Level:
        assert client.refusals(SHARE, id=key, user=id_of(ada), level=level.name) == [("NOT_FOUND", "recordId")]
    assert client.refusals(MEMBER, team=id_of(managers), user=id_of(ada)) == [("NOT_FOUND", "teamId")]
    assert client.refusals(DELETE, id=key) == NOT_FOUND
    assert worlds.changed(before, ada) == set()
    # To move it to one's own company is an edit, and gives no more than that.
    assert client.refusals(UPDATE, input={"id": key, "companyId": id_of(own)}) == []
    assert client.refusals(DELETE, id=key) == NOT_FOUND
    assert api(ben).refusals(MEMBER, team=id_of(managers), user=id_of(ada)) == []
    assert client.refusals(DELETE, id=key) == []


ENDS = [(of, to) for of in (None, *Level) for to in (None, Level.VIEW)]


@pytest.mark.parametrize(("of", "to"), ENDS, ids=str)
@pytest.mark.parametrize("link", ["companyId", "addTagIds"])
def test_a_link_takes_a_right_on_both_ends(api: Api, link: str, of: Level | None, to: Level | None) -> None:
    """odoo PR#58529: linked to a partner one cannot see. espo #3269: one side was checked; #2501: one side too much."""
    ada, ben = worlds.people("ada", "ben")
    contact, other = worlds.contact(ben), (worlds.company if link == "companyId" else worlds.tag)(ben)
    for record, level in ((contact, of), (other, to)):
        if level:
            worlds.grant(record, ada, level)
    before = worlds.rows(ada)
    given = id_of(other) if link == "companyId" else [id_of(other)]
    refusals = api(ada).refusals(UPDATE, input={"id": id_of(contact), link: given})
    if of in (Level.EDIT, Level.MANAGE):
        assert refusals == ([] if to else [("NOT_FOUND", link)])
    else:
        assert refusals == NOT_FOUND
    assert bool(worlds.changed(before, ada)) is (refusals == [])


def test_each_of_many_ids_is_checked(api: Api) -> None:
    """Django-CRM #745: a bulk update looked at the organisation alone, and at none of the records."""
    ada, ben = worlds.people("ada", "ben")
    own, hidden = [id_of(worlds.tag(ada, f"{number}")) for number in range(20)], id_of(worlds.tag(ben))
    contact, client = id_of(worlds.contact(ada)), api(ada)
    before = worlds.rows(ada)
    for position in (0, 10, 20):
        ids = [*own[:position], hidden, *own[position:]]
        assert client.refusals(UPDATE, input={"id": contact, "addTagIds": ids}) == [("NOT_FOUND", "addTagIds")]
    assert worlds.changed(before, ada) == set()
    assert client.refusals(UPDATE, input={"id": contact, "addTagIds": own}) == []


OTHERWISE_WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "an old version": {"expectedVersion": 99},
    "a wrong address": {"emails": [{"address": "x"}]},
    "a hidden company": {"companyId": "com_" + "0" * 32},
    "an id that is none": {"companyId": "x"},
}


@pytest.mark.parametrize("wrong", OTHERWISE_WRONG)
@pytest.mark.parametrize("level", [None, Level.VIEW])
def test_a_refusal_does_not_tell_that_there_is_something(api: Api, wrong: str, level: Level | None) -> None:
    """hasura #4646: an insert was refused, a deletion said nothing. Here neither, whatever else is wrong with it."""
    ada, ben = worlds.people("ada", "ben")
    contact, client = worlds.contact(ben), api(ada)
    if level:
        worlds.grant(contact, ada, level)
    before, absent = worlds.rows(ada), "con_" + "0" * 32
    values = {"lastName": "x"} | OTHERWISE_WRONG[wrong]
    update = client.ask(UPDATE, input={"id": id_of(contact)} | values)
    assert update.content == client.ask(UPDATE, input={"id": absent} | values).content
    assert client.ask(DELETE, id=id_of(contact)).content == client.ask(DELETE, id=absent).content
    assert worlds.changed(before, ada) == set()
    worlds.grant(contact, ada, Level.MANAGE)
    assert ("NOT_FOUND", "id") not in client.refusals(UPDATE, input={"id": id_of(contact)} | values)
    assert client.refusals(DELETE, id=id_of(contact)) == []


def test_a_level_has_all_that_is_below_it(api: Api) -> None:
    """saleor PR#19464: who may write may read, and it took years to say so. And less than before is less."""
    ada, ben = worlds.people("ada", "ben")
    key, client, owner = id_of(worlds.contact(ben)), api(ada), api(ben)
    query = "{ contacts { nodes { access { view edit manage } } } }"
    for level, rights in {"MANAGE": 3, "VIEW": 1, "EDIT": 2}.items():
        assert owner.refusals(SHARE, id=key, user=id_of(ada), level=level) == []
        [found] = client.data(query)["contacts"]["nodes"]
        assert list(found["access"].values()) == [True] * rights + [False] * (3 - rights)


def test_who_makes_a_record_sees_it(api: Api) -> None:
    """frappe/crm #2263: with rights by row, only administrators could still make leads."""
    [ada] = worlds.people("ada")
    client = api(ada)
    made = client.data('mutation { createContact(input: {firstName: "Zoë"}) { contact { id access { manage } } } }')
    contact = made["createContact"]["contact"]
    assert contact["access"] == {"manage": True}
    assert client.data("{ contacts { nodes { id } } }") == {"contacts": {"nodes": [{"id": contact["id"]}]}}


TAG = 'mutation { done: createTag(input: {name: "vip"}) { userErrors { code field } } }'
PERSON = 'mutation { done: createContact(input: {emails: [{address: "x@example.org"}]}) { userErrors { code field } } }'
TEAM = 'mutation { done: createTeam(input: {name: "sales"}) { userErrors { code field } } }'


def test_a_name_that_is_gone_or_hidden_is_free(api: Api) -> None:
    """twenty #24227, #26216, #17425: a person in the bin kept the e-mail address; and a refusal would be an oracle."""
    ada, ben = worlds.people("ada", "ben")
    [fay] = worlds.people("fay")
    worlds.tag(ben, "vip")
    worlds.contact(ben, emails=(EmailValue(address="x@example.org"),))
    worlds.team(fay, name="sales")
    client = api(ada)
    assert [client.refusals(mutation) for mutation in (TAG, PERSON, TEAM)] == [[], [], []]
    assert client.refusals(TAG) == [("TAKEN", "name")]
    [own] = client.data("{ tags { nodes { id } } }")["tags"]["nodes"]
    client.data("mutation($id: ID!) { deleteTag(input: {id: $id}) { deletedId } }", id=own["id"])
    assert client.refusals(TAG) == []


def test_all_that_can_be_made_can_be_changed_and_deleted() -> None:
    """Monica #6621: the API had no way to delete a contact."""
    mutation: Any = graphql_schema.mutation_type
    verbs = {f"{verb}{model.__name__}" for model in CARRIERS for verb in ("create", "update", "delete")}
    assert verbs - set(mutation.fields) == set()

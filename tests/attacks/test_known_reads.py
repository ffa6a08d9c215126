"""Did others once show what was not to be seen? Their bugs, each as a test here; the docstring says whose it was."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission

import worlds
from accounts.models import CUSTOMER_ROLES, Role
from activities.models import Note
from api import Api, Client
from contacts.models import Contact, Email
from contacts.values import EmailValue
from graph.ids import PREFIXES, encode
from permissions.levels import Level
from tests.attacks.shapes import misfits
from worlds import id_of

COUNT = "{ contacts { totalCount } }"
NODE = "query($id: ID!) { node(id: $id) { id } }"


def count(client: Client) -> int:
    return int(client.data(COUNT)["contacts"]["totalCount"])


def test_contacts_are_not_everybodys(api: Api) -> None:
    """twenty #13841, #15780: everybody reads everybody's people and mails; rights by row cost extra."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben)
    assert count(api(ada)) == 0
    worlds.grant(contact, ada, Level.VIEW)
    assert count(api(ada)) == 1


def test_parts_have_no_way_in_of_their_own(api: Api) -> None:
    """twenty #23062: system objects stayed open to roles that were denied them; espo #2152: a hidden field's files."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben, emails=(EmailValue(address="x@example.org"),))
    with worlds.within(ben):
        key = Email.objects.get(contact=contact).pk
    client = api(ada)
    for model in PREFIXES:
        assert client.data(NODE, id=encode(model, key)) == {"node": None}
    worlds.grant(contact, ada, Level.VIEW)
    assert client.data("{ contacts { nodes { emails { address } } } }") == {
        "contacts": {"nodes": [{"emails": [{"address": "x@example.org"}]}]}
    }
    assert client.data(NODE, id=encode(Contact, key)) == {"node": None}


@pytest.mark.parametrize("role", CUSTOMER_ROLES)
def test_a_role_neither_opens_a_record_nor_closes_one_that_is_shared(api: Api, role: Role) -> None:
    """twenty PR#25426: does a role still count for a private record that is shared? Here it does not, either way."""
    of = worlds.account()
    person, ben = worlds.user(of, role=role), worlds.user(of)
    contact = worlds.contact(ben)
    assert count(api(person)) == 0
    worlds.grant(contact, person, Level.VIEW)
    assert count(api(person)) == 1


def test_an_address_or_a_flag_makes_nobody_an_administrator(api: Api) -> None:
    """Django-CRM #708: whoever had an e-mail address at the vendor's was let in everywhere."""
    of = worlds.account()
    person, ben = worlds.user(of, role=Role.ADMIN, is_superuser=True), worlds.user(of)
    type(person).objects.filter(pk=person.pk).update(email=f"{person.username}@steward.example")
    contact = worlds.contact(ben)
    assert count(api(person)) == 0
    assert api(person).data(NODE, id=id_of(contact)) == {"node": None}
    worlds.grant(contact, person, Level.VIEW)
    assert api(person).data(NODE, id=id_of(contact)) == {"node": {"id": id_of(contact)}}


def test_a_permission_on_all_records_opens_none(api: Api) -> None:
    """strawberry-django #782: accept_global_perms could not be turned off, so one permission opened every row."""
    ada, ben = worlds.people("ada", "ben")
    team, contact = worlds.team(ben, ada), worlds.contact(ben)
    everything = Permission.objects.filter(codename__in=["view_contact", "edit_contact", "manage_contact"])
    team.group.permissions.add(*everything)
    assert team.group.permissions.count() == 3
    assert count(api(ada)) == 0
    worlds.grant(contact, team, Level.VIEW)
    assert count(api(ada)) == 1


def test_notes_are_hidden_with_what_they_are_about(api: Api) -> None:
    """frappe/crm #1492: users read notes of leads and deals that they could not open. Here also those they wrote."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben)
    worlds.grant(contact, ada, Level.EDIT)
    own, other = worlds.note(ada, contact), worlds.note(ben, contact)
    client = api(ada)
    by_ids = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    keys = [id_of(own), id_of(other)]
    assert client.data(by_ids, ids=keys) == {"nodes": [{"id": key} for key in keys]}
    worlds.take_back(contact, ada)
    assert client.data(by_ids, ids=keys) == {"nodes": [None, None]}
    with worlds.within(ben):
        assert Note.objects.filter(contact=contact).count() == 2


def test_the_contacts_of_a_company_are_each_looked_at(api: Api) -> None:
    """frappe/crm `get_linked_deals`: who may read a contact was given its deals unseen."""
    ada, ben = worlds.people("ada", "ben")
    company = worlds.company(ben)
    hidden, shown = worlds.contact(ben, company=company), worlds.contact(ben, company=company)
    for record in (company, shown):
        worlds.grant(record, ada, Level.MANAGE)
    query = "{ companies { nodes { contacts { totalCount nodes { id } } } } }"
    [found] = api(ada).data(query)["companies"]["nodes"]
    assert found == {"contacts": {"totalCount": 1, "nodes": [{"id": id_of(shown)}]}}
    [found] = api(ben).data(query)["companies"]["nodes"]
    assert {node["id"] for node in found["contacts"]["nodes"]} == {id_of(hidden), id_of(shown)}


EMAIL = "id email"
EMAILS = {
    "the list of people": f"{{ users {{ nodes {{ {EMAIL} }} edges {{ node {{ {EMAIL} }} }} }} }}",
    "the first column": f"{{ users(orderBy: [{{field: USERNAME}}]) {{ nodes {{ {EMAIL} }} }} }}",
    "an owner": f"{{ contacts {{ nodes {{ owner {{ {EMAIL} }} createdBy {{ {EMAIL} }} updatedBy {{ {EMAIL} }} }} }} }}",
    "whom it is shared with": f"{{ contacts {{ nodes {{ sharedWith {{ user {{ {EMAIL} }} }} }} }} }}",
    "a team": f"{{ teams {{ nodes {{ owner {{ {EMAIL} }} members {{ {EMAIL} }} }} }} }}",
    "a team of mine": f"{{ viewer {{ teams {{ members {{ {EMAIL} }} }} }} }}",
    "a payload": 'mutation { createTag(input: {name: "x"}) { tag { owner { teams { owner { id email } } } } } }',
}


@pytest.mark.parametrize("path", EMAILS)
def test_a_hidden_field_is_hidden_on_every_path(api: Api, path: str) -> None:
    """frappe/crm #797: a hidden field was shown if it was the first column. Here: other people's e-mail addresses."""
    ada, ben = worlds.people("ada", "ben")
    worlds.team(ben, ada)
    contact = worlds.contact(ben)
    for person in worlds.people("eve", of=ada.account):
        worlds.grant(contact, person, Level.VIEW)
    worlds.grant(contact, ada, Level.MANAGE)
    answer = json.dumps(api(ada).data(EMAILS[path]))
    assert '"email": null' in answer
    assert "@" not in answer.replace(ada.email, "")
    assert api(ben).data("{ viewer { email } }") == {"viewer": {"email": ben.email}}


@pytest.mark.parametrize("order", ['filter: {email: {eq: "x"}}', "orderBy: [{field: EMAIL}]"])
def test_a_hidden_field_is_no_oracle(api: Api, order: str) -> None:
    """The same: what is not shown cannot be narrowed or ordered by either."""
    [ada] = worlds.people("ada")
    assert api(ada).code(f"{{ users({order}) {{ totalCount }} }}") == "BAD_DOCUMENT"
    honest = order.replace("email", "username").replace("EMAIL", "USERNAME")
    assert api(ada).data(f"{{ users({honest}) {{ __typename }} }}") == {"users": {"__typename": "UserConnection"}}


def test_a_record_with_hidden_neighbours_works(api: Api) -> None:
    """odoo #131988: restricting contacts broke every record that named one of them."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben, first_name="Zoë", company=worlds.company(ben), tags=[worlds.tag(ben)])
    worlds.grant(contact, ada, Level.EDIT)
    shown = "name company { id } tags { id } owner { id }"
    seen = {"name": "Zoë", "company": None, "tags": [], "owner": {"id": id_of(ben)}}
    assert api(ada).data(f"{{ contacts {{ nodes {{ {shown} }} }} }}") == {"contacts": {"nodes": [seen]}}
    update = f'mutation($id: ID!) {{ updateContact(input: {{id: $id, lastName: "Lee"}}) {{ contact {{ {shown} }} }} }}'
    assert api(ada).data(update, id=id_of(contact))["updateContact"]["contact"] == seen | {"name": "Zoë Lee"}
    [kept] = api(ben).data("{ contacts { nodes { company { name } tags { name } } } }")["contacts"]["nodes"]
    assert kept == {"company": {"name": "Acme"}, "tags": [{"name": "VIP"}]}


def test_hidden_neighbours_do_not_break_the_contract(api: Api) -> None:
    """hasura #9355: a relation that was promised, to a row that is hidden, came as null."""
    ada, ben = worlds.people("ada", "ben")
    company = worlds.company(ben)
    contact = worlds.contact(ben, company=company, tags=[worlds.tag(ben)])
    worlds.note(ben, contact)
    worlds.grant(contact, ada, Level.VIEW)
    people = "owner { id } createdBy { id } updatedBy { id } sharedWith { level }"
    query = f"""{{ contacts {{ totalCount edges {{ cursor node {{ id {people} company {{ id {people} }} tags {{ id }}
        notes {{ nodes {{ id {people} contact {{ id }} company {{ id }} }} }} }} }} }} }}"""
    body = api(ada).ask(query).json()
    assert "errors" not in body
    assert body["data"]["contacts"]["edges"][0]["node"]["company"] is None
    assert misfits(query, body["data"]) == []


def test_whom_a_record_is_shared_with_is_told_to_those_who_may_share_it(api: Api) -> None:
    """espo #3199: who has access to this? A question for managers, not for whoever can read."""
    ada, ben, eve = worlds.people("ada", "ben", "eve")
    contact = worlds.contact(ben)
    worlds.grant(contact, eve, Level.VIEW)
    query = "{ contacts { nodes { sharedWith { user { username } level } access { reasons } } } }"
    for level, told in {Level.VIEW: False, Level.EDIT: False, Level.MANAGE: True}.items():
        worlds.grant(contact, ada, level)
        answer = api(ada).ask(query)
        assert (eve.username in answer.text) is told
        [found] = answer.json()["data"]["contacts"]["nodes"]
        assert found["access"] == {"reasons": ["USER_GRANT"]} and (found["sharedWith"] is not None) is told


RIGHTS = {
    "view": "query($id: ID!) { node(id: $id) { id } }",
    "edit": 'mutation($id: ID!) { done: updateContact(input: {id: $id, lastName: "x"}) { userErrors { code } } }',
    "manage": "mutation($id: ID!) { done: deleteContact(input: {id: $id}) { userErrors { code } } }",
}


@pytest.mark.parametrize("level", [None, *Level])
def test_what_access_says_is_what_can_be_done(api: Api, level: Level | None) -> None:
    """opencollective #7297: permissions.canX said yes, the action no. hasura #8019, saleor PR#9363: nobody said."""
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ben)
    if level:
        worlds.grant(contact, ada, level)
    client, key = api(ada), id_of(contact)
    said: Any = client.data("query($id: ID!) { contact(id: $id) { access { view edit manage } } }", id=key)["contact"]
    said = said["access"] if said else dict.fromkeys(RIGHTS, False)
    answers = {right: client.data(document, id=key) for right, document in RIGHTS.items()}
    done = {right: answer.get("node") or answer.get("done") == {"userErrors": []} for right, answer in answers.items()}
    assert {right: bool(it) for right, it in done.items()} == said
    assert sum(said.values()) == (list(Level).index(level) + 1 if level else 0)


def test_what_is_taken_back_is_not_on_the_next_page(api: Api) -> None:
    """supabase #4201: what was pushed was not looked at again. Here: what is behind a cursor that is still held."""
    ada, ben = worlds.people("ada", "ben")
    older, newer = worlds.contact(ben), worlds.contact(ben)
    for contact in (older, newer):
        worlds.grant(contact, ada, Level.VIEW)
    client = api(ada)
    page = "query($c: String) { contacts(first: 1, after: $c) { nodes { id } pageInfo { endCursor hasNextPage } } }"
    first = client.data(page)["contacts"]
    assert (first["nodes"], first["pageInfo"]["hasNextPage"]) == ([{"id": id_of(newer)}], True)
    cursor = first["pageInfo"]["endCursor"]
    assert client.data(page, c=cursor)["contacts"]["nodes"] == [{"id": id_of(older)}]
    worlds.take_back(older, ada)
    second = client.data(page, c=cursor)["contacts"]
    assert (second["nodes"], second["pageInfo"]["hasNextPage"]) == ([], False)

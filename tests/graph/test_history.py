"""Is what was done with a record told to who sees it, as far as its fields tell them, and to nobody else?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

import worlds
from accounts.cookies import stored_key
from accounts.models import Role, User
from api import Api, Client, sign_in
from audit.recording import forget, record
from contacts import actions
from contacts.values import ContactValues, EmailValue
from database.statements import fetch
from graph.arguments import Marked
from graph.document import read
from graph.sql import statement
from permissions.levels import Level
from permissions.viewer import Inputs
from wire import watch
from worlds import id_of

HISTORY = """query($id: ID!, $filter: HistoryEntryFilter) { node(id: $id) { ... on Record {
    history(first: 100, filter: $filter) { totalCount nodes {
        id action user { username } changes { field before after }
    } }
} } }"""


def history(client: Client, of: Any, **given: Any) -> list[dict[str, Any]]:
    """Return what was done with a record, newest first."""
    node = client.data(HISTORY, id=id_of(of), filter=given)["node"]
    assert node["history"]["totalCount"] == len(node["history"]["nodes"])
    nodes: list[dict[str, Any]] = node["history"]["nodes"]
    return nodes


def of_data(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is not about whom a record is shared with."""
    return [node for node in nodes if not node["action"].endswith("share")]


def change(field: str, before: Any, after: Any) -> dict[str, Any]:
    return {"field": field, "before": before, "after": after}


def test_what_changed_is_told_by_the_fields_as_they_were_and_became(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada, first_name="Zoë", emails=(EmailValue(address="z@example.org"),))
    worlds.grant(contact, ben, Level.EDIT)
    with worlds.within(ben):
        values = ContactValues(job_title="Captain", first_name=None, last_name="Lee", emails=())
        actions.update_contact(contact, values, actor=ben)
    newest, oldest = of_data(history(api(ada), contact))
    assert (newest["action"], newest["user"]) == ("contact:update", {"username": ben.username})
    assert newest["changes"] == [
        change("emails", [{"address": "z@example.org", "label": None}], []),
        change("firstName", "Zoë", None),
        change("jobTitle", None, "Captain"),
        change("lastName", None, "Lee"),
    ]
    assert (oldest["action"], oldest["user"]) == ("contact:create", {"username": ada.username})
    assert change("firstName", None, "Zoë") in oldest["changes"]


EDITS = {
    "contact": 'updateContact(input: {id: $id, firstName: "Now"})',
    "company": 'updateCompany(input: {id: $id, name: "Now"})',
    "tag": 'updateTag(input: {id: $id, name: "Now"})',
    "note": 'updateNote(input: {id: $id, body: "Now"})',
}


def edited(client: Client, owner: User, kind: str) -> Any:
    """Return a record that was called Secret, and is called Now."""
    made: dict[str, Callable[[], Any]] = {
        "contact": lambda: worlds.contact(owner, first_name="Secret"),
        "company": lambda: worlds.company(owner, "Secret"),
        "tag": lambda: worlds.tag(owner, "Secret"),
        "note": lambda: worlds.note(owner, worlds.contact(owner), "Secret"),
    }
    found = made[kind]()
    mutation = f"mutation($id: ID!) {{ {EDITS[kind]} {{ userErrors {{ code field }} }} }}"
    assert client.refusals(mutation, id=id_of(found)) == []
    return found


@pytest.mark.parametrize("kind", ["contact", "company", "tag", "note"])
def test_who_sees_the_record_sees_its_history_and_nobody_else_does(api: Api, kind: str) -> None:
    ada, ben, stranger = worlds.people("ada", "ben", "stranger")
    admin = worlds.user(ada.account, "admin", role=Role.ADMIN)
    [foreign] = worlds.people("foreign")
    made = edited(api(ada), ada, kind)
    worlds.grant(made.contact if kind == "note" else made, ben, Level.VIEW)
    for person in (ada, ben):
        newest, oldest = of_data(history(api(person), made))
        assert (newest["action"], oldest["action"]) == (f"{kind}:update", f"{kind}:create")
        assert [(told["before"], told["after"]) for told in newest["changes"]] == [("Secret", "Now")]
    for person in (stranger, admin, foreign):
        answer = api(person).ask(HISTORY, id=id_of(made))
        assert answer.json() == {"data": {"node": None}}
    worlds.take_back(made.contact if kind == "note" else made, ben)
    assert api(ben).ask(HISTORY, id=id_of(made)).json() == {"data": {"node": None}}


def test_of_other_records_it_names_those_that_are_seen(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    shown, secret = worlds.tag(ada, "Shown"), worlds.tag(ada, "Secret")
    acme, hidden = worlds.company(ada, "Acme"), worlds.company(ada, "Hidden")
    contact = worlds.contact(ada, first_name="Zoë", company=acme, tags=[shown, secret])
    for seen in (contact, shown, acme):
        worlds.grant(seen, ben, Level.VIEW)
    with worlds.within(ada):
        actions.update_contact(contact, ContactValues(), company=hidden, remove_tags=[secret], actor=ada)
        actions.update_contact(contact, ContactValues(), company=None, actor=ada)
    as_ada, as_ben = (of_data(history(api(person), contact)) for person in (ada, ben))
    both = sorted(map(id_of, (shown, secret)))
    assert [entry["changes"] for entry in as_ada[:2]] == [
        [change("company", id_of(hidden), None)],
        [change("company", id_of(acme), id_of(hidden)), change("tags", [id_of(secret)], None)],
    ]
    assert change("tags", None, both) in as_ada[2]["changes"]
    assert [entry["changes"] for entry in as_ben[:2]] == [[], [change("company", id_of(acme), None)]]
    assert change("tags", None, [id_of(shown)]) in as_ben[2]["changes"]
    assert id_of(hidden) not in str(as_ben) and id_of(secret) not in str(as_ben)
    gone = id_of(acme)
    assert gone in str(as_ada)
    worlds.delete(acme)
    assert gone not in str(history(api(ada), contact))


def test_whom_it_is_shared_with_is_told_to_who_may_manage_it(api: Api) -> None:
    ada, ben, eve = worlds.people("ada", "ben", "eve")
    contact = worlds.contact(ada)
    with worlds.within(ada):
        record("contact:share", contact.pk, actor_id=ada.pk, after={"user": id_of(eve), "level": "VIEW"})
        record("contact:unshare", contact.pk, actor_id=ada.pk, before={"user": id_of(eve), "level": "VIEW"})
    worlds.grant(contact, eve, Level.EDIT)
    for level in (Level.VIEW, Level.EDIT, Level.MANAGE):
        worlds.grant(contact, ben, level)
        told = history(api(ben), contact)
        manages = level is Level.MANAGE
        assert ({"contact:share", "contact:unshare"} <= {entry["action"] for entry in told}) is manages
        assert (id_of(eve) in str(told)) is manages
        assert manages or told == of_data(told)
    everything = api(token=worlds.token(ben, "contacts:read", "users:read", "sharing:read"))
    without = api(token=worlds.token(ben, "contacts:read", "users:read"))
    query = "query($id: ID!) { contact(id: $id) { history { nodes { action } } } }"
    told, less = (
        client.data(query, id=id_of(contact))["contact"]["history"]["nodes"] for client in (everything, without)
    )
    assert {"action": "contact:share"} in told
    assert less == of_data(told) == [{"action": "contact:create"}]


def test_a_token_that_reads_the_record_reads_its_history_and_names_what_it_opens(api: Api) -> None:
    [ada] = worlds.people("ada")
    tag = worlds.tag(ada)
    contact = worlds.contact(ada, first_name="Zoë", tags=[tag])
    query = "query($id: ID!) { contact(id: $id) { history { nodes { action changes { field after } } } } }"
    for scopes, told in ((["contacts:read"], False), (["contacts:read", "tags:read"], True)):
        client = api(token=worlds.token(ada, *scopes))
        [entry] = client.data(query, id=id_of(contact))["contact"]["history"]["nodes"]
        assert {"field": "firstName", "after": "Zoë"} in entry["changes"]
        assert ({"field": "tags", "after": [id_of(tag)]} in entry["changes"]) is told
    assert api(token=worlds.token(ada, "tags:read")).code(query, id=id_of(contact)) == "FORBIDDEN"
    elsewhere = api(token=worlds.token(ada, only_tag=worlds.tag(ada, "Other")))
    assert elsewhere.data(query, id=id_of(contact)) == {"contact": None}


def test_what_was_erased_is_null_and_where_nothing_changed_there_is_nothing(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    with worlds.within(ada):
        actions.update_contact(contact, ContactValues(), actor=ada)
    assert history(api(ada), contact)[0]["changes"] == []
    with worlds.within(ada):
        forget(contact.pk)
    assert [entry["changes"] for entry in history(api(ada), contact)] == [[], None]


def test_it_is_narrowed_ordered_and_paged(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada)
    worlds.grant(contact, ben, Level.EDIT)
    for number, person in enumerate((ada, ben, ada)):
        with worlds.within(person):
            actions.update_contact(contact, ContactValues(job_title=f"Mate {number}"), actor=person)
    client = api(ada)
    whole = history(client, contact)
    assert history(client, contact, user={"username": {"eq": ben.username}}) == [
        entry for entry in whole if entry["user"] == {"username": ben.username}
    ]
    assert len(history(client, contact, action={"eq": "contact:update"})) == 3
    assert history(client, contact, id={"eq": whole[0]["id"]}) == whole[:1]
    assert history(client, contact, at={"lt": "2020-01-01T00:00:00Z"}) == []
    page = """query($id: ID!, $after: String) { contact(id: $id) {
        history(first: 1, after: $after, orderBy: [{field: AT}]) {
            nodes { id } pageInfo { endCursor hasNextPage } } } }"""
    seen, after, more = [], None, True
    while more:
        found = client.data(page, id=id_of(contact), after=after)["contact"]["history"]
        seen += [node["id"] for node in found["nodes"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert seen == [entry["id"] for entry in whole][::-1]
    assert client.data("query($id: ID!) { node(id: $id) { id } }", id=whole[0]["id"]) == {"node": None}


def test_a_page_of_contacts_with_their_histories_is_one_statement(api: Api) -> None:
    [ada] = worlds.people("ada")
    for name in ("Zoë", "Yan", "Xi"):
        worlds.contact(ada, first_name=name)
    query = (
        "{ contacts { nodes { history(first: 3) { nodes { action user { username } changes { field after } } } } } }"
    )
    with watch() as wire:
        nodes = api(ada).data(query)["contacts"]["nodes"]
    assert wire.statements == 1
    assert [len(node["history"]["nodes"]) for node in nodes] == [1, 1, 1]


PAST = """INSERT INTO audit_entry (id, action, record_id, user_id, changes_seal, at)
SELECT gen_random_uuid(), 'contact:update', id, owner_id, '', now() FROM contacts_contact, generate_series(1, 400)"""


def test_a_history_is_found_by_its_record_however_much_was_done_beside() -> None:
    [ada] = worlds.people("ada")
    for _ in range(50):
        worlds.contact(ada)
    with worlds.within(ada), connection.cursor() as cursor:
        cursor.execute(PAST)
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE audit_entry")
    document = read("{ contacts { nodes { history(first: 3) { nodes { action changes { field before after } } } } } }")
    compiled = statement(document, document.operation(None), Marked({}))
    values = compiled.values(Inputs(key=stored_key(sign_in(ada)), variables={}))
    with worlds.within(ada):
        plan = "\n".join(line for (line,) in fetch(f"EXPLAIN {compiled.sql}", values))
    assert "using audit_entry_of_record" in plan


def test_a_mutation_answers_with_what_it_did(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada, first_name="Zoë")
    mutation = """mutation($id: ID!) { updateContact(input: {id: $id, jobTitle: "Captain"}) {
        contact { history(first: 1) { nodes { action changes { field before after } } } } userErrors { code } } }"""
    assert api(ada).data(mutation, id=id_of(contact))["updateContact"]["contact"]["history"]["nodes"] == [
        {"action": "contact:update", "changes": [change("jobTitle", None, "Captain")]}
    ]

"""What can be done with notes? Written on a contact or a company, changed and deleted, over the API."""

import pytest

import worlds
from activities.models import Note
from api import Api
from permissions.levels import Level
from worlds import id_of

CREATE = """mutation($body: String!, $contact: ID, $company: ID) {
  createNote(input: {body: $body, contactId: $contact, companyId: $company}) {
    note { id body contact { id } company { id } owner { id } } userErrors { code field }
  }
}"""
UPDATE = """mutation($id: ID!, $body: String!) {
  updateNote(input: {id: $id, body: $body}) { note { body } userErrors { code field } }
}"""
DELETE = "mutation($id: ID!) { deleteNote(input: {id: $id}) { deletedId userErrors { code field } } }"


@pytest.mark.parametrize("kind", ["contact", "company"])
def test_a_note_is_written_changed_and_deleted(api: Api, kind: str) -> None:
    [ada] = worlds.people("ada")
    parent, client = getattr(worlds, kind)(ada), api(ada)
    before = worlds.rows(ada)
    answer = client.data(CREATE, body="  Called.\n\nLine two. ", **{kind: id_of(parent)})["createNote"]
    assert answer["userErrors"] == []
    note = answer["note"]
    on = {"contact": None, "company": None} | {kind: {"id": id_of(parent)}}
    assert note == {"id": note["id"], "body": "Called.\n\nLine two.", "owner": {"id": id_of(ada)}} | on
    listed = f"query($id: ID!) {{ node(id: $id) {{ ... on {kind.title()} {{ notes {{ nodes {{ body }} }} }} }} }}"
    assert client.data(listed, id=id_of(parent)) == {"node": {"notes": {"nodes": [{"body": "Called.\n\nLine two."}]}}}
    assert client.data(UPDATE, id=note["id"], body="Wrote.")["updateNote"] == {
        "note": {"body": "Wrote."},
        "userErrors": [],
    }
    assert client.data(DELETE, id=note["id"]) == {"deleteNote": {"deletedId": note["id"], "userErrors": []}}
    assert client.refusals(DELETE, id=note["id"]) == [("NOT_FOUND", "id")]
    assert worlds.changed(before, ada) == worlds.AUDIT.keys()


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", "BLANK"), (" \n\t ", "BLANK"), ("x" * 100_001, "INVALID"), ("a\0b", "INVALID"), ("a\ud800", "INVALID")],
    ids=["empty", "blank", "long", "NUL", "surrogate"],
)
def test_a_note_needs_a_text(api: Api, body: str, refusal: str) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(ada)
    note = id_of(worlds.note(ada, contact, "Called."))
    before = worlds.rows(ada)
    assert client.data(CREATE, body=body, contact=id_of(contact))["createNote"] == {
        "note": None,
        "userErrors": [{"code": refusal, "field": "body"}],
    }
    assert client.refusals(UPDATE, id=note, body=body) == [(refusal, "body")]
    assert worlds.changed(before, ada) == set()
    longest = "é" * 100_000
    assert client.data(UPDATE, id=note, body=longest)["updateNote"]["note"] == {"body": longest}


def test_a_note_is_about_one_thing(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact, company, client = worlds.contact(ada), worlds.company(ada), api(ada)
    note = worlds.note(ada, contact)
    before = worlds.rows(ada)
    for about, refusal in (
        ({}, ("INVALID", None)),
        ({"contact": None, "company": None}, ("INVALID", None)),
        ({"contact": id_of(contact), "company": id_of(company)}, ("INVALID", None)),
        ({"contact": id_of(company)}, ("INVALID", "contactId")),
        ({"company": id_of(contact)}, ("INVALID", "companyId")),
        ({"contact": id_of(note)}, ("INVALID", "contactId")),
        ({"company": id_of(ben)}, ("INVALID", "companyId")),
        ({"contact": "con_"}, ("INVALID", "contactId")),
    ):
        assert client.refusals(CREATE, body="Called.", **about) == [refusal]
    assert worlds.changed(before, ada) == set()
    assert client.refusals(CREATE, body="Called.", contact=id_of(contact), company=None) == []


def test_who_may_edit_writes_a_note_of_their_own_on_it(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact, as_ben = worlds.contact(ada), api(ben)
    worlds.grant(contact, ben, Level.VIEW)
    before = worlds.rows(ada)
    assert as_ben.refusals(CREATE, body="Called.", contact=id_of(contact)) == [("NOT_FOUND", "contactId")]
    assert worlds.changed(before, ada) == set()
    worlds.grant(contact, ben, Level.EDIT)
    assert as_ben.refusals(CREATE, body="Called.", contact=id_of(contact)) == []
    with worlds.within(ada):
        assert Note.objects.get().owner == ben
        contact.refresh_from_db()
    # The contact itself has not changed.
    assert contact.version == 1

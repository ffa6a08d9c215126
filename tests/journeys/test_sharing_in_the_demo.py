"""The main job, as its users live it: `steward serve` with the demo, signed in over HTTP, from list to unsharing."""

import pytest

SHARE = """mutation($r: ID!, $u: ID, $t: ID, $l: GrantLevel!) {
  shareRecord(input: {recordId: $r, userId: $u, teamId: $t, level: $l}) { userErrors { code } }
}"""
UNSHARE = """mutation($r: ID!, $u: ID, $t: ID) {
  unshareRecord(input: {recordId: $r, userId: $u, teamId: $t}) { userErrors { code } }
}"""
UPDATE = """mutation($i: ID!, $v: Int) {
  updateContact(input: {id: $i, expectedVersion: $v, jobTitle: "Tester"}) {
    contact { id jobTitle version } userErrors { code }
  }
}"""
VERSION = "query($i: ID!) { contact(id: $i) { version } }"
UNKNOWN = "con_" + "0" * 12 + "7" + "0" * 3 + "8" + "0" * 15
REFUSED = [{"code": "NOT_FOUND"}]


def test_what_is_shared_is_seen_and_what_is_taken_back_is_gone(demo):
    ada, ben, dora, cleo = (demo[name] for name in ("ada", "ben", "dora", "cleo"))
    hers, his = ada.contacts(), ben.contacts()
    assert len(hers) == 300 and hers == ada.contacts(100) and len(his) == 40
    assert not set(hers) & set(his) and dora.contacts() == []
    users = ada.ask("{ users(first: 50) { nodes { id username } } }")["users"]["nodes"]
    user_ids = {user["username"]: user["id"] for user in users}
    (sales,) = ada.ask("{ teams { nodes { id name members { username } } } }")["teams"]["nodes"]
    assert sales["name"] == "Sales" and sales["members"] == [{"username": "ada"}, {"username": "ben"}]
    shown, lent = hers[7], hers[123]

    assert ada.ask(SHARE, r=shown, u=user_ids["ben"], l="VIEW") == {"shareRecord": {"userErrors": []}}
    assert ada.ask(SHARE, r=lent, t=sales["id"], l="EDIT") == {"shareRecord": {"userErrors": []}}
    assert set(ben.contacts()) == {shown, lent, *his} and dora.contacts() == []

    version = ben.ask(VERSION, i=lent)["contact"]["version"]
    assert ben.ask(UPDATE, i=shown) == {"updateContact": {"contact": None, "userErrors": REFUSED}}
    changed = ben.ask(UPDATE, i=lent, v=version)["updateContact"]
    assert changed == {"contact": {"id": lent, "jobTitle": "Tester", "version": version + 1}, "userErrors": []}
    assert ben.ask(SHARE, r=lent, u=user_ids["dora"], l="VIEW") == {"shareRecord": {"userErrors": REFUSED}}
    assert dora.ask(UPDATE, i=lent)["updateContact"]["userErrors"] == REFUSED
    assert cleo.ask(UPDATE, i=lent)["updateContact"]["userErrors"] == REFUSED
    assert ada.ask(VERSION, i=lent) == {"contact": {"version": version + 1}}

    assert ada.ask(UNSHARE, r=shown, u=user_ids["ben"]) == {"unshareRecord": {"userErrors": []}}
    assert ada.ask(UNSHARE, r=lent, t=sales["id"]) == {"unshareRecord": {"userErrors": []}}
    assert ben.contacts() == his


@pytest.mark.parametrize(
    "query",
    [
        "query($i: ID!) { contact(id: $i) { id name } }",
        "query($i: ID!) { node(id: $i) { id __typename } }",
        "query($i: ID!) { nodes(ids: [$i, $i]) { id } }",
        "query($i: ID!) { contacts(filter: {id: {eq: $i}}) { totalCount nodes { id } } }",
        "query($i: ID!) { companies(filter: {contacts: {id: {eq: $i}}}) { totalCount nodes { id } } }",
        'mutation($i: ID!) { updateContact(input: {id: $i, nickname: "x"}) { contact { id } userErrors { code } } }',
        "mutation($i: ID!) { deleteContact(input: {id: $i}) { deletedId userErrors { code message } } }",
        'mutation($i: ID!) { createNote(input: {contactId: $i, body: "x"}) { note { id } userErrors { code } } }',
    ],
)
def test_a_stranger_gets_the_answer_of_an_id_that_does_not_exist(demo, query):
    ada, cleo = demo["ada"], demo["cleo"]
    hers = ada.contacts()[0]
    before = ada.text(VERSION, i=hers)
    assert cleo.text(query, i=hers) == cleo.text(query, i=UNKNOWN)
    assert ada.text(VERSION, i=hers) == before
    # The owner's answer differs, so the stranger's is no accident of the query. Her writes come last.
    assert query.startswith("query($i: ID!) { companies") or ada.text(query, i=hers) != ada.text(query, i=UNKNOWN)


def test_the_operations_of_a_first_visit_work_as_written(demo):
    ada = demo["ada"]
    viewer = ada.ask("{ viewer { id username account { id name } } }")["viewer"]
    assert viewer["username"] == "ada" and viewer["account"]["name"] == "Harbour Books"
    found = ada.ask(
        """{ contacts(first: 5, filter: {lastName: {eq: "Smith"}}, orderBy: [{field: LAST_NAME, direction: ASC}]) {
          nodes {
            id name emails { address label } company { name } tags { name } notes(first: 5) { nodes { body createdAt } }
          }
        } }"""
    )["contacts"]["nodes"]
    assert len(found) == 5 and all("Smith" in contact["name"] for contact in found)
    made = ada.ask(
        """mutation {
          createContact(input: {
            firstName: "Zoë", lastName: "Lee", emails: [{address: "zoe@example.org", label: "WORK"}]
          }) { contact { version firstName emails { address } } userErrors { code field message } }
        }"""
    )["createContact"]
    contact = {"version": 1, "firstName": "Zoë", "emails": [{"address": "zoe@example.org"}]}
    assert made == {"contact": contact, "userErrors": []}

"""What does a mutation do, and what does it answer? All in one transaction, its payload read by the compiler."""

import pytest

import worlds
from api import Api
from contacts.models import Contact, Tag
from permissions.levels import Level
from wire import watch

RENAME = "mutation($id: ID!, $v: Int, $as: String!) { updateContact(input: {id: $id, expectedVersion: $v, firstName: $as}) { contact { firstName version } userErrors { code field } } }"  # fmt: skip # noqa: E501
TAG = 'createTag(input: {name: "%s"}) { tag { name } userErrors { code field } }'


def test_a_payload_is_selected_as_a_query_would(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    acme, vip = worlds.company(ada), worlds.tag(ada)
    worlds.contact(ada, first_name="Bob", company=acme)
    document = """
        mutation($input: CreateContactInput!, $first: Int, $no: Boolean!) {
          made: createContact(input: $input) {
            kind: __typename
            contact { ...person ... on Record { owner { username } } tags { name } }
            contact { email: emails { address @skip(if: $no) } }
            contact { access { view edit manage reasons } sharedWith { level } emails { address @include(if: $no) } }
            userErrors { code }
          }
        }
        fragment person on Contact { called: firstName company { ...people } }
        fragment people on Company { contacts(first: $first, orderBy: [{field: FIRST_NAME}]) { ...page } }
        fragment page on ContactConnection { totalCount nodes { firstName } }
    """
    given = {"firstName": "Åse", "emails": [{"address": "a@example.org"}], "companyId": worlds.id_of(acme)}
    data = api(ada).data(document, input=given | {"tagIds": [worlds.id_of(vip)]}, first=1, no=False)
    assert data == {
        "made": {
            "kind": "ContactPayload",
            "contact": {
                "called": "Åse",
                "company": {"contacts": {"totalCount": 2, "nodes": [{"firstName": "Åse"}]}},
                "owner": {"username": ada.username},
                "tags": [{"name": "VIP"}],
                "email": [{"address": "a@example.org"}],
                "access": {"view": True, "edit": True, "manage": True, "reasons": ["OWNER"]},
                "sharedWith": [],
                "emails": [{}],
            },
            "userErrors": [],
        }
    }
    assert list(data["made"]["contact"]) == [
        *("called", "company", "owner", "tags", "email", "access", "sharedWith", "emails")
    ]
    assert api(ben).data("{ contacts { totalCount } }") == {"contacts": {"totalCount": 0}}


def test_a_mutation_is_one_transaction_its_payload_included(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    with watch() as wire:
        client.data(f"mutation {{ a: {TAG % 'a'} b: {TAG % 'b'} }}")
    said = [text.split()[0] for text in wire.texts]
    kinds = {"BEGIN", "COMMIT", "ROLLBACK", "INSERT"}
    assert [word for word in said if word in kinds] == ["BEGIN", "INSERT", "INSERT", "COMMIT"]
    # What is written down of each, with its details, is one statement.
    assert sum("INSERT INTO audit_entry" in text and "INSERT INTO audit_detail" in text for text in wire.texts) == 2
    # Django sends simple queries, all else is ours: who asks, and the two payloads.
    sent = [message for message in wire.sent if message in ("Query", "Execute")]
    assert sent.count("Execute") == 3
    assert (sent[0], sent[-2:]) == ("Query", ["Execute", "Query"])


def test_several_mutations_run_in_order_and_a_refused_one_leaves_the_others(api: Api) -> None:
    [ada] = worlds.people("ada")
    worlds.tag(ada, "taken")
    key = worlds.id_of(worlds.contact(ada, first_name="Zoë"))
    update = f'updateContact(input: {{id: "{key}", expectedVersion: %s, jobTitle: "%s"}}) {{ contact {{ version jobTitle notes {{ totalCount }} }} userErrors {{ code }} }}'  # fmt: skip # noqa: E501
    note = f'createNote(input: {{contactId: "{key}", body: "%s"}}) {{ note {{ body }} userErrors {{ code field }} }}'
    steps = (
        update % (1, "A"),
        note % "hello",
        TAG % "taken",
        update % (1, "B"),
        note % " ",
        update % (2, "C"),
        TAG % "new",
    )
    data = api(ada).data(f"mutation {{ {' '.join(f's{number}: {step}' for number, step in enumerate(steps))} }}")
    assert list(data.values()) == [
        {"contact": {"version": 2, "jobTitle": "A", "notes": {"totalCount": 0}}, "userErrors": []},
        {"note": {"body": "hello"}, "userErrors": []},
        {"tag": None, "userErrors": [{"code": "TAKEN", "field": "name"}]},
        {"contact": {"version": 2, "jobTitle": "A", "notes": {"totalCount": 1}}, "userErrors": [{"code": "CONFLICT"}]},
        {"note": None, "userErrors": [{"code": "BLANK", "field": "body"}]},
        {"contact": {"version": 3, "jobTitle": "C", "notes": {"totalCount": 1}}, "userErrors": []},
        {"tag": {"name": "new"}, "userErrors": []},
    ]
    after = api(ada).data("{ contacts { nodes { jobTitle version } } tags { nodes { name } } }")
    assert after == {
        "contacts": {"nodes": [{"jobTitle": "C", "version": 3}]},
        "tags": {"nodes": [{"name": "new"}, {"name": "taken"}]},
    }


def test_a_conflict_shows_what_somebody_else_has_left(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    record = worlds.contact(ada, first_name="Zoë")
    worlds.grant(record, ben, Level.EDIT)
    key = worlds.id_of(record)
    assert api(ben).data(RENAME, id=key, v=1, **{"as": "Zoe"})["updateContact"]["contact"]["version"] == 2
    before = worlds.rows(ada)
    assert api(ada).data(RENAME, id=key, v=1, **{"as": "Zora"})["updateContact"] == {
        "contact": {"firstName": "Zoe", "version": 2},
        "userErrors": [{"code": "CONFLICT", "field": "expectedVersion"}],
    }
    assert worlds.changed(before, ada) == set()


def test_a_record_that_is_out_of_sight_afterwards_is_null(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    record = worlds.contact(ada)
    worlds.grant(record, ben, Level.MANAGE)
    unshare = "mutation($r: ID!, $u: ID!) { unshareRecord(input: {recordId: $r, userId: $u}) { record { id } userErrors { code } } }"  # fmt: skip # noqa: E501
    data = api(ben).data(unshare, r=worlds.id_of(record), u=worlds.id_of(ben))
    assert data == {"unshareRecord": {"record": None, "userErrors": []}}


def test_what_was_deleted_is_not_there_for_the_next_mutation(api: Api) -> None:
    [ada] = worlds.people("ada")
    key = worlds.id_of(worlds.contact(ada))
    once = f'deleteContact(input: {{id: "{key}"}}) {{ deletedId userErrors {{ code field }} }}'
    data = api(ada).data(f"mutation {{ first: {once} second: {once} }}")
    assert data == {
        "first": {"deletedId": key, "userErrors": []},
        "second": {"deletedId": None, "userErrors": [{"code": "NOT_FOUND", "field": "id"}]},
    }


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        ("notes(first: 0) { totalCount }", "BAD_PAGE"),
        ('notes(after: "x") { totalCount }', "BAD_CURSOR"),
        ('notes(filter: {id: {eq: "x"}}) { totalCount }', "BAD_ID"),
    ],
)
def test_a_payload_that_cannot_be_read_undoes_everything(api: Api, selection: str, code: str) -> None:
    [ada] = worlds.people("ada")
    before = worlds.rows(ada)
    mutation = f'mutation {{ {TAG % "x"} createContact(input: {{firstName: "Zoë"}}) {{ contact {{ {selection} }} }} }}'
    assert api(ada).code(mutation) == code
    assert worlds.changed(before, ada) == set()
    assert api(ada).data(mutation.replace(selection, "id"))["createTag"] == {"tag": {"name": "x"}, "userErrors": []}
    assert worlds.changed(before, ada) == {Contact._meta.db_table, Tag._meta.db_table}


def test_an_ended_session_changes_nothing(api: Api) -> None:
    [ada] = worlds.people("ada")
    client = api(ada)
    worlds.end_sessions(ada)
    before = worlds.rows(ada)
    assert client.ask(f"mutation {{ {TAG % 'x'} }}").status_code == 401
    assert worlds.changed(before, ada) == set()


TEXTS = {
    "createContact(input: {firstName: $t, source: $t})": ["firstName", "source"],
    "createContact(input: {website: $t, nickname: $t})": ["nickname", "website"],
    "createContact(input: {emails: [{address: $t}], phones: [{number: $t}], addresses: [{city: $t}]})": [
        *("addresses.0", "emails.0", "phones.0")
    ],
    'createContact(input: {emails: [{address: "a@example.org", label: $t}]})': ["emails.0"],
    'createCompany(input: {name: "x", industry: $t})': ["industry"],
    "createCompany(input: {name: $t})": ["name"],
    "createTag(input: {name: $t})": ["name"],
    "createTeam(input: {name: $t})": ["name"],
    "updateContact(input: {id: $id, jobTitle: $t})": ["jobTitle"],
    "createNote(input: {contactId: $id, body: $t})": ["body"],
    "updateContact(input: {id: $t})": ["id"],
    "updateContact(input: {id: $id, companyId: $t})": ["companyId"],
    "updateContact(input: {id: $id, addTagIds: [$t]})": ["addTagIds"],
    "shareRecord(input: {recordId: $t, userId: $t, level: VIEW})": ["recordId"],
    "shareRecord(input: {recordId: $id, userId: $t, level: VIEW})": ["userId"],
    "shareRecord(input: {recordId: $id, teamId: $t, level: VIEW})": ["teamId"],
    "addTeamMember(input: {teamId: $t, userId: $t})": ["teamId"],
}


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfffb"])
@pytest.mark.parametrize("field", TEXTS)
def test_a_text_that_cannot_be_kept_is_a_user_error(api: Api, field: str, text: str) -> None:
    [ada] = worlds.people("ada")
    key = worlds.id_of(worlds.contact(ada))
    before = worlds.rows(ada)
    kind = "ID!" if "Id: $t" in field or "id: $t" in field or "Ids: [$t" in field else "String!"
    declared = f"$t: {kind}{', $id: ID!' if '$id' in field else ''}"
    data = api(ada).data(f"mutation({declared}) {{ done: {field} {{ userErrors {{ code field }} }} }}", t=text, id=key)
    assert {error["code"] for error in data["done"]["userErrors"]} == {"INVALID"}
    assert sorted(error["field"] for error in data["done"]["userErrors"]) == TEXTS[field]
    assert worlds.changed(before, ada) == set()

"""What do owners know of what left? Each record that a token, an agent, an archive or the processor got (P10)."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections
from graphql import (
    FieldNode,
    NameNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)
from hypothesis import given
from hypothesis import strategies as st

import worlds
from accounts.models import User
from api import Api
from audit.models import Disclosure
from audit.register import line, recover, text_of
from config.asgi import graphql
from contacts.values import EmailValue
from graph.schema import graphql_schema
from permissions.disclosures import MARK, taken
from permissions.levels import Level
from tests.permissions.whole_schema import documents
from told import settle

OF_RECORDS = re.compile(r"\b(?:con|com|tag|note|usr)_[0-9a-f]{32}\b")
TOLD = "recordId recipient recipientId fields times user { username }"
REGISTER = f"{{ viewer {{ disclosures {{ totalCount nodes {{ {TOLD} }} }} }} }}"
OF_RECORD = f"query($id: ID!) {{ node(id: $id) {{ ... on Record {{ disclosures {{ nodes {{ {TOLD} }} }} }} }} }}"
READ = "query($id: ID!) { contact(id: $id) { name emails { address } } }"
RENAME = """mutation($id: ID!) { updateContact(input: {id: $id, firstName: "Zoe"}) {
  contact { id firstName } userErrors { code } } }"""


def register(person: User) -> list[Disclosure]:
    """Return what went of somebody's and of themselves."""
    settle()
    with worlds.within(person):
        return list(Disclosure.objects.filter(owner_id=person.pk).order_by("id"))


@pytest.mark.parametrize("issue", [worlds.token, worlds.access_token], ids=["personal token", "application"])
def test_p10_what_a_token_reads_is_in_the_register(api: Api, issue: Callable[[User], str]) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada, emails=(EmailValue(address="zoe@example.org"),))
    worlds.grant(contact, ben, Level.VIEW)
    client, owner = api(token=issue(ben)), api(ada)
    for _ in range(2):
        client.data(READ, id=worlds.id_of(contact))
    client.data("query($id: ID!) { node(id: $id) { ... on Contact { jobTitle } } }", id=worlds.id_of(contact))
    token = client.data("{ viewer { token { name } } }")["viewer"]["token"]
    settle()
    [row] = owner.data(OF_RECORD, id=worlds.id_of(contact))["node"]["disclosures"]["nodes"]
    assert row == {
        "recordId": worlds.id_of(contact),
        "recipient": "PERSONAL_TOKEN" if token["name"] == "Test" else "APPLICATION",
        "recipientId": row["recipientId"],
        "fields": ["emails.address", "jobTitle", "name"],
        "times": 3,
        "user": {"username": ben.username},
    }
    assert row["recipientId"].startswith("pat_" if token["name"] == "Test" else "app_")
    assert owner.data(REGISTER)["viewer"]["disclosures"] == {"totalCount": 1, "nodes": [row]}
    # It is the owner's to know: not of whom it was shared with, nor of the token.
    for other in (api(ben), client):
        answer = other.ask(OF_RECORD, id=worlds.id_of(contact)).json()
        assert "errors" in answer or answer["data"]["node"]["disclosures"]["nodes"] == []
    assert worlds.id_of(contact) not in {
        of["recordId"] for of in api(ben).data(REGISTER)["viewer"]["disclosures"]["nodes"]
    }


def test_all_that_a_token_is_shown_is_in_the_register_and_nothing_else(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    company, tag = worlds.company(ada), worlds.tag(ben)
    contact = worlds.contact(ada, company=company)
    worlds.contact(ben, tags=[tag], last_name='"#" : "0 ')
    note = worlds.note(ada, contact)
    worlds.grant(contact, ben, Level.MANAGE)
    worlds.team(ada, ben)
    ids = {type(record).__name__: [worlds.id_of(record)] for record in (company, tag, contact, note)}
    client, count = api(token=worlds.token(ben)), 0
    for document, variables in documents(ids):
        text = with_ids(document)
        before = {row.pk: row.times for person in (ada, ben) for row in register(person)}
        answer = client.ask(text, **variables)
        if "errors" in answer.json():
            continue
        assert not MARK.search(answer.content)
        after = {row for person in (ada, ben) for row in register(person) if row.times != before.get(row.pk, 0)}
        shown = {id_of(object_) for object_ in objects(answer.json()["data"])} - {None}
        assert {told(row) for row in after} == shown, (text, answer.text)
        count += len(shown)
    assert count > 100


class WithIds(Visitor):
    """Has every selection of something that has an id ask for it, and for what it is."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types

    def leave_selection_set(self, node: SelectionSetNode, *args: Any) -> SelectionSetNode:
        of = self.types.get_parent_type()
        names = ["__typename", "id"] if of and "id" in getattr(of, "fields", {}) else []
        more = tuple(FieldNode(name=NameNode(value=name), directives=(), arguments=()) for name in names)
        return SelectionSetNode(selections=(*node.selections, *more))


def with_ids(document: str) -> str:
    """Return the same document, whose answer tells what each of its objects is."""
    types = TypeInfo(graphql_schema)
    return print_ast(visit(parse(document), TypeInfoVisitor(types, WithIds(types))))


def objects(value: Any) -> Any:
    """Yield all JSON objects within a value."""
    match value:
        case dict():
            yield value
            for each in value.values():
                yield from objects(each)
        case list():
            for each in value:
                yield from objects(each)


def id_of(object_: dict[str, Any]) -> str | None:
    """Return the id of an object that shows a record or person, as they all do here."""
    kinds = ("Contact", "Company", "Tag", "Note", "User")
    return object_["id"] if object_.get("__typename") in kinds else None


def told(row: Disclosure) -> str:
    prefixes = {"contact": "con", "company": "com", "tag": "tag", "note": "note", "user": "usr"}
    return f"{prefixes[row.kind]}_{row.record_id.hex}"


def test_who_signed_in_is_told_without_a_row(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    api(ada).data(READ, id=worlds.id_of(contact))
    assert register(ada) == []


def test_what_a_payload_shows_is_in_the_register_and_a_refusal_is_not(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada)
    worlds.grant(contact, ben, Level.VIEW)
    client = api(token=worlds.token(ben))
    assert client.data(RENAME, id=worlds.id_of(contact))["updateContact"]["userErrors"] == [{"code": "NOT_FOUND"}]
    assert register(ada) == []
    worlds.grant(contact, ben, Level.EDIT)
    assert client.data(RENAME, id=worlds.id_of(contact))["updateContact"]["contact"]["firstName"] == "Zoe"
    [row] = register(ada)
    assert (row.record_id, row.fields, row.times) == (contact.pk, ["firstName", "id"], 1)


def test_whoever_owns_a_record_now_sees_what_went_of_it_before(api: Api) -> None:
    ada, ben = worlds.people("ada", "ben")
    contact = worlds.contact(ada)
    api(token=worlds.token(ada)).data(READ, id=worlds.id_of(contact))
    settle()
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT set_config('steward.account_id', %s, false)", [str(ada.account_id)])
        owner.execute("UPDATE contacts_contact SET owner_id = %s WHERE id = %s", [ben.pk, contact.pk])
    [row] = api(ben).data(OF_RECORD, id=worlds.id_of(contact))["node"]["disclosures"]["nodes"]
    assert row["recordId"] == worlds.id_of(contact)


def test_support_is_in_the_register_beside_the_ledger(api: Api) -> None:
    ada, agent = worlds.user(worlds.account()), worlds.agent()
    contact = worlds.contact(ada)
    request = worlds.approved(ada, agent, contact)
    api(agent, support=worlds.id_of(request)).data(READ, id=worlds.id_of(contact))
    settle()
    [row] = api(ada).data(REGISTER)["viewer"]["disclosures"]["nodes"]
    told = {"recordId": worlds.id_of(contact), "recipient": "SUPPORT", "recipientId": worlds.id_of(request)}
    assert row == told | {"fields": ["emails.address", "name"], "times": 1, "user": None}


def test_the_register_cannot_be_changed_by_the_app(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    api(token=worlds.token(ada)).data(READ, id=worlds.id_of(contact))
    before = [(row.pk, row.times) for row in register(ada)]
    for statement in (
        "UPDATE audit_disclosure SET times = 0",
        "DELETE FROM audit_disclosure",
        "TRUNCATE audit_disclosure",
        "INSERT INTO audit_disclosure SELECT * FROM audit_disclosure",
        *("SELECT FROM audit_told", "DELETE FROM audit_told", "UPDATE audit_told SET what = ''"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), worlds.within(ada):
            connection.cursor().execute(statement)
    assert [(row.pk, row.times) for row in register(ada)] == before != []


def test_nobody_is_told_by_a_mutation_what_cannot_be_written_down(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(token=worlds.token(ada))
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE audit_told ADD CONSTRAINT no_room CHECK (false) NOT VALID")
        try:
            answer = client.ask(RENAME, id=worlds.id_of(contact))
        finally:
            owner.execute("ALTER TABLE audit_told DROP CONSTRAINT no_room")
    assert answer.status_code == 500
    assert "data" not in answer.json()
    assert register(ada) == []
    assert client.ask(RENAME, id=worlds.id_of(contact)).status_code == 200
    assert len(register(ada)) == 1


def test_nobody_is_told_by_a_query_what_cannot_be_written_down(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(token=worlds.token(ada))
    settle()
    with monkeypatch.context() as patch:
        patch.setattr(graphql.disclosures._journal, "folder", Path("/dev/full/none"))
        answer = client.ask(READ, id=worlds.id_of(contact))
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
    assert "data" not in answer.json()
    assert register(ada) == []
    assert client.ask(READ, id=worlds.id_of(contact)).status_code == 200
    assert len(register(ada)) == 1


def test_a_record_of_which_no_field_is_shown_is_told_and_its_mark_is_not(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    nothing = "query($id: ID!, $no: Boolean = false) { contact(id: $id) { name @include(if: $no) } }"
    assert api(token=worlds.token(ada)).data(nothing, id=worlds.id_of(contact)) == {"contact": {}}
    [row] = register(ada)
    assert (row.record_id, row.fields, row.times) == (contact.pk, [], 1)


def test_what_a_process_left_is_told_and_what_cannot_be_read_keeps_nothing_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    reader, marks = f"APPLICATION {ada.account_id} {ada.pk} {contact.pk}".encode(), f"0 {contact.pk} {ada.pk}".encode()
    good, no_place = line(reader, b'[["contact", ["name"]]]', marks), line(reader, b"[]", marks)
    left = (good, b"\0" * 100, good[:80], no_place, good, b"\xff", b"", good.replace(str(ada.pk).encode(), b"x" * 36))
    (tmp_path / "a.told").write_bytes(b"\n".join([*left, good[:90]]))
    recover(tmp_path)
    [row] = register(ada)
    assert (row.record_id, row.recipient, row.fields, row.times) == (contact.pk, "APPLICATION", ["name"], 2)
    assert list(tmp_path.iterdir()) == []
    assert "6 of 7 lines of a journal could not be read" in caplog.text


UUIDS = st.uuids().map(str)
WHO = b"APPLICATION a u t"


@given(st.lists(st.tuples(UUIDS, UUIDS, st.text()), max_size=5), st.text(), st.text())
def test_marks_are_told_from_whatever_people_write(rows: list[tuple[str, str, str]], more: str, key: str) -> None:
    shown = json.dumps([["contact", ["name"]]]).encode()
    answer = json.dumps(more, ensure_ascii=False)
    for record, owner, text in rows:
        fields = (
            f'"{key if key.isidentifier() else "name"}" : {json.dumps(text, ensure_ascii=False)}, "more" : {answer}'
        )
        answer = f'{{"#" : "0 {record} {owner}", {fields}}}'
    clean, told = taken(answer.encode(), shown, WHO)
    assert json.loads(answer.encode()) == json.loads(answer)
    assert clean == without(json.loads(answer), answer).encode()
    parts = json.loads(text_of(told))["told"] if told else []
    found = [(record, part["owner"]) for part in parts for record in part["records"]]
    assert sorted(found) == sorted({(record, owner) for record, owner, _ in rows})


def without(parsed: Any, answer: str) -> str:
    """Return the answer without the marks, found by parsing it."""
    for object_ in objects(parsed):
        answer = answer.replace(f'"#" : "{object_["#"]}", ', "", 1) if "#" in object_ else answer
    return answer


def test_a_record_that_is_shown_several_times_counts_once_with_all_its_fields(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    one, client = worlds.id_of(contact), api(token=worlds.token(ada))
    fields = "one: contact(id: $id) { name } other: contact(id: $id) { jobTitle } again: contact(id: $id) { name }"
    both = f"query($id: ID!) {{ {fields} }}"
    client.data(both, id=one)
    [row] = register(ada)
    assert (row.record_id, row.fields, row.times) == (contact.pk, ["jobTitle", "name"], 1)


def test_what_several_accounts_were_told_is_folded_behind_the_wall_of_each(api: Api) -> None:
    people = [worlds.user(worlds.account()) for _ in range(3)]
    contacts = [worlds.contact(person) for person in people]
    for person, contact in zip(people, contacts, strict=True):
        for _ in range(2):
            api(token=worlds.token(person)).data(READ, id=worlds.id_of(contact))
    for person, contact in zip(people, contacts, strict=True):
        rows = register(person)
        assert {(row.account_id, row.record_id, row.times) for row in rows} == {(person.account_id, contact.pk, 1)}
        assert len({row.recipient_id for row in rows}) == len(rows) == 2

"""Do administrators see what was done in the account, and by whom, and nobody else; and of no record what it holds?"""

from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, is_leaf_type

import worlds
from accounts.models import Role, User
from api import Api, Client
from audit.models import AuditLogEntry
from audit.origin import Origin, coming_from
from audit.recording import record
from contacts.actions import update_contact
from contacts.values import ContactValues
from graph.ids import RESOURCES
from graph.schema import graphql_schema
from permissions.catalogue import Action
from wire import watch
from worlds import id_of

LOG = """query($filter: AuditLogEntryFilter) {
  viewer { account { auditLog(first: 100, filter: $filter) { totalCount nodes { id action recordId } } } }
}"""
NODE = "query($id: ID!) { node(id: $id) { id } }"
SECRET = "Her grandmother's maiden name"


def office() -> tuple[User, User]:
    """Return an administrator, and somebody who does things."""
    ada = worlds.user(worlds.account(), "ada", role=Role.ADMIN)
    return ada, worlds.user(ada.account, "ben")


def log(client: Client, **given: Any) -> list[dict[str, Any]]:
    """Return the entries that pass a filter, newest first."""
    found = client.data(LOG, filter=given)["viewer"]["account"]["auditLog"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


def test_an_administrator_sees_who_did_what_with_which_record_and_with_what(api: Api) -> None:
    ada, ben = office()
    client, token = api(ada), uuid4()
    with coming_from(Origin(address="192.0.2.1", credential="PERSONAL_TOKEN", credential_id=token)):
        contact = worlds.contact(ben)
    query = """{ viewer { account { auditLog(first: 1) {
        nodes { at action recordId user { username } credential credentialId } } } } }"""
    [entry] = client.data(query)["viewer"]["account"]["auditLog"]["nodes"]
    with worlds.within(ada):
        at = AuditLogEntry.objects.latest("id").at
    assert entry == {
        "at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "action": "contact:create",
        "recordId": id_of(contact),
        "user": {"username": ben.username},
        "credential": "PERSONAL_TOKEN",
        "credentialId": f"pat_{token.hex}",
    }


def test_what_the_service_did_itself_was_nobody(api: Api) -> None:
    ada, _ = office()
    client = api(ada)
    with worlds.within(ada):
        record("account:close", ada.account_id, actor_id=None)
    query = "{ viewer { account { auditLog { nodes { recordId user { id } credential credentialId } } } } }"
    assert client.data(query)["viewer"]["account"]["auditLog"]["nodes"][0] == {
        "recordId": id_of(ada.account),
        "user": None,
        "credential": None,
        "credentialId": None,
    }


def leaves(of: str) -> str:
    named: Any = graphql_schema.type_map[of]
    return " ".join(name for name, field in named.fields.items() if is_leaf_type(_named(field.type)))


def _named(of: Any) -> Any:
    return _named(of.of_type) if hasattr(of, "of_type") else of


def test_it_shows_nothing_of_what_changed(api: Api) -> None:
    ada, ben = office()
    contact = worlds.contact(ben, last_name=SECRET)
    with worlds.within(ben):
        update_contact(contact, ContactValues(last_name=f"{SECRET}!"), actor=ben)
    fields = leaves("AuditLogEntry")
    answer = api(ada).ask(f"{{ viewer {{ account {{ auditLog {{ nodes {{ {fields} user {{ username }} }} }} }} }} }}")
    assert id_of(contact) in answer.text
    assert "grandmother" not in answer.text
    entry: Any = graphql_schema.type_map["AuditLogEntry"]
    assert set(entry.fields) == {"id", "at", "action", "recordId", "user", "credential", "credentialId"}
    reached = {_named(field.type).name for field in entry.fields.values() if not is_leaf_type(_named(field.type))}
    assert reached == {"User"}


@pytest.mark.parametrize("who", ["member", "billing", "superuser", "foreign administrator"])
def test_nobody_else_sees_any_of_it(api: Api, who: str) -> None:
    ada, ben = office()
    entry = worlds.done(ben, "contact:create", uuid4())
    of = worlds.account() if who.startswith("foreign") else ada.account
    roles = {"billing": Role.BILLING, "foreign administrator": Role.ADMIN}
    client = api(worlds.user(of, role=roles.get(who, Role.MEMBER), is_superuser=who == "superuser"))
    assert [node["id"] for node in log(api(ada), id={"eq": id_of(entry)})] == [id_of(entry)]
    for narrowed in (
        {"id": {"eq": id_of(entry)}},
        {"action": {"eq": "contact:create"}},
        {"user": {"id": {"eq": id_of(ben)}}},
    ):
        assert log(client, **narrowed) == []
    assert client.data(NODE, id=id_of(entry)) == {"node": None}
    assert api(ada).data(NODE, id=id_of(entry)) == {"node": {"id": id_of(entry)}}


def test_who_is_no_administrator_any_more_sees_it_no_longer(api: Api) -> None:
    ada, ben = office()
    client, _ = api(ada), worlds.done(ben, "contact:create", uuid4())
    assert log(client) != []
    User.objects.filter(pk=ada.pk).update(role=Role.MEMBER)
    assert log(client) == []


@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_no_token_sees_it(api: Api, make: Any) -> None:
    ada, ben = office()
    entry, client = worlds.done(ben, "contact:create", uuid4()), api(token=make(ada))
    assert client.code(LOG) == "FORBIDDEN"
    assert client.data(NODE, id=id_of(entry)) == {"node": None}


def test_it_is_narrowed_by_each_of_its_filters(api: Api) -> None:
    ada, ben = office()
    contact, company = worlds.contact(ben), worlds.company(ada)
    deleted = worlds.contact(ben)
    gone = id_of(deleted)
    worlds.delete(deleted)
    client = api(ada)
    whole = [node["id"] for node in log(client)]
    actions = [node["action"] for node in log(client, recordId={"eq": gone})]
    assert actions == ["contact:delete", "contact:create"]
    assert [node["recordId"] for node in log(client, recordId={"in": [id_of(contact), id_of(company)]})] == [
        id_of(company),
        id_of(contact),
    ]
    assert log(client, recordId={"eq": id_of(contact).replace("con_", "com_")}) == []
    assert log(client, recordId={"in": []}) == []
    assert len(log(client, action={"startsWith": "contact:"})) == 3
    assert {node["action"] for node in log(client, user={"id": {"eq": id_of(ada)}})} >= {"company:create"}
    assert log(client, id={"eq": whole[0]})[0]["id"] == whole[0]
    assert [node["id"] for node in log(client, **{"not": {"id": {"in": whole[1:]}}})] == whole[:1]
    assert [node["id"] for node in log(client, at={"gt": "2020-01-01T00:00:00Z"})] == whole
    assert log(client, at={"gt": "2120-01-01T00:00:00Z"}) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"recordId": {"eq": "con_1"}}, "BAD_ID"),
        ({"recordId": {"in": [""]}}, "BAD_ID"),
        ({"recordId": {"eq": None}}, "BAD_FILTER"),
        ({"id": {"eq": "con_" + "0" * 32}}, "BAD_ID"),
    ],
)
def test_what_is_no_id_is_refused(api: Api, wrong: dict[str, Any], code: str) -> None:
    ada, _ = office()
    assert api(ada).code(LOG, filter=wrong) == code


def test_an_id_is_of_the_type_that_the_action_is_about(api: Api) -> None:
    ada, _ = office()
    client = api(ada)
    for resource, model in RESOURCES.items():
        key = uuid4()
        worlds.done(ada, f"{resource}:test", key)
        public = f"{model.ID_PREFIX}_{key.hex}"  # type: ignore[attr-defined]  # each has one
        assert [node["action"] for node in log(client, recordId={"eq": public})] == [f"{resource}:test"]
        assert log(client)[0]["recordId"] == public
    worlds.done(ada, "weather:change", uuid4())
    assert log(client)[0]["recordId"] is None


def test_what_each_action_is_about_has_an_id() -> None:
    assert {action.split(":")[0] for action in Action} - {"audit"} <= set(RESOURCES)


def test_it_pages_newest_first_and_takes_one_statement(api: Api) -> None:
    ada, ben = office()
    made = [id_of(worlds.done(ben, "contact:view", uuid4())) for _ in range(5)]
    page = """query($after: String) { viewer { account {
        auditLog(first: 2, after: $after, filter: {action: {eq: "contact:view"}}) {
            nodes { id user { username } } pageInfo { endCursor hasNextPage } } } } }"""
    client, seen, after = api(ada), [], None
    while True:
        with watch() as wire:
            found = client.data(page, after=after)["viewer"]["account"]["auditLog"]
        assert wire.statements == 1
        seen += [node["id"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert seen == made[::-1]


def test_nothing_but_the_log_leads_to_its_entries() -> None:
    ways = {
        f"{name}.{field}"
        for name, named in graphql_schema.type_map.items()
        if isinstance(named, GraphQLObjectType)
        for field, of in named.fields.items()
        if _named(of.type).name.startswith("AuditLogEntry")
    }
    inside = {"AuditLogEntryConnection.edges", "AuditLogEntryConnection.nodes", "AuditLogEntryEdge.node"}
    assert ways == {"Account.auditLog", *inside}

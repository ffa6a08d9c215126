"""Do people see which mail we sent them, and choose which they get, and nobody else anything of it? P7, P9."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from graphql import GraphQLObjectType, get_named_type

import worlds
from accounts import preferences
from accounts.models import Role, User
from api import Api, Client
from graph.schema import graphql_schema
from mail import outbox
from mail.classes import MailClass
from mail.models import How
from mail.opting_out import opt_out, unwanted
from wire import watch
from worlds import id_of

CHOOSE = """mutation($input: UpdateMailPreferencesInput!) { updateMailPreferences(input: $input) {
  user { mailPreferences { serviceUpdates companyNews } updatedBy { id } } userErrors { code field } } }"""
PREFERENCES = "{ viewer { mailPreferences { serviceUpdates companyNews } } }"
LOG = """query($filter: MailLogEntryFilter) { viewer {
  mailLog(first: 100, filter: $filter) { totalCount nodes { id mailClass subject outcome } } } }"""
OF = """query($id: ID!) { node(id: $id) { ... on User {
  mailPreferences { companyNews } mailLog { totalCount nodes { id subject } } } } }"""
HISTORY = (
    '{ viewer { account { auditLog(filter: {action: {startsWith: "profile:"}}) { nodes { action recordId } } } } }'
)


def post(to: User, subject: str, mail_class: MailClass = MailClass.TRANSACTIONAL) -> None:
    outbox.post(EmailMessage(subject, "Text", "s@example.org", [to.email]), mail_class, user_id=to.pk)


def log(client: Client, **given: Any) -> list[str]:
    found = client.data(LOG, filter=given)["viewer"]["mailLog"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["subject"] for node in found["nodes"]]


def choice(client: Client) -> tuple[bool, bool]:
    preferences = client.data(PREFERENCES)["viewer"]["mailPreferences"]
    return preferences["serviceUpdates"], preferences["companyNews"]


def test_p7_one_chooses_and_sees_it_and_it_holds_for_the_next_mail(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    client = api(zoe)
    assert choice(client) == (True, True)
    for said, shown in (
        ({"companyNews": False}, (True, False)),
        ({"serviceUpdates": False}, (False, False)),
        ({"companyNews": True}, (False, True)),
        ({"companyNews": None}, (False, True)),
        ({}, (False, True)),
    ):
        [payload] = client.data(CHOOSE, input=said).values()
        assert payload["userErrors"] == []
        assert tuple(payload["user"]["mailPreferences"].values()) == shown == choice(client)
        assert payload["user"]["updatedBy"] == {"id": id_of(zoe)}
    assert unwanted(zoe.email) == {MailClass.SERVICE_UPDATE}
    for mail_class in MailClass:
        post(zoe, mail_class, mail_class)
    nodes = client.data(LOG)["viewer"]["mailLog"]["nodes"]
    assert {node["mailClass"]: node["outcome"] for node in nodes} == {
        "TRANSACTIONAL": "SENT",
        "SERVICE_UPDATE": "OPTED_OUT",
        "COMPANY_NEWS": "SENT",
    }


def test_a_choice_is_written_down_and_what_changes_nothing_is_not(api: Api) -> None:
    zoe = worlds.user(worlds.account(), "zoe", role=Role.ADMIN)
    client = api(zoe)
    client.data(CHOOSE, input={"companyNews": False})
    done = client.data(HISTORY)
    assert done["viewer"]["account"]["auditLog"]["nodes"] == [{"action": "profile:choose_mail", "recordId": id_of(zoe)}]
    before = worlds.rows(zoe)
    client.data(CHOOSE, input={"companyNews": False, "serviceUpdates": None})
    assert worlds.changed(before, zoe) == set()
    assert client.data(HISTORY) == done


@pytest.mark.parametrize("who", ["colleague", "administrator", "superuser", "foreign administrator"])
def test_nobody_else_sees_any_of_it_or_chooses_for_them(api: Api, who: str) -> None:
    [zoe] = worlds.people("zoe")
    post(zoe, "A secret")
    of = worlds.account() if who.startswith("foreign") else zoe.account
    role = Role.ADMIN if who.endswith("administrator") else Role.MEMBER
    client = api(worlds.user(of, role=role, is_superuser=who == "superuser"))
    own = api(zoe).data(OF, id=id_of(zoe))["node"]
    assert own["mailPreferences"] == {"companyNews": True}
    assert [node["subject"] for node in own["mailLog"]["nodes"]] == ["A secret"]
    if of is zoe.account:
        nothing = {"mailPreferences": None, "mailLog": {"totalCount": 0, "nodes": []}}
        assert client.data(OF, id=id_of(zoe)) == {"node": nothing}
    else:
        assert client.data(OF, id=id_of(zoe)) == {"node": None}
    assert log(client) == []
    assert log(client, id={"eq": own["mailLog"]["nodes"][0]["id"]}) == []
    client.data(CHOOSE, input={"companyNews": False})
    assert unwanted(zoe.email) == set()


@pytest.mark.parametrize("make", [worlds.token, worlds.access_token], ids=["personal token", "access token"])
def test_no_token_sees_it_or_chooses(api: Api, make: Any) -> None:
    [zoe] = worlds.people("zoe")
    post(zoe, "A secret")
    client = api(token=make(zoe))
    assert client.code(LOG) == client.code(PREFERENCES) == "FORBIDDEN"
    assert client.code(CHOOSE, input={"companyNews": False}) == "FORBIDDEN"
    assert unwanted(zoe.email) == set()
    assert log(api(zoe)) == ["A secret"]


def test_the_log_is_narrowed_by_each_of_its_filters_and_ordered(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    for subject in ("Welcome", "A bill", "A receipt"):
        post(zoe, subject)
    client = api(zoe)
    assert log(client) == ["A receipt", "A bill", "Welcome"]
    assert log(client, subject={"startsWith": "a "}) == ["A receipt", "A bill"]
    assert log(client, sentAt={"gt": "2120-01-01T00:00:00Z"}) == []
    assert len(log(client, sentAt={"gt": "2020-01-01T00:00:00Z"})) == 3
    [first, *_] = client.data(LOG)["viewer"]["mailLog"]["nodes"]
    assert log(client, id={"eq": first["id"]}) == ["A receipt"]
    assert log(client, **{"not": {"id": {"eq": first["id"]}}}) == ["A bill", "Welcome"]
    ordered = "{ viewer { mailLog(orderBy: [{field: SENT_AT}]) { nodes { subject } } } }"
    assert client.data(ordered)["viewer"]["mailLog"]["nodes"][0] == {"subject": "Welcome"}


def test_the_log_pages_newest_first_and_takes_one_statement(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    for number in range(5):
        post(zoe, f"Mail {number}")
    page = """query($after: String) { viewer { mailLog(first: 2, after: $after) {
        nodes { subject } pageInfo { endCursor hasNextPage } } } }"""
    client, seen, after, more = api(zoe), [], None, True
    while more:
        with watch() as wire:
            found = client.data(page, after=after)["viewer"]["mailLog"]
        assert wire.statements == 1
        seen += [node["subject"] for node in found["nodes"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert seen == [f"Mail {number}" for number in range(5)][::-1]


def test_what_was_chosen_otherwise_is_shown_too(api: Api) -> None:
    [zoe] = worlds.people("zoe")
    preferences.choose(zoe.email.upper(), preferences.NO_MAIL, how=How.MAIL)
    assert choice(api(zoe)) == (False, False)
    opt_out(worlds.address(), how=How.MAIL)
    assert choice(api(worlds.user(zoe.account))) == (True, True)


def test_nothing_but_the_person_leads_to_it() -> None:
    ways = {
        f"{name}.{field}"
        for name, named in graphql_schema.type_map.items()
        if isinstance(named, GraphQLObjectType)
        for field, of in named.fields.items()
        if get_named_type(of.type).name.startswith(("MailLogEntry", "MailPreferences"))
    }
    inside = {"MailLogEntryConnection.edges", "MailLogEntryConnection.nodes", "MailLogEntryEdge.node"}
    assert ways == {"User.mailLog", "User.mailPreferences", *inside}

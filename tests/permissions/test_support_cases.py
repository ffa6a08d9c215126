"""Who opens cases, who asks in them, and who decides? Only whose records it is; and nothing is changed by others."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F

import mails
import worlds
from accounts import agents
from accounts.models import Role, User
from api import Api
from audit.actions import Action
from database.refusals import Invalid, NotFound
from permissions.carriers import CARRIERS
from permissions.models import OpenCase, SupportAccess, SupportCase, SupportRequest
from permissions.support import agency
from permissions.support.consent import LAPSES

OPEN = """mutation($records: [ID!]) { openSupportCase(input: {subject: "Help", text: "It fails.", records: $records}) {
  case { id subject records closedAt messages { agent text } requests { id } } userErrors { code field } } }"""
SAY = """mutation($id: ID!, $records: [ID!]) {
  addSupportMessage(input: {caseId: $id, text: "More", records: $records}) {
    case { records messages { text } } userErrors { code field } } }"""
CLOSE = "mutation($id: ID!) { closeSupportCase(input: {id: $id}) { case { closedAt } userErrors { code field } } }"
APPROVE = """mutation($id: ID!, $hours: Int) { approveSupportRequest(input: {id: $id, hours: $hours}) {
  request { state expiresAt hours agent reason records } userErrors { code field } } }"""
DECLINE = """mutation($id: ID!) { declineSupportRequest(input: {id: $id}) {
  request { state } userErrors { code field } } }"""
REVOKE = """mutation($id: ID!) { revokeSupportRequest(input: {id: $id}) {
  request { state } userErrors { code field } } }"""
CASES = "{ viewer { supportCases { id requests { state } } } }"


def ids_of(*records: Any) -> list[str]:
    return [worlds.id_of(record) for record in records]


def refused(client: Any, document: str, **variables: Any) -> list[tuple[str, str | None]]:
    """Return code and field of each error; there is no record in the payload then."""
    [payload] = client.data(document, **variables).values()
    shown = payload.get("case", payload.get("request"))
    assert (shown is None) is bool(payload["userErrors"])
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.BILLING, Role.MEMBER])
def test_whoever_works_for_a_customer_asks_for_help_about_what_they_own(api: Api, role: Role) -> None:
    ada = worlds.user(worlds.account(), role=role)
    ben, contact = worlds.user(ada.account), worlds.contact(ada)
    worlds.end_trial(ada.account)
    note, shared, hidden = worlds.note(ada, contact), worlds.contact(ben), worlds.contact(ben)
    opened = api(ada).data(OPEN, records=ids_of(contact, note))["openSupportCase"]
    assert opened["case"].pop("id").startswith("case_")
    assert opened == {
        "case": {"subject": "Help", "records": ids_of(contact, note), "closedAt": None, "requests": []}
        | {"messages": [{"agent": None, "text": "It fails."}]},
        "userErrors": [],
    }
    count = OpenCase.objects.count()
    worlds.grant(shared, ada, worlds.Level.MANAGE)
    before = worlds.rows(ada)
    for other in (shared, hidden, ben, worlds.contact(worlds.user(worlds.account()))):
        assert refused(api(ada), OPEN, records=ids_of(contact, other)) == [("NOT_FOUND", "records")]
    assert refused(api(ada), OPEN, records=["nonsense"]) == [("INVALID", "records")]
    assert (worlds.changed(before, ada), OpenCase.objects.count()) == (set(), count)


def test_no_token_and_no_agent_asks_for_help(api: Api) -> None:
    [ada] = worlds.people("ada")
    before = worlds.rows(ada)
    assert api(token=worlds.token(ada)).code(OPEN) == "FORBIDDEN"
    assert api(worlds.agent()).refusals(OPEN) == [("FORBIDDEN", None)]
    assert worlds.changed(before, ada) == {"tokens_personaltoken"}


def test_a_case_is_seen_and_gone_on_with_by_its_owner_alone(api: Api) -> None:
    account = worlds.account()
    ada, ben = worlds.user(account), worlds.user(account, role=Role.ADMIN, is_superuser=True)
    first, second = worlds.contact(ada), worlds.contact(ada)
    case = worlds.case(ada, first)
    before, id_ = worlds.rows(ada), worlds.id_of(case)
    for other in (ben, worlds.user(worlds.account()), worlds.agent()):
        assert refused(api(other), SAY, id=id_) == [("NOT_FOUND", "caseId")]
        assert refused(api(other), CLOSE, id=id_) == [("NOT_FOUND", "id")]
        assert api(other).data(CASES)["viewer"]["supportCases"] == []
    assert worlds.changed(before, ada) == set()
    said = api(ada).data(SAY, id=id_, records=ids_of(first, second))["addSupportMessage"]["case"]
    assert said == {"records": ids_of(first, second), "messages": [{"text": "More"}, {"text": "It does not work."}]}
    assert api(ada).data(CLOSE, id=id_)["closeSupportCase"]["case"]["closedAt"]
    assert refused(api(ada), SAY, id=id_) == [("INVALID", "id")]
    assert not OpenCase.objects.filter(pk=case.pk).exists()


def test_an_agent_asks_for_what_was_named_and_nothing_else() -> None:
    [ada] = worlds.people("ada")
    named, other, agent = worlds.contact(ada), worlds.contact(ada), worlds.agent()
    case = worlds.case(ada, named)
    before, sent = worlds.rows(ada), len(mails.mails(ada.email))
    for records in ((other,), (named, other), ()):
        with pytest.raises(Invalid, match="INVALID records"):
            worlds.asked(case, agent, *records)
    for hours in (0, 25):
        with pytest.raises(Invalid, match="INVALID hours"):
            worlds.asked(case, agent, named, hours=hours)
    with pytest.raises(Invalid, match="BLANK reason"):
        agency.ask(case.pk, ids_of(named), " ", 1, agent=agent)
    with pytest.raises(NotFound):
        agency.ask(named.pk, ids_of(named), "Why not?", 1, agent=agent)
    assert (worlds.changed(before, ada), len(mails.mails(ada.email))) == (set(), sent)
    assert worlds.asked(case, agent, named).state == "REQUESTED"
    [mail] = mails.mails(ada.email)[sent:]
    assert "To look at it." not in mails.body(mail)
    assert agent.username in mails.body(mail)


def test_an_owner_approves_for_no_longer_than_was_asked(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact, agent = worlds.contact(ada), worlds.agent()
    request = worlds.asked(worlds.case(ada, contact), agent, contact, hours=3)
    client, id_ = api(ada), worlds.id_of(request)
    worlds.end_trial(ada.account)
    before = worlds.rows(ada)
    for hours in (0, 4):
        assert refused(client, APPROVE, id=id_, hours=hours) == [("INVALID", "hours")]
    assert worlds.changed(before, ada) == set()
    approved = client.data(APPROVE, id=id_, hours=2)["approveSupportRequest"]["request"]
    assert approved.pop("expiresAt")
    assert approved == {"state": "APPROVED", "hours": 3, "agent": agent.username, "reason": "To look at it."} | {
        "records": ids_of(contact)
    }
    access = SupportAccess.objects.get(pk=request.pk)
    with worlds.within(ada):
        kept = SupportRequest.objects.get(pk=request.pk)
    assert (access.expires_at, (access.expires_at - kept.decided_at).total_seconds() // 60) == (kept.expires_at, 119)
    assert refused(client, APPROVE, id=id_) == [("INVALID", "id")]


def test_nobody_else_decides(api: Api) -> None:
    account = worlds.account()
    ada, ben = worlds.user(account), worlds.user(account, role=Role.ADMIN, is_superuser=True)
    contact, agent = worlds.contact(ada), worlds.agent()
    worlds.grant(contact, ben, worlds.Level.MANAGE)
    request = worlds.asked(worlds.case(ada, contact), agent, contact)
    before, id_ = worlds.rows(ada), worlds.id_of(request)
    for other in (ben, worlds.user(worlds.account()), agent):
        for document in (APPROVE, DECLINE, REVOKE):
            assert refused(api(other), document, id=id_) == [("NOT_FOUND", "id")]
    assert api(token=worlds.token(ada)).code(APPROVE, id=id_) == "FORBIDDEN"
    assert worlds.changed(before, ada) == {"tokens_personaltoken"}
    with worlds.within(ada):
        type(contact).objects.filter(pk=contact.pk).update(owner=ben)
    assert refused(api(ada), APPROVE, id=id_) == [("NOT_FOUND", "id")]
    with worlds.within(ada):
        type(contact).objects.filter(pk=contact.pk).update(owner=ada)
    assert refused(api(ada), APPROVE, id=id_) == []


@pytest.mark.parametrize("how", ["declined", "lapsed", "closed"])
def test_what_is_over_cannot_be_approved(api: Api, how: str) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    opened = worlds.case(ada, contact)
    over, other = (worlds.asked(opened, worlds.agent(), contact) for _ in range(2))
    client = api(ada)
    assert refused(client, APPROVE, id=worlds.id_of(other)) == []
    match how:
        case "declined":
            assert refused(client, DECLINE, id=worlds.id_of(over)) == []
        case "lapsed":
            with worlds.within(ada):
                SupportRequest.objects.filter(pk=over.pk).update(requested_at=F("requested_at") - LAPSES)
        case "closed":
            assert refused(client, CLOSE, id=worlds.id_of(opened)) == []
    before = worlds.rows(ada)
    assert refused(client, APPROVE, id=worlds.id_of(over), hours=None) == [("INVALID", "id")]
    assert worlds.changed(before, ada) == set()


def test_closing_takes_back_all_that_was_approved(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    request = worlds.approved(ada, worlds.agent(), contact)
    pending = worlds.asked(SupportCase(pk=request.case_id), worlds.agent(), contact)
    assert refused(api(ada), CLOSE, id=f"case_{request.case_id.hex}") == []
    [shown] = api(ada).data(CASES)["viewer"]["supportCases"]
    assert [each["state"] for each in shown["requests"]] == ["DECLINED", "REVOKED"]
    assert not SupportAccess.objects.filter(pk__in=[request.pk, pending.pk]).exists()
    assert refused(api(ada), REVOKE, id=worlds.id_of(request)) == [("INVALID", "id")]


def test_agents_are_the_operators_people_and_nobody_elses(api: Api) -> None:
    account = worlds.account()
    admin, ann, agent = worlds.user(account, role=Role.ADMIN), worlds.user(account), worlds.agent()
    before = worlds.rows(admin)
    change = "mutation($id: ID!) { changeRole(input: {userId: $id, role: AGENT}) { userErrors { code field } } }"
    invite = 'mutation { invitePerson(input: {email: "x@example.net", role: AGENT}) { userErrors { code field } } }'
    assert api(admin).refusals(change, id=worlds.id_of(ann)) == [("INVALID", "role")]
    assert api(admin).refusals(invite) == [("INVALID", "role")]
    for person, role in ((ann, Role.AGENT), (agent, Role.ADMIN), (agent, Role.MEMBER)):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(role=role)
    assert worlds.changed(before, admin) == set()
    for call in ('createContact(input: {firstName: "x"})', 'createTeam(input: {name: "x"})'):
        mutation = f"mutation {{ {call} {{ userErrors {{ code field }} }} }}"
        assert api(agent).refusals(mutation) == [("FORBIDDEN", None)]


def command(*arguments: str) -> str:
    """Return what `steward agent` says."""
    said = StringIO()
    call_command("agent", *arguments, stdout=said)
    return said.getvalue()


def test_an_agent_is_invited_by_mail_once_and_removed() -> None:
    name = f"agent-{uuid4().hex[:12]}"
    address = f"{name}@example.org"
    assert command("invite", "--email", address, "--username", name) == f"{name} was sent a link.\n"
    made = agents.agents().get(username=name)
    assert made.account.is_operator
    [mail] = mails.mails(address)
    assert mails.key(mail)
    assert name in mails.body(mail)
    assert agents.invite(address, name) == made
    with pytest.raises(CommandError, match="username: A user with that username already exists"):
        command("invite", "--email", "other@example.org", "--username", name)
    assert name in command("list").split()
    assert command("remove", "--username", name) == f"{name} can sign in no more.\n"
    assert name not in command("list").split()
    with pytest.raises(CommandError, match="There is no such record"):
        command("remove", "--username", name)


def test_what_support_can_read_is_written_down_as_something_there_is() -> None:
    assert {f"{model._meta.model_name}:read" for model in CARRIERS} <= set(Action)

"""What does support read? What was named and approved, as long as it is, and nothing else; each read is told (P18)."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections

import worlds
from accounts.models import User
from api import Api
from audit import chain
from contacts.values import AddressValue, EmailValue, PhoneValue
from database.context import account_context
from permissions.models import SupportAccess, SupportRequest
from tests.permissions.whole_schema import documents

NAME = "query($id: ID!) { node(id: $id) { ... on Contact { id name emails { address } } } }"
RECORD_IDS = re.compile(r"(?:con|com|tag|note)_[0-9a-f]{32}")
LEDGER = """{ viewer { supportLedger { totalCount nodes { recordId agent reason fields request { id state } } } } }"""


@dataclass(frozen=True)
class Office:
    """Ada, what she has of everything, the half of which she names, and an agent."""

    ada: User
    agent: User
    named: dict[str, Any]
    others: tuple[Any, ...]

    def ids(self) -> dict[str, list[str]]:
        """Return the ids of all of it, by type."""
        of: dict[str, list[str]] = {}
        for record in (*self.named.values(), *self.others):
            of.setdefault(type(record).__name__, []).append(worlds.id_of(record))
        return of

    def named_ids(self) -> set[str]:
        """Return the ids of what is named."""
        return {worlds.id_of(record) for record in self.named.values()}

    def request(self) -> SupportRequest:
        """Return an approved request for what is named."""
        return worlds.approved(self.ada, self.agent, *self.named.values())


def belongings(ada: User, which: str) -> dict[str, Any]:
    """Return one of everything, each hanging on the others."""
    company, tag = worlds.company(ada, "Secret & Sons"), worlds.tag(ada, f"Secret tag {which}")
    contact = worlds.contact(
        ada,
        last_name="Secret",
        company=company,
        tags=[tag],
        emails=(EmailValue(address="secret@example.org"),),
        phones=(PhoneValue(number="020 7946 0018"),),
        addresses=(AddressValue(city="Secretville"),),
    )
    return {"Company": company, "Tag": tag, "Contact": contact, "Note": worlds.note(ada, contact, "Secret note")}


@pytest.fixture
def office() -> Office:
    ada = worlds.user(worlds.account())
    mine, others = belongings(ada, "named"), belongings(ada, "other")
    worlds.team(ada)
    # The contact and the tag: their company and their note are neighbours.
    named = {name: mine[name] for name in ("Contact", "Tag")}
    return Office(ada, worlds.agent(), named, (*others.values(), mine["Company"], mine["Note"]))


def seen(client: Any, office: Office) -> set[str]:
    """Return the ids of records that queries in every way there is show to somebody; and whether they show texts."""
    found: set[str] = set()
    for text, variables in documents(office.ids()):
        answer = client.ask(text, **variables)
        assert answer.status_code == 200, (text, answer.text)
        found |= {*RECORD_IDS.findall(answer.text), *re.findall("Secret(?: tag other)?", answer.text)}
    return found


def expire(request: SupportRequest) -> None:
    """Have a second pass since the request has expired, by the database's clock."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "UPDATE permissions_supportaccess SET expires_at = now() - interval '1 second' WHERE id = %s", [request.pk]
        )


def entries(office: Office) -> int:
    with account_context(office.ada.account_id):
        head = chain.newest()
    return head.sequence if head else 0


def test_p17_who_works_for_the_operator_finds_nothing_by_any_way(office: Office, api: Api) -> None:
    superuser, ada = worlds.user(worlds.account(), is_superuser=True), api(office.ada)
    before = entries(office)
    for client in (api(office.agent), api(superuser)):
        assert seen(client, office) == set()
    of_all = {each for ids in office.ids().values() for each in ids}
    assert seen(ada, office) == {*of_all, "Secret", "Secret tag other"}
    assert entries(office) == before


def test_p18_support_reads_what_was_named_by_any_way_and_no_neighbour(office: Office, api: Api) -> None:
    request = office.request()
    client = api(office.agent, support=worlds.id_of(request))
    assert seen(client, office) == {*office.named_ids(), "Secret"}
    expire(request)
    for text, variables in documents(office.ids()):
        assert client.code(text, **variables) == "UNAUTHENTICATED"


def test_each_record_that_is_read_is_one_entry_of_the_ledger(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client, before = api(office.agent, support=worlds.id_of(request)), entries(office)
    fields = "alias: name emails { address } tags { id } company { id }"
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Contact {{ {fields} }} }} }}"
    assert client.data(query, id=contact)["node"]["company"] is None
    assert entries(office) == before + 2
    ledger = api(office.ada).data(LEDGER)["viewer"]["supportLedger"]
    of_request = {"agent": office.agent.username, "reason": "To look at it."} | {
        "request": {"id": worlds.id_of(request), "state": "APPROVED"}
    }
    assert ledger["totalCount"] == 2
    told = {entry.pop("recordId"): entry for entry in ledger["nodes"]}
    assert told == {
        contact: of_request | {"fields": ["name", "emails.address", "tags", "company"]},
        worlds.id_of(office.named["Tag"]): of_request | {"fields": ["id"]},
    }
    colleague = worlds.user(office.ada.account)
    assert api(colleague).data(LEDGER)["viewer"]["supportLedger"]["totalCount"] == 0
    assert client.data(LEDGER)["viewer"]["supportLedger"]["totalCount"] == 0


def test_an_entry_that_cannot_be_written_leaves_no_answer(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client = api(office.agent, support=worlds.id_of(request))
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE audit_link ADD CONSTRAINT none CHECK (false) NOT VALID")
        try:
            answer = client.ask(NAME, id=contact)
        finally:
            owner.execute("ALTER TABLE audit_link DROP CONSTRAINT none")
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "Secret" not in answer.text
    assert client.data(NAME, id=contact)["node"]["name"] == "Secret"


def test_a_ledger_that_was_altered_is_found_out(office: Office, api: Api) -> None:
    client = api(office.agent, support=worlds.id_of(office.request()))
    client.data(NAME, id=worlds.id_of(office.named["Contact"]))
    account_id = office.ada.account_id
    assert chain.faults(account_id) == []
    change = (
        "UPDATE audit_detail SET text = replace(text, %s, %s) WHERE account_id = %s AND text LIKE '%%emails.address%%'"
    )
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT set_config('steward.account_id', %s, false)", [str(account_id)])
        owner.execute(change, ["emails.address", "emails.label", account_id])
        assert owner.rowcount == 1
        owner.execute("SELECT set_config('steward.account_id', '', false)")
    [fault] = chain.faults(account_id)
    assert fault.endswith("says of CHANGES was altered.")


def ends(how: str, office: Office, request: SupportRequest, api: Api) -> None:
    """End what was approved, in one of the ways that there are."""
    ada = api(office.ada)
    mutation = "mutation($id: ID!) {{ {}(input: {{id: $id}}) {{ userErrors {{ code field }} }} }}"
    match how:
        case "revoked":
            assert ada.refusals(mutation.format("revokeSupportRequest"), id=worlds.id_of(request)) == []
        case "the case is closed":
            case = f"case_{request.case_id.hex}"
            assert ada.refusals(mutation.format("closeSupportCase"), id=case) == []
        case "expired":
            expire(request)
        case "signed out":
            worlds.end_sessions(office.agent)
        case "deactivated":
            User.objects.filter(pk=office.agent.pk).update(is_active=False)
        case "the second factor is gone":
            office.agent.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's


WAYS = ("revoked", "the case is closed", "expired", "signed out", "deactivated", "the second factor is gone")


@pytest.mark.parametrize("how", WAYS)
def test_the_very_next_read_finds_nothing_once_it_is_over(office: Office, api: Api, how: str) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client = api(office.agent, support=worlds.id_of(request))
    assert client.data(NAME, id=contact)["node"]["name"] == "Secret"
    ends(how, office, request, api)
    before, answer = entries(office), client.ask(NAME, id=contact)
    assert (answer.status_code, entries(office)) == (401, before)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_clock_that_is_set_back_does_not_bring_it_back(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client = api(office.agent, support=worlds.id_of(request))
    expire(request)
    assert client.code(NAME, id=contact) == "UNAUTHENTICATED"
    assert not SupportAccess.objects.filter(pk=request.pk).exists()
    states = "{ viewer { supportCases { requests { state } } } }"
    assert api(office.ada).data(states)["viewer"]["supportCases"] == [{"requests": [{"state": "EXPIRED"}]}]


def test_what_was_handed_on_meanwhile_is_not_read(office: Office, api: Api) -> None:
    request, contact = office.request(), office.named["Contact"]
    client, ben = api(office.agent, support=worlds.id_of(request)), worlds.user(office.ada.account)
    assert client.data(NAME, id=worlds.id_of(contact))["node"]["name"] == "Secret"
    with worlds.within(office.ada):
        type(contact).objects.filter(pk=contact.pk).update(owner=ben)
    assert client.data(NAME, id=worlds.id_of(contact)) == {"node": None}


def test_a_request_opens_nothing_to_anybody_but_its_agent(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    support = worlds.id_of(request)
    assert api(office.agent, support=support).data(NAME, id=contact)["node"]["name"] == "Secret"
    for other in (worlds.agent("other"), office.ada, worlds.user(worlds.account(), is_superuser=True)):
        assert api(other, support=support).code(NAME, id=contact) == "UNAUTHENTICATED"
    pending = worlds.asked(worlds.case(office.ada, office.named["Contact"]), office.agent, office.named["Contact"])
    for not_approved in (worlds.id_of(pending), "sreq_" + "0" * 32, contact, "nonsense"):
        assert api(office.agent, support=not_approved).code(NAME, id=contact) == "UNAUTHENTICATED"
    token = worlds.token(office.ada)
    assert api(token=token, support=support).code(NAME, id=contact) == "BAD_REQUEST"
    assert api(support=support).code(NAME, id=contact) == "UNAUTHENTICATED"


def test_a_session_without_a_second_factor_reads_nothing(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client = api(office.agent, support=worlds.id_of(request))
    assert client.data(NAME, id=contact)["node"]["name"] == "Secret"
    sessions = office.agent.sessions
    sessions.update(has_second_factor=False)
    assert client.code(NAME, id=contact) == "UNAUTHENTICATED"
    sessions.update(has_second_factor=True)
    assert client.data(NAME, id=contact)["node"]["name"] == "Secret"


def test_support_changes_nothing(office: Office, api: Api) -> None:
    request, contact = office.request(), worlds.id_of(office.named["Contact"])
    client, before = api(office.agent, support=worlds.id_of(request)), worlds.rows(office.ada)
    mutation = 'mutation($id: ID!) { updateContact(input: {id: $id, jobTitle: "Spy"}) { userErrors { code field } } }'
    assert client.code(mutation, id=contact) == "FORBIDDEN"
    assert api(office.agent).refusals(mutation, id=contact) == [("NOT_FOUND", "id")]
    assert worlds.changed(before, office.ada) == set()
    assert json.loads(
        json.dumps(
            client.data(
                "query($id: ID!) { node(id: $id) { ... on Contact { access { view edit manage reasons } } } }",
                id=contact,
            )
        )
    ) == {"node": {"access": {"view": True, "edit": False, "manage": False, "reasons": []}}}


def test_support_lists_and_counts_nothing_not_even_below_what_it_reads(office: Office, api: Api) -> None:
    contact = office.named["Contact"]
    note = worlds.note(office.ada, contact, "Secret again")
    client = api(office.agent, support=worlds.id_of(office.request()))
    none: dict[str, Any] = {"totalCount": 0, "nodes": []}
    lists = "notes { totalCount nodes { id } } history { totalCount nodes { id } }"
    below = f"query($id: ID!) {{ node(id: $id) {{ ... on Contact {{ {lists} }} }} }}"
    assert client.data(below, id=worlds.id_of(contact)) == {"node": {"notes": none, "history": none}}
    shown = api(office.ada).data(below, id=worlds.id_of(contact))["node"]
    assert shown["notes"]["nodes"][0] == {"id": worlds.id_of(note)}
    roots = " ".join(f"{name} {{ totalCount nodes {{ id }} }}" for name in ("contacts", "companies", "tags", "users"))
    assert client.data(f"{{ {roots} }}") == dict.fromkeys(("contacts", "companies", "tags", "users"), none)

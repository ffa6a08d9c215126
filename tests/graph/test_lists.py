"""Does every list page, in every order it has? test_pages.py shows it of contacts, in random worlds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

import worlds
from accounts.invitations import invite
from accounts.models import Invitation, Role, Team, User
from activities.models import Note
from api import Api, Client
from audit.models import AuditLogEntry, Disclosure, HistoryEntry
from contacts.actions import update_company
from contacts.models import Company, Tag
from contacts.values import CompanyValues
from graph.schema import graphql_schema
from mail.classes import MailClass
from mail.models import MailLogEntry, Outcome
from permissions.levels import Level
from permissions.models import Transfer
from permissions.support.models import SupportRead
from permissions.transfers import hand_over
from told import settle

NAMES = ["b", "Å", "a", "é", "B2", "z", "c"]  # every second is ben's


@pytest.fixture(scope="module")
def person(server: str) -> Iterator[User]:
    """Somebody with seven companies, tags, teams, colleagues and notes; some are ben's, and one more is hidden."""
    account = worlds.account()
    ada, ben = worlds.user(account, "ada", role=Role.ADMIN), worlds.user(account, "ben")
    for number, name in enumerate(NAMES):
        owner = (ada, ben)[number % 2]
        record: Any
        for record in (worlds.company(owner, name), worlds.tag(owner, name)):
            if owner is ben:
                worlds.grant(record, ada, Level.VIEW)
        worlds.team(owner, name=name)
        worlds.user(ada.account, name)
    worlds.company(ben, "hidden")
    worlds.tag(ben, "hidden")
    first = worlds.company(ada, "first")
    for number, name in enumerate(NAMES):
        worlds.note(ada, first, name)
        with worlds.within(ada):
            update_company(Company.objects.get(pk=first.pk), CompanyValues(industry=name), actor=ada)
        gone = worlds.user(account, "gone", is_active=False)
        with worlds.within(ada):
            invite(f"{number}-{gone.username}@example.org", Role.MEMBER, actor=ada)
            hand_over(gone, ben, actor=ada)
            MailLogEntry.objects.create(
                user=ada, mail_class=MailClass.TRANSACTIONAL, subject=name, outcome=Outcome.SENT, sent_at=timezone.now()
            )
    look(server, ada)
    return ada


def look(server: str, owner: User) -> None:
    """Have support read a record of the owner's, again and again."""
    agent, read = worlds.agent(), worlds.company(owner, "read")
    request = worlds.approved(owner, agent, read)
    with Client(server, agent, support=worlds.id_of(request)) as client:
        for _ in NAMES:
            assert client.data("query($id: ID!) { node(id: $id) { id } }", id=worlds.id_of(read))["node"]
    with Client(server, token=worlds.token(owner)) as client:
        assert client.data("{ companies { nodes { id } } tags { nodes { id } } }")
    settle()


LISTS: dict[str, tuple[str, Any, Callable[[User, Any], bool]]] = {
    "companies": ("CompanyOrder", Company, lambda ada, row: row.name != "hidden"),
    "tags": ("TagOrder", Tag, lambda ada, row: row.name != "hidden"),
    "teams": ("TeamOrder", Team, lambda ada, row: True),
    "users": ("UserOrder", User, lambda ada, row: row.account_id == ada.account_id),
    "invitations": ("InvitationOrder", Invitation, lambda ada, row: True),
    "transfers": ("TransferOrder", Transfer, lambda ada, row: True),
    "notes": ("NoteOrder", Note, lambda ada, row: True),
    "auditLog": ("AuditLogEntryOrder", AuditLogEntry, lambda ada, row: True),
    "mailLog": ("MailLogEntryOrder", MailLogEntry, lambda ada, row: row.user_id == ada.pk),
    "supportLedger": ("SupportReadOrder", SupportRead, lambda ada, row: row.owner_id == ada.pk),
    "disclosures": ("DisclosureOrder", Disclosure, lambda ada, row: row.owner_id == ada.pk),
    "history": ("HistoryEntryOrder", HistoryEntry, lambda ada, row: row.record_id == of_first(ada)),
}


def cases() -> Iterator[Any]:
    """(list, key of its order, column) for every key that the schema has."""
    for name, (order, _, _) in LISTS.items():
        field: Any = graphql_schema.type_map[f"{order}Field"]
        for key, value in field.values.items():
            yield pytest.param((name, key, str(getattr(value.value, "value", value.value))), id=f"{name} by {key}")


# What lists are in that are not the query's own.
FIRST = 'companies(filter: {name: {eq: "first"}}) { nodes { %s } }'
WITHIN = {"notes": FIRST, "history": FIRST, "auditLog": "viewer { account { %s } }"}
WITHIN |= dict.fromkeys(("mailLog", "supportLedger", "disclosures"), "viewer { %s }")


def listed(data: Any, name: str) -> Any:
    """Return the list of this name, wherever it is."""
    while name not in data:
        [data] = data if isinstance(data, list) else data.values()
    return data[name]


def of_first(ada: User) -> Any:
    """Return the key of the company that has a history."""
    return Company.objects.get(owner=ada, name="first").pk


def in_order(person: User, name: str, column: str, direction: str) -> list[str]:
    """Return the ids of what the person sees of a list, in its order."""
    _, model, is_seen = LISTS[name]
    with worlds.within(person):
        rows = [row for row in model.objects.all() if is_seen(person, row)]
    rows.sort(key=lambda row: (getattr(row, column), row.pk), reverse=direction == "DESC")
    assert len(rows) >= 7
    return [worlds.id_of(row) for row in rows]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("case", list(cases()))
def test_every_list_pages_in_every_order(server: str, person: User, case: tuple[str, str, str], direction: str) -> None:
    name, key, column = case
    page = "{ totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } }"
    arguments = f"(first: 3, after: $after, orderBy: [{{field: {key}, direction: {direction}}}])"
    path = WITHIN.get(name, "%s") % f"{name}{arguments} {page}"
    seen, after = [], None
    with Client(server, person) as client:
        expected = in_order(person, name, column, direction)
        while True:
            found = client.data(f"query($after: String) {{ {path} }}", after=after)
            found = listed(found, name)
            assert found["totalCount"] == len(expected)
            assert found["pageInfo"]["hasPreviousPage"] == bool(seen)
            seen += [node["id"] for node in found["nodes"]]
            assert found["pageInfo"]["hasNextPage"] == (len(seen) < len(expected))
            if not found["pageInfo"]["hasNextPage"]:
                break
            after = found["pageInfo"]["endCursor"]
    assert seen == expected


def test_every_list_of_the_schema_is_among_these() -> None:
    connections = {
        name.removesuffix("Connection") for name in graphql_schema.type_map if name.endswith("Connection")
    }  # fmt: skip
    assert connections == {model.__name__ for _, model, _ in LISTS.values()} | {"Contact"}


@pytest.mark.parametrize(
    "asked", ["first: 2) { pageInfo { hasPreviousPage } }", "last: 2) { pageInfo { hasNextPage } }"]
)
def test_what_is_the_same_for_all_rows_is_told_once(api: Api, asked: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    for name in ("Zoë", "Yan", "Xi"):
        worlds.contact(ada, first_name=name)
    answers = [api(person).data(f"{{ contacts({asked} }}")["contacts"]["pageInfo"] for person in (ada, ben)]
    assert [list(answer.values()) for answer in answers] == [[False], [False]]


def test_a_filter_that_nothing_needs_is_checked_all_the_same(api: Api) -> None:
    client = api(*worlds.people("ada"))
    query = "query($a: String, $id: ID) { contacts(filter: {firstName: {eq: $a}, id: {eq: $id}}) { __typename } }"
    right = {"a": "x", "id": "con_" + "0" * 32}
    assert client.data(query, **right) == {"contacts": {"__typename": "ContactConnection"}}
    assert client.code(query, **right | {"a": "\0"}) == "BAD_FILTER"
    assert client.code(query, **right | {"id": "tag_" + "0" * 32}) == "BAD_ID"

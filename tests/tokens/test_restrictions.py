"""Does a token that is restricted to some records find no others, change no others, and make no others?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

import worlds
from accounts.models import User
from api import Api, Client
from contacts.models import Company, Tag
from graph.document import identifier
from permissions.credentials import of_token
from permissions.levels import Level
from permissions.viewer import Inputs, authenticate
from worlds import id_of


@dataclass(frozen=True, kw_only=True)
class World:
    """Ada sees two of everything, and her token is restricted to one of each."""

    ada: User
    restriction: dict[str, Any]
    tag: Tag
    inside: dict[str, Any]
    outside: dict[str, Any]


def _records(owner: User, tag: Tag | None) -> dict[str, Any]:
    tags = [tag] if tag else []
    contact, company = worlds.contact(owner, tags=tags), worlds.company(owner)
    return {"contact": contact, "company": company, "note": worlds.note(owner, contact)}


def of_a_tag() -> World:
    [ada] = worlds.people("ada")
    tag, other = worlds.tag(ada, "In"), worlds.tag(ada, "Out")
    inside, outside = _records(ada, tag), _records(ada, other)
    stick(ada, inside["company"], tag)
    stick(ada, outside["company"], other)
    return World(
        ada=ada, restriction={"only_tag": tag}, tag=tag, inside=inside | {"tag": tag}, outside=outside | {"tag": other}
    )


def of_an_owner() -> World:
    ada, ben = worlds.people("ada", "ben")
    tag = worlds.tag(ada)
    inside, outside = _records(ben, None), _records(ada, None)
    for record in (inside["contact"], inside["company"]):
        worlds.grant(record, ada, Level.MANAGE)
    return World(ada=ada, restriction={"only_owner": ben}, tag=tag, inside=inside, outside=outside | {"tag": tag})


def of_a_team() -> World:
    [ada] = worlds.people("ada")
    team, tag = worlds.team(ada), worlds.tag(ada)
    inside, outside = _records(ada, None), _records(ada, None)
    for record in (inside["contact"], inside["company"]):
        worlds.grant(record, team, Level.VIEW)
    return World(ada=ada, restriction={"only_team": team}, tag=tag, inside=inside, outside=outside | {"tag": tag})


def stick(owner: User, company: Company, tag: Tag) -> None:
    from contacts.actions import update_company
    from contacts.values import CompanyValues

    with worlds.within(owner):
        update_company(company, CompanyValues(), add_tags=[tag], actor=owner)


WORLDS = (of_a_tag, of_an_owner, of_a_team)
LISTS = """{
  contacts { totalCount nodes { id notes { nodes { id } } } }
  companies { totalCount nodes { id } }
  tags { nodes { id } }
}"""
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


@pytest.fixture(params=WORLDS, ids=lambda make: make.__name__)
def world(request: pytest.FixtureRequest) -> World:
    return request.param()


def restricted(api: Api, world: World) -> Client:
    return api(token=worlds.token(world.ada, **world.restriction))


def test_lists_and_ids_show_what_is_inside(api: Api, world: World) -> None:
    client = restricted(api, world)
    inside, outside = world.inside, world.outside
    assert client.data(LISTS) == {
        "contacts": {
            "totalCount": 1,
            "nodes": [{"id": id_of(inside["contact"]), "notes": {"nodes": [{"id": id_of(inside["note"])}]}}],
        },
        "companies": {"totalCount": 1, "nodes": [{"id": id_of(inside["company"])}]},
        "tags": {"nodes": [{"id": id_of(inside["tag"])}] if "tag" in inside else []},
    }
    shown, hidden = map(id_of, inside.values()), map(id_of, outside.values())
    ids = [*shown, *hidden]
    expected = [{"id": one} for one in ids[: len(inside)]] + [None] * len(outside)
    assert client.data(NODES, ids=ids) == {"nodes": expected}
    assert api(world.ada).data(NODES, ids=ids) == {"nodes": [{"id": one} for one in ids]}


UPDATES = {
    "contact": 'mutation($id: ID!) { updateContact(input: {id: $id, jobTitle: "x"}) { userErrors { code field } } }',
    "company": 'mutation($id: ID!) { updateCompany(input: {id: $id, industry: "x"}) { userErrors { code field } } }',
    "note": 'mutation($id: ID!) { updateNote(input: {id: $id, body: "x"}) { userErrors { code field } } }',
}


@pytest.mark.parametrize("kind", UPDATES)
def test_what_is_outside_is_not_changed(api: Api, world: World, kind: str) -> None:
    client, before = restricted(api, world), worlds.rows(world.ada)
    assert client.refusals(UPDATES[kind], id=id_of(world.outside[kind])) == [("NOT_FOUND", "id")]
    assert worlds.rows(world.ada) == before
    assert client.refusals(UPDATES[kind], id=id_of(world.inside[kind])) == []
    assert worlds.rows(world.ada) != before


CREATE = """mutation($tags: [ID!], $company: ID) {
  createContact(input: {firstName: "New", tagIds: $tags, companyId: $company}) {
    contact { id }
    userErrors { code field }
  }
}"""


def test_nothing_is_made_that_would_be_outside(api: Api, world: World) -> None:
    client, before = restricted(api, world), worlds.rows(world.ada)
    assert client.refusals(CREATE) == [("FORBIDDEN", None)]
    assert worlds.rows(world.ada) == before
    assert api(world.ada).refusals(CREATE) == []


def test_what_is_made_inside_is_seen(api: Api) -> None:
    world = of_a_tag()
    client = restricted(api, world)
    made = client.data(CREATE, tags=[id_of(world.tag)])["createContact"]
    assert made["userErrors"] == []
    assert client.data(NODES, ids=[made["contact"]["id"]]) == {"nodes": [{"id": made["contact"]["id"]}]}


def test_nothing_is_linked_with_what_is_outside(api: Api) -> None:
    world = of_a_tag()
    client, before = restricted(api, world), worlds.rows(world.ada)
    tags, company = [id_of(world.tag)], id_of(world.outside["company"])
    assert client.refusals(CREATE, tags=tags, company=company) == [("NOT_FOUND", "companyId")]
    assert client.refusals(CREATE, tags=[*tags, id_of(world.outside["tag"])]) == [("NOT_FOUND", "tagIds")]
    assert worlds.rows(world.ada) == before
    assert client.refusals(CREATE, tags=tags, company=id_of(world.inside["company"])) == []


def test_nothing_is_moved_out(api: Api) -> None:
    world = of_a_tag()
    client, before = restricted(api, world), worlds.rows(world.ada)
    update = "updateContact(input: {id: $id, removeTagIds: $t}) { userErrors { code field } }"
    take_off = f"mutation($id: ID!, $t: [ID!]) {{ {update} }}"
    given = {"id": id_of(world.inside["contact"]), "t": [id_of(world.tag)]}
    assert client.refusals(take_off, **given) == [("FORBIDDEN", None)]
    assert worlds.rows(world.ada) == before
    assert api(world.ada).refusals(take_off, **given) == []


@pytest.mark.parametrize("make", [of_a_tag, of_a_team], ids=lambda make: make.__name__)
def test_a_token_ends_with_what_it_is_restricted_to(api: Api, make: Callable[[], World]) -> None:
    world = make()
    client = restricted(api, world)
    assert client.ask(LISTS).status_code == 200
    [restriction] = world.restriction.values()
    with worlds.within(world.ada), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {restriction._meta.db_table} WHERE id = %s", [restriction.pk])
    assert client.code(LISTS) == "UNAUTHENTICATED"


def test_a_token_that_only_reads_changes_nothing(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    reads, before = api(token=worlds.token(ada, is_read_only=True)), worlds.rows(ada)
    access = "query($id: ID!) { contact(id: $id) { access { view edit manage } } }"
    answer = reads.ask(UPDATES["contact"], id=id_of(contact))
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN", "missingScopes": ["contacts:write"]}
    assert (answer.status_code, worlds.rows(ada)) == (403, before)
    rights = {"view": True, "edit": False, "manage": False}
    assert reads.data(access, id=id_of(contact)) == {"contact": {"access": rights}}
    writes = api(token=worlds.token(ada))
    assert writes.refusals(UPDATES["contact"], id=id_of(contact)) == []
    assert writes.data(access, id=id_of(contact))["contact"]["access"] == dict.fromkeys(rights, True)


@pytest.mark.parametrize(
    ("addresses", "may"),
    [
        (["127.0.0.1"], True),
        (["192.0.2.0/24", "127.0.0.0/8"], True),
        (["192.0.2.0/24"], False),
        (["::/0"], False),
        (["0.0.0.0/0"], True),
    ],
)
def test_a_token_is_used_from_its_addresses_alone(api: Api, addresses: list[str], may: bool) -> None:
    [ada] = worlds.people("ada")
    contact, client = worlds.contact(ada), api(token=worlds.token(ada, addresses=addresses))
    before = worlds.rows(ada)
    answers = [client.ask(LISTS), client.ask(UPDATES["contact"], id=id_of(contact))]
    assert [answer.status_code for answer in answers] == [200 if may else 403] * 2
    assert (worlds.rows(ada) != before) == may
    if not may:
        codes = [error["extensions"] for answer in answers for error in answer.json()["errors"]]
        assert codes == [{"code": "FORBIDDEN"}] * 2


def test_a_token_runs_its_documents_alone(api: Api) -> None:
    [ada] = worlds.people("ada")
    contact = worlds.contact(ada)
    documents = [identifier(LISTS), identifier(UPDATES["contact"])]
    client, before = api(token=worlds.token(ada, documents=documents)), worlds.rows(ada)
    for other in ("{ viewer { id } }", f"{LISTS} ", UPDATES["contact"].replace("x", "y")):
        variables = {"id": id_of(contact)} if "$id" in other else {}
        assert client.code(other, **variables) == "FORBIDDEN"
    assert worlds.rows(ada) == before
    assert client.ask(LISTS).status_code == 200
    assert client.refusals(UPDATES["contact"], id=id_of(contact)) == []


@pytest.mark.parametrize(("address", "refusal"), [("127.0.0.1", None), ("2001:db8::1", None), ("", "ADDRESS")])
def test_a_token_of_some_addresses_is_not_used_from_where_nobody_knows(address: str, refusal: str | None) -> None:
    [ada] = worlds.people("ada")
    came = of_token(worlds.token(ada, addresses=["0.0.0.0/0", "::/0"]))
    assert came is not None
    with transaction.atomic():
        _, _, found = authenticate(
            Inputs(key=came.key, kind=came.kind, variables={}, address=address), frozenset[Any]()
        )
    assert found == refusal

"""Did others' lists lose, repeat or miscount records? Their bugs, each as a test; the docstring says whose it was."""

import re
from typing import Any

import pytest

import worlds
from accounts.models import User
from api import Api, Client
from contacts.actions import created_by, update_contact
from contacts.models import Contact, Tag
from contacts.values import ContactValues, EmailValue
from permissions.levels import Level
from wire import watch
from worlds import id_of

PAGE = """query($first: Int, $after: String, $order: [ContactOrder!]) {
  contacts(first: $first, after: $after, orderBy: $order) { nodes { id } pageInfo { hasNextPage endCursor } } }"""


def many(owner: User, number: int, **columns: Any) -> list[Contact]:
    """Return so many contacts of the owner's, alike."""
    columns = {"display_name": "Zoë", "first_name": "Zoë"} | columns
    with worlds.within(owner):
        return Contact.objects.bulk_create([Contact(**columns, **created_by(owner)) for _ in range(number)])


def walked(client: Client, at_most: int, **variables: Any) -> list[str]:
    """Return the ids of all pages, one after another; fail if there are more pages than there can be."""
    found: list[str] = []
    for _ in range(at_most):
        page = client.data(PAGE, **variables)["contacts"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        variables["after"] = page["pageInfo"]["endCursor"]
    raise AssertionError("The pages do not end.")


ORDERS = [["NAME"], ["BIRTHDAY"], ["NAME", "BIRTHDAY"], ["LAST_NAME"], ["UPDATED_AT"]]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("keys", ORDERS, ids=" ".join)
def test_pages_end_when_all_sort_keys_are_the_same(api: Api, keys: list[str], direction: str) -> None:
    """twenty #20520: pages went round in circles when the first sort key repeats."""
    [ada] = worlds.people("ada")
    expected = [id_of(contact) for contact in many(ada, 7)]
    order = [{"field": key, "direction": direction} for key in keys]
    found = walked(api(ada), 4, first=2, order=order)
    assert len(found) == 7
    assert set(found) == set(expected)


def test_a_list_goes_on_to_its_end(api: Api) -> None:
    """twenty #15523, #15508: an export stopped at 860 rows and said nothing. Monica #6193: contacts vanish."""
    [ada] = worlds.people("ada")
    expected = [id_of(contact) for contact in many(ada, 1_205)]
    assert sorted(walked(api(ada), 13, first=100)) == sorted(expected)


def test_an_address_that_was_removed_finds_nothing(api: Api) -> None:
    """SuiteCRM #9606: a filter by e-mail matched addresses that were no longer the contact's."""
    [ada] = worlds.people("ada")
    old, new = (EmailValue(address=f"{word}@example.org") for word in ("old", "new"))
    contact, client = worlds.contact(ada, emails=(old,)), api(ada)
    query = "query($a: String!) { contacts(filter: {emails: {address: {eq: $a}}}) { totalCount } }"

    def found() -> list[int]:
        return [client.data(query, a=email.address)["contacts"]["totalCount"] for email in (old, new)]

    assert found() == [1, 0]
    with worlds.within(ada):
        update_contact(contact, ContactValues(emails=(new,)), actor=ada)
    assert found() == [0, 1]


def test_what_is_seen_for_several_reasons_is_one(api: Api) -> None:
    """SuiteCRM #4565, #10754: right count, missing rows; #10895: every right, and denied. Here three reasons."""
    ada, ben = worlds.people("ada", "ben")
    company = worlds.company(ada)
    contacts = [worlds.contact(owner, company=company) for owner in (ada, ben, ben)]
    teams = [worlds.team(ben, ada, name=name) for name in ("Sales", "Support")]
    for contact in contacts[:2]:
        for principal in (*teams, *([ada] if contact.owner_id == ben.pk else [])):
            worlds.grant(contact, principal, Level.MANAGE)
    list_ = "contacts { totalCount nodes { id } }"
    data = api(ada).data(f"{{ {list_} companies {{ nodes {{ {list_} }} }} }}")
    expected = {"totalCount": 2, "nodes": [{"id": id_of(contact)} for contact in (contacts[1], contacts[0])]}
    assert data == {"contacts": expected, "companies": {"nodes": [{"contacts": expected}]}}


def test_nothing_is_counted_and_nothing_skipped_unless_it_is_asked_for(api: Api) -> None:
    """saleor PR#5149 (#4652, #2377), espo #1347 … #2469: COUNT and OFFSET for every list, asked for or not."""
    [ada] = worlds.people("ada")
    client = api(ada)
    page = "contacts(first: 1) { %s nodes { once: id } pageInfo { hasNextPage endCursor } }"
    statements = []
    for count in ("", "totalCount"):
        with watch() as wire:
            client.data(f"{{ {page % count} }}")
        [text] = wire.texts
        statements.append(text.lower())
    assert ["select count(*)" in text for text in statements] == [False, True]
    # OFFSET 0 skips nothing: it keeps the planner from pulling a subquery up.
    assert [set(re.findall(r"offset (\S+?)\b", text)) - {"0"} for text in statements] == [set(), set()]


def test_a_page_is_filled_after_it_is_filtered(api: Api) -> None:
    """strawberry-django #782: rights came after the page was cut; nested, 70 of 100 hidden rows were shown."""
    ada, ben = worlds.people("ada", "ben")
    company = worlds.company(ada)
    contacts = many(ben, 100, company=company)
    seen = contacts[::10]
    for contact in seen:
        worlds.grant(contact, ada, Level.VIEW)
    list_ = "contacts(first: 5) { totalCount nodes { id } pageInfo { hasNextPage } }"
    data = api(ada).data(f"{{ {list_} companies {{ nodes {{ {list_} }} }} }}")
    expected = {
        "totalCount": 10,
        "nodes": [{"id": id_of(contact)} for contact in reversed(seen[5:])],
        "pageInfo": {"hasNextPage": True},
    }
    assert data == {"contacts": expected, "companies": {"nodes": [{"contacts": expected}]}}


def test_many_grants_and_many_ids_are_one_statement(api: Api) -> None:
    """guardian #68, #151, #796: lists of keys, which overflow; strawberry-django #499: one look per row."""
    ada, ben = worlds.people("ada", "ben")
    tags = [worlds.tag(ben, f"{number}") for number in range(120)]
    own = worlds.contact(ben, tags=tags)
    for record in (*tags, own):
        worlds.grant(record, ada, Level.VIEW)
    client, ids = api(ada), [id_of(tag) for tag in tags]
    query = """query($some: [ID!]!, $ids: [ID!]!) { nodes(ids: $some) { id }
      tags(filter: {id: {in: $ids}}) { totalCount } contacts { nodes { tags { id access { view } } } } }"""
    with watch() as wire:
        data = client.data(query, some=ids[:100], ids=ids * 50)
    assert [node["id"] for node in data["nodes"]] == ids[:100]
    assert data["tags"] == {"totalCount": 120}
    assert len(data["contacts"]["nodes"][0]["tags"]) == 120
    assert wire.statements == 1


def test_a_deleted_record_is_on_nothing(api: Api) -> None:
    """twenty #12496: relations came out empty, or with what was no longer there."""
    [ada] = worlds.people("ada")
    tag, company = worlds.tag(ada), worlds.company(ada)
    worlds.contact(ada, company=company, tags=[tag])
    query = "{ contacts { nodes { company { id } tags { id } } } }"
    there = {"company": {"id": id_of(company)}, "tags": [{"id": id_of(tag)}]}
    assert api(ada).data(query)["contacts"]["nodes"] == [there]
    for record in (tag, company):
        worlds.delete(record)
    assert api(ada).data(query)["contacts"]["nodes"] == [{"company": None, "tags": []}]
    with worlds.within(ada):
        assert not Tag.objects.exists()

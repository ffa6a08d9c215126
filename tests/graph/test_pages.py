"""Do pages, put together, give exactly what one may see: in order, none twice, none left out?"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import worlds
from api import Client
from permissions.levels import Level
from tests.graph.random_worlds import PROPERTY, Order, Sketch, build, ordered, orders, sketches, visible

ARGUMENTS = "first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $order"
VARIABLES = "$first: Int, $after: String, $last: Int, $before: String, $filter: ContactFilter, $order: [ContactOrder!]"
INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
PAGE = f"{{ totalCount edges {{ cursor node {{ id }} }} nodes {{ id }} {INFO} }}"
ROOT = f"query({VARIABLES}) {{ page: contacts({ARGUMENTS}) {PAGE} }}"
NESTED = f"query({VARIABLES}) {{ companies {{ nodes {{ page: contacts({ARGUMENTS}) {PAGE} }} }} }}"


def root(client: Client, **variables: Any) -> Any:
    return client.data(ROOT, **variables)["page"]


def nested(client: Client, **variables: Any) -> Any:
    [company] = client.data(NESTED, **variables)["companies"]["nodes"]
    return company["page"]


def said(order: Order) -> list[dict[str, str]]:
    return [{"field": field, "direction": direction} for field, direction in order]


def expect(page: Any, ids: list[str], *, total: int, before: bool, after: bool) -> None:
    """Check all that a page says."""
    assert [edge["node"]["id"] for edge in page["edges"]] == ids
    assert page["nodes"] == [edge["node"] for edge in page["edges"]]
    assert page["totalCount"] == total
    cursors = [edge["cursor"] for edge in page["edges"]] or [None]
    assert page["pageInfo"] == {
        "hasNextPage": after,
        "hasPreviousPage": before,
        "startCursor": cursors[0],
        "endCursor": cursors[-1],
    }


def walk(ask: Callable[..., Any], expected: list[str], size: int, **more: Any) -> None:
    """Go through all pages forward, then backward."""
    total, cursor = len(expected), None
    for start in range(0, max(total, 1), size):
        page = ask(first=size, after=cursor, **more)
        end = min(start + size, total)
        expect(page, expected[start:end], total=total, before=start > 0, after=end < total)
        cursor = page["pageInfo"]["endCursor"]
    cursor = None
    for end in range(total, min(total, 1) - 1, -size):
        page = ask(last=size, before=cursor, **more)
        start = max(end - size, 0)
        expect(page, expected[start:end], total=total, before=start > 0, after=end < total)
        cursor = page["pageInfo"]["startCursor"]


@PROPERTY
@given(drawn=sketches, order=orders, size=st.integers(1, 9))
def test_pages_hold_what_one_may_see_and_no_more(server: str, drawn: list[Sketch], order: Order, size: int) -> None:
    world = build(drawn)
    with Client(server, world.ada) as client:
        expected = ordered(visible(world.ada), order)
        walk(lambda **page: root(client, order=said(order), **page), expected, size)


@PROPERTY
@given(drawn=sketches, order=orders, size=st.integers(1, 9))
def test_pages_below_a_record_hold_what_one_may_see(server: str, drawn: list[Sketch], order: Order, size: int) -> None:
    world = build(drawn)
    with Client(server, world.ada) as client:
        expected = ordered([row for row in visible(world.ada) if row.company_id == world.company.pk], order)
        walk(lambda **page: nested(client, order=said(order), **page), expected, size)


@PROPERTY
@given(drawn=sketches, order=orders, size=st.integers(1, 9))
def test_pages_of_a_narrowed_list_hold_what_matches(server: str, drawn: list[Sketch], order: Order, size: int) -> None:
    world = build(drawn)
    narrowed = {"or": [{"birthday": {"isNull": True}}, {"company": {"name": {"eq": "Acme"}}}]}
    with Client(server, world.ada) as client:
        seen = [row for row in visible(world.ada) if row.birthday is None or row.company_id]
        walk(lambda **page: root(client, order=said(order), filter=narrowed, **page), ordered(seen, order), size)


@PROPERTY
@given(drawn=sketches.filter(bool), order=orders, data=st.data())
def test_a_page_lies_between_its_cursors(server: str, drawn: list[Sketch], order: Order, data: st.DataObject) -> None:
    world = build([*drawn, Sketch(0, drawn[0].columns, in_company=False, levels=(None, None, None))])
    with Client(server, world.ada) as client:
        whole = root(client, first=100, order=said(order))
        cursors = [edge["cursor"] for edge in whole["edges"]]
        expected = ordered(visible(world.ada), order)
        total, position = len(cursors), st.integers(0, len(cursors) - 1)
        after, before, size = data.draw(position), data.draw(position), data.draw(st.integers(1, 5))
        ends = {"after": cursors[after], "before": cursors[before], "order": said(order)}
        inside = expected[after + 1 : before]
        page = root(client, first=size, **ends)
        expect(page, inside[:size], total=total, before=True, after=len(inside) > size)
        page = root(client, last=size, **ends)
        expect(page, inside[-size:], total=total, before=len(inside) > size, after=True)


@pytest.mark.parametrize("order", [[], [("LAST_NAME", "ASC")], [("BIRTHDAY", "DESC"), ("FIRST_NAME", "ASC")]])
def test_a_walk_goes_on_over_what_comes_and_goes(server: str, order: Order) -> None:
    [ada] = worlds.people("ada")
    contacts = [worlds.contact(ada, last_name=f"n{number}") for number in range(9)]
    with Client(server, ada) as client:
        before = [edge["node"]["id"] for edge in root(client, first=100, order=said(order))["edges"]]
        page = root(client, first=3, order=said(order))
        gone = {before[2], before[4]}  # the last that was seen, to which the cursor points, and one to come
        for contact in contacts:
            if worlds.id_of(contact) in gone:
                worlds.delete(contact)
        new = {worlds.id_of(worlds.contact(ada, last_name=name)) for name in ("a", "n55", "z")}
        seen = [node["id"] for node in page["nodes"]]
        while page["pageInfo"]["hasNextPage"]:
            page = root(client, first=3, after=page["pageInfo"]["endCursor"], order=said(order))
            seen += [node["id"] for node in page["nodes"]]
        assert len(seen) == len(set(seen))
        assert [one for one in seen if one not in new] == [one for one in before if one != before[4]]


def test_a_grant_taken_back_is_gone_from_the_next_page(server: str) -> None:
    ada, ben = worlds.people("ada", "ben")
    shared = [worlds.contact(ben, last_name=str(number)) for number in range(4)]
    for contact in shared:
        worlds.grant(contact, ada, Level.VIEW)
    with Client(server, ada) as client:
        page = root(client, first=2)
        worlds.take_back(shared[1], ada)
        page = root(client, first=2, after=page["pageInfo"]["endCursor"])
        expect(page, [worlds.id_of(shared[0])], total=3, before=True, after=False)

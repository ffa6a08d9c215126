"""What can be done with a cursor that is not one's own, or not what it was? Nothing is learnt from it."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import worlds
from api import Client
from graph import cursors
from graph.errors import RequestError
from permissions.levels import Level
from wire import watch
from worlds import id_of

BY_NAME = "orderBy: [{field: LAST_NAME}]"
PAGE = f"query($c: String) {{ contacts(after: $c, {BY_NAME}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"
EDGES = f"{{ contacts({BY_NAME}) {{ edges {{ cursor node {{ lastName }} }} }} }}"


@dataclass(frozen=True)
class Cursors:
    """ada sees A and D of ben's A, B, C and D; `of` has ben's cursors, which are those of all four."""

    ada: Client
    ben: Client
    ids: dict[str, str]
    of: dict[str, str]


@pytest.fixture(scope="module")
def held(server: str) -> Iterator[Cursors]:
    ada, ben = worlds.people("ada", "ben")
    contacts = {name: worlds.contact(ben, last_name=name) for name in "ABCD"}
    for name in "AD":
        worlds.grant(contacts[name], ada, Level.VIEW)
    with Client(server, ada) as by_ada, Client(server, ben) as by_ben:
        edges = by_ben.data(EDGES)["contacts"]["edges"]
        of = {edge["node"]["lastName"]: edge["cursor"] for edge in edges}
        yield Cursors(by_ada, by_ben, {name: id_of(contact) for name, contact in contacts.items()}, of)


@pytest.mark.parametrize("name", "ABCD")
def test_the_cursor_of_another_viewer_is_a_place_in_ones_own_list(held: Cursors, name: str) -> None:
    found = held.ada.data(PAGE, c=held.of[name])["contacts"]
    assert found["nodes"] == ([] if name == "D" else [{"id": held.ids["D"]}])
    theirs = held.ben.data(PAGE, c=held.of[name])["contacts"]["nodes"]
    assert theirs == [{"id": held.ids[other]} for other in "ABCD" if other > name]


def test_a_cursor_from_another_account_is_no_more_than_that(held: Cursors, server: str) -> None:
    [fay] = worlds.people("fay")
    with Client(server, fay) as client:
        assert client.data(PAGE, c=held.of["A"])["contacts"]["nodes"] == []
        own = id_of(worlds.contact(fay, last_name="B"))
        assert client.data(PAGE, c=held.of["A"])["contacts"]["nodes"] == [{"id": own}]
        assert client.data(PAGE, c=held.of["C"])["contacts"]["nodes"] == []


def test_the_cursor_of_a_page_tells_of_its_own_records_alone(held: Cursors) -> None:
    cursor = held.ada.data(PAGE)["contacts"]["pageInfo"]["endCursor"]
    keys = cursors.decode(cursor, "Contact last_name_key asc")
    assert keys[0] == "d" and keys[1].replace("-", "") in held.ids["D"]


OTHERS = [
    "{ contacts(after: %s) { nodes { id } } }",
    "{ contacts(before: %s, orderBy: [{field: LAST_NAME, direction: DESC}]) { nodes { id } } }",
    "{ contacts(after: %s, orderBy: [{field: FIRST_NAME}]) { nodes { id } } }",
    "{ contacts(after: %s, orderBy: [{field: LAST_NAME}, {field: NAME}]) { nodes { id } } }",
    "{ companies(after: %s, orderBy: [{field: NAME}]) { nodes { id } } }",
    "{ tags(after: %s) { totalCount } }",
    "{ users(after: %s) { nodes { id } } }",
    "{ teams(after: %s) { nodes { id } } }",
    "{ companies { nodes { notes(after: %s) { nodes { id } } } } }",
]


@pytest.mark.parametrize("query", OTHERS)
def test_a_cursor_of_another_list_or_order_is_refused(held: Cursors, query: str) -> None:
    with watch() as wire:
        assert held.ada.code(query % f'"{held.of["A"]}"') == "BAD_CURSOR"
    assert wire.sent == []


def test_a_cursor_with_any_bit_turned_is_refused(held: Cursors) -> None:
    cursor, order = held.of["A"], "Contact last_name_key asc"
    octets = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert cursors.decode(cursor, order)[0] == "a"
    for bit in range(len(octets) * 8):
        turned = bytearray(octets)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(RequestError, match="not a cursor of this service"):
            cursors.decode(base64.urlsafe_b64encode(turned).decode().rstrip("="), order)


def test_a_cursor_with_a_bit_turned_in_any_octet_is_refused_without_sql(held: Cursors) -> None:
    octets = base64.urlsafe_b64decode(held.of["A"] + "=" * (-len(held.of["A"]) % 4))
    with watch() as wire:
        for place in range(len(octets)):
            turned = octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]
            altered = base64.urlsafe_b64encode(turned).decode().rstrip("=")
            assert held.ada.code(PAGE, c=altered) == "BAD_CURSOR"
    assert wire.sent == []

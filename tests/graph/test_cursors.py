"""Which cursors are taken? Those that were made here, for the same list in the same order; no other, however alike."""

import base64
import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import worlds
from api import Client
from graph import cursors
from graph.errors import RequestError
from tests.graph.random_worlds import PROPERTY
from wire import watch

QUERY = "query($after: String, $order: [ContactOrder!]) { contacts(first: 1, after: $after, orderBy: $order) { %s } }"
PAGE = QUERY % "nodes { firstName } pageInfo { endCursor hasNextPage }"
COUNT = QUERY % "totalCount"
BY_NAME = [{"field": "NAME"}]


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[Client]:
    [ada] = worlds.people("ada")
    for name in ("Zoë", "Åse", "Bob"):
        worlds.contact(ada, first_name=name)
        worlds.company(ada, name)
    with Client(server, ada) as client:
        yield client


@pytest.fixture(scope="module")
def cursor(client: Client) -> str:
    return str(client.data(PAGE, order=BY_NAME)["contacts"]["pageInfo"]["endCursor"])


def test_a_cursor_goes_on_where_it_was_made(client: Client, cursor: str) -> None:
    assert client.data(PAGE, after=cursor, order=BY_NAME)["contacts"]["nodes"] == [{"firstName": "Bob"}]


@PROPERTY
@given(data=st.data())
def test_a_cursor_with_any_character_altered_is_refused(client: Client, cursor: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(cursor) - 1))
    alphabet = st.sampled_from(string.ascii_letters + string.digits + "-_+/= é\0\n") | st.characters()
    other = data.draw(alphabet.filter(lambda character: character != cursor[position]))
    expect_refusal(client, cursor[:position] + other + cursor[position + 1 :])


def test_p28_a_cursor_altered_in_any_place_is_refused(cursor: str) -> None:
    order = "Contact display_name_key asc"
    assert cursors.decode(cursor, order)[0] == "ase"
    for position, character in enumerate(cursor):
        for other in f"{string.ascii_letters}{string.digits}-_+/=".replace(character, ""):
            with pytest.raises(RequestError, match="not a cursor of this service"):
                cursors.decode(cursor[:position] + other + cursor[position + 1 :], order)


def test_a_cursor_that_is_longer_or_shorter_is_refused(client: Client, cursor: str) -> None:
    for altered in (
        cursor[:-1],
        cursor[1:],
        f"{cursor}A",
        f"{cursor}=",
        f"{cursor}==",
        f" {cursor}",
        f"{cursor}\n",
        cursor * 2,
    ):
        expect_refusal(client, altered)


def test_a_payload_of_ones_own_is_refused(client: Client, cursor: str) -> None:
    octets = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for payload in (b'["Contact display_name_key asc", "a", "b"]', b"[]", b"{}", b"null", b"[" * 10_000, b"\xff"):
        for signature in (octets[:16], bytes(16), b""):
            expect_refusal(client, base64.urlsafe_b64encode(signature + payload).decode().rstrip("="))


def expect_refusal(client: Client, cursor: str) -> None:
    """Check that a cursor is refused, without SQL, also where only a count is asked for."""
    for query in (PAGE, COUNT):
        with watch() as wire:
            assert client.code(query, after=cursor, order=BY_NAME) == "BAD_CURSOR"
        assert wire.sent == []


ELSEWHERE = [
    "{ contacts(after: %s) { nodes { id } } }",
    "{ contacts(after: %s, orderBy: [{field: NAME, direction: DESC}]) { nodes { id } } }",
    "{ contacts(after: %s, orderBy: [{field: LAST_NAME}]) { nodes { id } } }",
    "{ contacts(after: %s, orderBy: [{field: NAME}, {field: NAME}]) { nodes { id } } }",
    "{ companies(before: %s, orderBy: [{field: NAME}]) { nodes { id } } }",
    "{ companies { nodes { notes(after: %s) { nodes { id } } } } }",
]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_a_cursor_of_another_list_or_order_is_refused(client: Client, cursor: str, query: str) -> None:
    with watch() as wire:
        assert client.code(query % f'"{cursor}"') == "BAD_CURSOR"
    assert wire.sent == []

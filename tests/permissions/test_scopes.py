"""Every way in by token × every scope × every kind of record: what the owner's token does with all scopes but one.

Beside tests/permissions/test_matrix.py, which has every viewer with a session.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

import worlds
from api import Client
from tests.permissions.harbour import Harbour
from tests.permissions.kinds import KINDS, Kind, Way, Write
from tests.permissions.matrix import DOOR_SCOPES, FOR_PEOPLE_ALONE, HIDDEN_WITHOUT, READ_SCOPES, WRITE_SCOPES
from tokens.scopes import SCOPES

SHOWN, HIDDEN, REFUSED = "shown", "hidden", "refused"
MAKE = {"personal token": worlds.token, "access token": worlds.access_token}


class Port:
    """A harbour, and the owner's tokens: one with all scopes, and for each scope one that lacks it."""

    def __init__(self, kind: Kind, make: Callable[..., str], server: str, clients: ExitStack) -> None:
        self.harbour = Harbour(kind, server, clients)
        # Who may all that can be done to such a record.
        self.who = next(viewer for viewer, rights in kind.rights.items() if all(rights.values()))
        owner = self.harbour.people[self.who]
        lacking = {scope: [other for other in SCOPES if not implies(other, scope)] for scope in SCOPES}
        for name, scopes in {"all": list(SCOPES), **lacking}.items():
            client = Client(server, token=make(owner, *scopes))
            self.harbour.clients[name] = clients.enter_context(client)
            self.harbour.people[name] = owner


def implies(scope: str, other: str) -> bool:
    return scope == other or scope.replace(":write", ":read") == other


Ports = Callable[[Kind], Port]


@pytest.fixture(scope="module", params=MAKE)
def ports(server: str, request: pytest.FixtureRequest) -> Iterator[Ports]:
    """`ports(kind)`: a harbour with tokens, made when it is first asked for."""
    made: dict[str, Port] = {}
    with ExitStack() as clients:

        def port(kind: Kind) -> Port:
            if kind.name not in made:
                made[kind.name] = Port(kind, MAKE[request.param], server, clients)
            return made[kind.name]

        yield port


def cells(attribute: str, *, for_people: bool = False) -> list[object]:
    return [
        pytest.param(kind, name, cell, id=f"{kind.name}-{name}")
        for kind in KINDS
        for name, cell in getattr(kind, attribute).items()
        if (kind.name in FOR_PEOPLE_ALONE) == for_people
    ]


def expected(kind: Kind, way: str, scope: str) -> str:
    """Return what comes of a way without a scope, by the tables."""
    if scope == DOOR_SCOPES.get((kind.name, way)):
        return REFUSED
    if scope == READ_SCOPES[kind.name]:
        return HIDDEN if way in HIDDEN_WITHOUT else REFUSED
    return SHOWN


def found(port: Port, viewer: str, way: Way) -> str:
    answer = port.harbour.clients[viewer].ask(way.query, **variables(port.harbour, way.query))
    if answer.status_code == 403:
        [error] = answer.json()["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN", "missingScopes": [viewer]}
        return REFUSED
    return SHOWN if answer.content == owners(port, way).content else HIDDEN


def owners(port: Port, way: Way) -> object:
    return port.harbour.ask(port.who, way.query)


def variables(harbour: Harbour, document: str) -> dict[str, str]:
    given = harbour.found | {"me": worlds.id_of(harbour.owner)}
    return {name: value for name, value in given.items() if f"${name}:" in document}


@pytest.mark.parametrize(("kind", "name", "way"), cells("ways"))
def test_a_way_is_open_with_its_scopes_and_with_no_less(ports: Ports, kind: Kind, name: str, way: Way) -> None:
    port = ports(kind)
    assert found(port, "all", way) == SHOWN
    assert {scope: found(port, scope, way) for scope in SCOPES} == {
        scope: expected(kind, name, scope) for scope in SCOPES
    }


def write_scope(kind: Kind, name: str) -> str:
    return WRITE_SCOPES.get((kind.name, name), READ_SCOPES[kind.name].replace(":read", ":write"))


@pytest.mark.parametrize(("kind", "name", "write"), cells("writes"))
def test_a_write_is_done_with_its_scope_and_with_no_less(ports: Ports, kind: Kind, name: str, write: Write) -> None:
    port, needed = ports(kind), write_scope(kind, name)
    before = port.harbour.all_rows()
    answer = port.harbour.clients[needed].ask(write.mutation, **written(port.harbour, write))
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN", "missingScopes": [needed]}
    assert port.harbour.all_rows() == before
    done = port.harbour.clients["all"].ask(write.mutation, **written(port.harbour, write))
    assert done.json() == {"data": {"write": {"userErrors": []}}}
    assert port.harbour.all_rows() != before
    port.harbour.fresh()


@pytest.mark.parametrize(("kind", "name", "way"), cells("ways", for_people=True))
def test_what_is_for_people_alone_is_shown_to_no_token(ports: Ports, kind: Kind, name: str, way: Way) -> None:
    port = ports(kind)
    answer = port.harbour.clients["all"].ask(way.query, **variables(port.harbour, way.query))
    if name in HIDDEN_WITHOUT:
        assert answer.content == port.harbour.ask("all", way.query, missing=True).content
    else:
        assert_is_for_people(answer)
    assert port.harbour.ask(port.who, way.query).content != answer.content


@pytest.mark.parametrize(("kind", "name", "write"), cells("writes", for_people=True))
def test_what_is_for_people_alone_is_written_by_no_token(ports: Ports, kind: Kind, name: str, write: Write) -> None:
    port = ports(kind)
    harbour, before = port.harbour, port.harbour.all_rows()
    assert_is_for_people(harbour.clients["all"].ask(write.mutation, **written(harbour, write)))
    assert harbour.all_rows() == before
    done = harbour.clients[port.who].ask(write.mutation, **written(harbour, write))
    assert done.json() == {"data": {"write": {"userErrors": []}}}
    harbour.fresh()


def assert_is_for_people(answer: httpx.Response) -> None:
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]) == (403, {"code": "FORBIDDEN", "missingScopes": ["session"]})


def written(harbour: Harbour, write: Write) -> dict[str, str]:
    others = {name: worlds.id_of(harbour.people[name]) for name in ("grantee", "other")}
    given = harbour.found | others | {"me": worlds.id_of(harbour.owner), "new": "Another"}
    return {name: value for name, value in given.items() if f"${name}:" in write.mutation}

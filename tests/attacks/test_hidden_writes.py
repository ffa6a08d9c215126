"""Every id that a mutation takes × every way of hiding: as if it did not exist, and nothing is changed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from graphql import GraphQLInputObjectType, get_named_type, get_nullable_type

import worlds
from api import Api
from graph.schema import graphql_schema
from processes import ROOT
from tests.attacks.hiding import KINDS, Hiding, Kind, Scene, Target
from tests.attacks.writes import ELSEWHERE, WITHOUT_IDS, WRITES, Write, belongings
from wire import watch


def cells() -> Iterator[Any]:
    for coordinate, write in WRITES.items():
        for kind in KINDS:
            for hiding in kind.hidings if kind.name in write.kinds else ():
                yield pytest.param(coordinate, kind, hiding, id=f"{coordinate}: {kind.name} {hiding}")


class Attack:
    """A scene in which ada has belongings, and the writes she tries there."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.own = scene, belongings(scene)

    def rows(self) -> worlds.Rows:
        """Return all that there is in ada's account and in the other."""
        return worlds.rows(self.scene.cast.ada, self.scene.cast.fay)

    def ask(self, write: Write, target: Target) -> httpx.Response:
        """Return the answer to a write of the target."""
        values = self.own | {"id": target.id}
        asked = {name: value for name, value in values.items() if f"${name}:" in write.mutation}
        return self.scene.client.ask(write.mutation, **asked)


@pytest.fixture(scope="module")
def attacks(server: str) -> Iterator[Callable[[Kind, Hiding], Attack]]:
    """`attacks(kind, hiding)`: what is refused there changes nothing, and no row's twin is in another's way."""
    made: dict[tuple[str, Hiding], Attack] = {}
    with ExitStack() as clients:

        def of(kind: Kind, hiding: Hiding) -> Attack:
            if (kind.name, hiding) not in made:
                made[kind.name, hiding] = Attack(Scene(kind, hiding, server, clients))
            return made[kind.name, hiding]

        yield of


Attacks = Callable[[Kind, Hiding], Attack]


@pytest.mark.parametrize(("coordinate", "kind", "hiding"), list(cells()))
def test_a_write_is_done_with_the_twin_and_finds_nothing_hidden(
    attacks: Attacks, coordinate: str, kind: Kind, hiding: Hiding
) -> None:
    attack, write = attacks(kind, hiding), WRITES[coordinate]
    scene, before = attack.scene, attack.rows()
    refused = attack.ask(write, scene.hidden)
    [error] = refused.json()["data"]["done"]["userErrors"]
    assert (error["code"], error["field"]) == ("NOT_FOUND", coordinate.partition(".")[2])
    assert refused.content == attack.ask(write, scene.nothing).content
    assert attack.rows() == before
    assert attack.ask(write, scene.shown).json() == {"data": {"done": {"userErrors": []}}}
    assert attack.rows() != before
    if write.deletes:
        scene.renew()


@pytest.mark.parametrize(
    ("kind", "hiding"),
    [
        pytest.param(kind, hiding, id=f"{kind.name} {hiding}")
        for kind in KINDS
        for hiding in kind.hidings
        if kind.name != "account"
    ],
)
def test_writes_of_what_is_hidden_take_the_statements_of_what_is_not_there(
    attacks: Attacks, kind: Kind, hiding: Hiding
) -> None:
    attack, sent = attacks(kind, hiding), []
    writes = [write for write in WRITES.values() if kind.name in write.kinds]
    for target in (attack.scene.hidden, attack.scene.nothing):
        with watch() as wire:
            for write in writes:
                attack.ask(write, target)
        # The driver forgets what it has prepared after any refusal, if there was something.
        sent.append(wire.statements - sum(text.startswith("DEALLOCATE") for text in wire.texts))
    assert sent[0] == sent[1] >= len(writes)


def test_every_id_of_every_mutation_has_a_row() -> None:
    mutation: Any = graphql_schema.mutation_type
    found = {name: set(ids_in(field.args["input"].type)) for name, field in mutation.fields.items()}
    assert {name for name, ids in found.items() if not ids} == WITHOUT_IDS
    elsewhere = set().union(*ELSEWHERE.values())
    assert elsewhere <= set(found)
    assert {f"{name}.{field}" for name, ids in found.items() if name not in elsewhere for field in ids} == set(WRITES)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_what_is_tested_elsewhere_is_tested_there(path: str) -> None:
    text = (ROOT / path).read_text()
    assert [name for name in ELSEWHERE[path] if f"{name}(" not in text and f'"{name}"' not in text] == []


def ids_in(of: Any) -> Iterator[str]:
    """Yield the path of each id in an input, inputs within inputs too."""
    for name, field in get_nullable_type(of).fields.items():
        named = get_named_type(field.type)
        if named.name == "ID":
            yield name
        elif isinstance(named, GraphQLInputObjectType):
            yield from (f"{name}.{inner}" for inner in ids_in(named))


@pytest.mark.parametrize("coordinate", WRITES)
def test_a_write_by_nobody_is_refused_and_changes_nothing(api: Api, coordinate: str) -> None:
    [ada] = worlds.people("ada")
    mutation = WRITES[coordinate].mutation
    before = worlds.rows(ada)
    names = [part.partition(":")[0] for part in mutation.partition("{")[0].split("$")[1:]]
    assert api().code(mutation, **dict.fromkeys(names, worlds.id_of(ada))) == "UNAUTHENTICATED"
    assert worlds.changed(before, ada) == set()

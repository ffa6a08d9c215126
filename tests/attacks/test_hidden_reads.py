"""Every path × every way of hiding × every kind of record: shown is the twin, and of the hidden one not a byte."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from graph.schema import graphql_schema
from graph.sources import Linked, Pages, ToOne, model_of, source_of
from permissions.predicates import CARRIERS
from tests.attacks.hiding import BEHIND_A_DOOR, KINDS, Hiding, Kind, Scene, Target
from tests.attacks.paths import Path, paths_of
from wire import watch

Scenes = Callable[[Kind, Hiding], Scene]


def hidings_of(kind: Kind, path: Path) -> Iterator[Hiding]:
    yield from (hiding for hiding in kind.hidings if not path.door or hiding in BEHIND_A_DOOR)


def cells() -> Iterator[Any]:
    for kind in KINDS:
        for name, path in paths_of(kind).items():
            for hiding in hidings_of(kind, path):
                yield pytest.param(kind, hiding, path, id=f"{kind.name} {hiding}: {name}")


def compact(answer: httpx.Response) -> str:
    return json.dumps(answer.json(), separators=(",", ":"), ensure_ascii=False)


def ask(scene: Scene, path: Path, target: Target) -> httpx.Response:
    return scene.client.ask(path.query, **path.variables(target))


def disguised(scene: Scene, path: Path, text: str) -> str:
    """Return an answer as it would be if the hidden record were nothing, whatever it says of what was asked."""
    for name, value in path.variables(scene.hidden).items():
        text = text.replace(value, path.variables(scene.nothing)[name])
    return text


@pytest.mark.parametrize(("kind", "hiding", "path"), list(cells()))
def test_a_path_shows_the_twin_and_nothing_of_the_hidden(scene: Scenes, kind: Kind, hiding: Hiding, path: Path) -> None:
    here = scene(kind, hiding)
    shown = compact(ask(here, path, here.shown))
    assert [text for text in path.shown(here.shown) if text not in shown] == [], shown
    if not path.names:  # the same answer
        assert here.hidden.id not in shown and here.hidden.text not in shown
        return
    answer = ask(here, path, here.hidden)
    assert answer.status_code == 200
    assert disguised(here, path, answer.text) == ask(here, path, here.nothing).text


@pytest.mark.parametrize(
    ("kind", "hiding"),
    [pytest.param(kind, hiding, id=f"{kind.name} {hiding}") for kind in KINDS for hiding in kind.hidings],
)
def test_what_is_hidden_takes_the_statements_of_what_is_not_there(scene: Scenes, kind: Kind, hiding: Hiding) -> None:
    here = scene(kind, hiding)
    paths = [path for path in paths_of(kind).values() if path.names and hiding in hidings_of(kind, path)]
    for target in (here.hidden, here.nothing):
        with watch() as wire:
            for path in paths:
                ask(here, path, target)
        assert wire.statements == len(paths)


def test_every_type_with_an_id_has_a_row() -> None:
    nodes = {model_of(of) for of in graphql_schema.get_possible_types(graphql_schema.type_map["Node"])}
    assert {kind.model for kind in KINDS} == nodes


def test_every_way_into_the_graph_has_a_path() -> None:
    covered = {path.covers for kind in KINDS for path in paths_of(kind).values()}
    assert set(roots()) | set(relations()) | set(relations_in_filters()) == covered - {""}


# These take no id, and tell who asks of themselves.
OF_THE_VIEWER = {"viewer", "rateLimit", "inferScopes"}


def roots() -> Iterator[str]:
    query: Any = graphql_schema.query_type
    yield from (f"Query.{name}" for name in query.fields if name not in OF_THE_VIEWER)


def relations() -> Iterator[str]:
    """Yield each field that leads from a record to records that may be hidden."""
    for name, graphql_type in graphql_schema.type_map.items():
        if model_of(graphql_type) and hasattr(graphql_type, "fields"):
            for field, of in graphql_type.fields.items():
                source = source_of(of)
                if isinstance(source, ToOne | Linked | Pages) and source.model in CARRIERS:
                    yield f"{name}.{field}"


def relations_in_filters() -> Iterator[str]:
    records = {f"{model.__name__}Filter" for model in CARRIERS}
    for name in records:
        of: Any = graphql_schema.type_map[name]
        for field, member in of.fields.items():
            if str(member.type) in records and field != "not":
                yield f"{name}.{field}"

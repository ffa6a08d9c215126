"""Which statement does a document become, and what does it answer? Example documents, with both beside them.

`cases/NAME.graphql`, perhaps `NAME.variables.json`; then `NAME.sql` and `NAME.json`, which STEWARD_REWRITE_CASES=1
writes anew: read the diff. For a mutation the statements are those of the gate and of the payload.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from api import Client
from graph.arguments import Bound, CursorKey, Key, KeyIf, Keys, KeysIf, Variable, mark
from graph.cursors import PaddedKey
from graph.document import coerce, read
from graph.introspection import Introspected
from graph.sql import Slot, Statement, statement
from permissions.levels import PermissionId
from permissions.viewer import StoredKey, spent
from tests.graph.harbour import Harbour, harbour
from tests.graph.layout import layout
from wire import watch

CASES = Path(__file__).parent / "cases"
BY_BEN = "ben_"  # an administrator; all other cases are ada's
REWRITE = os.environ.get("STEWARD_REWRITE_CASES") == "1"
NAMES = sorted(path.stem for path in CASES.glob("*.graphql"))


@pytest.fixture(scope="module")
def still(server: str) -> Iterator[tuple[Harbour, Client, Client]]:
    """A world for all who only look: as ada, and as ben."""
    world = harbour()
    with Client(server, world.ada) as ada, Client(server, world.ben) as ben:
        yield world, ada, ben


@pytest.fixture
def fresh(server: str) -> Iterator[tuple[Harbour, Client]]:
    """A world for one who changes it."""
    world = harbour()
    with Client(server, world.ada) as client:
        yield world, client


def document_of(name: str) -> str:
    return (CASES / f"{name}.graphql").read_text()


def is_mutation(name: str) -> bool:
    return document_of(name).startswith("mutation")


def variables_of(name: str, world: Harbour, client: Client) -> dict[str, Any]:
    """The variables of a case. "<end of NAME>" is the end cursor of the only list in another case's answer."""
    path = CASES / f"{name}.variables.json"
    variables = world.filled(path.read_text()) if path.exists() else {}
    for variable, value in variables.items():
        if str(value).startswith(("<end of", "<start of")):
            end, _, other = value.strip("<>").split(" ")
            answer = client.data(document_of(other), **variables_of(other, world, client))
            variables[variable] = next(iter(answer.values()))["pageInfo"][f"{end}Cursor"]
    return variables


@pytest.mark.parametrize("name", [name for name in NAMES if not is_mutation(name)])
def test_a_query_becomes_its_statement_and_its_answer(name: str, still: tuple[Harbour, Client, Client]) -> None:
    world, ada, ben = still
    client = ben if name.startswith(BY_BEN) else ada
    text, variables = document_of(name), variables_of(name, world, client)
    document = read(text)
    operation = document.operation(None)
    compiled = statement(document, operation, mark(operation, coerce(operation, variables)))
    expect(name, "sql", f"{layout(compiled.sql)}\n\n{slots(compiled)}\n")
    expect(name, "json", answer(world, client, text, variables))


@pytest.mark.parametrize("name", [name for name in NAMES if is_mutation(name)])
def test_a_mutation_becomes_its_statements_and_its_answer(name: str, fresh: tuple[Harbour, Client]) -> None:
    world, client = fresh
    text, variables = document_of(name), variables_of(name, world, client)
    connection.close_pool()  # type: ignore[attr-defined]  # a new connection has prepared nothing, and sends all texts
    with watch() as wire:
        answered = answer(world, client, text, variables)
    expect(name, "sql", "\n\n".join(layout(text) for text in wire.texts if text.startswith("WITH identity")) + "\n")
    expect(name, "json", answered)


def test_every_file_belongs_to_a_case() -> None:
    expected = {f"{name}.{kind}" for name in NAMES for kind in ("graphql", "sql", "json")}
    found = {path.name for path in CASES.iterdir() if not path.name.endswith(".variables.json")}
    assert found == expected
    assert {path.name.removesuffix(".variables.json") for path in CASES.glob("*.variables.json")} <= set(NAMES)
    assert len(NAMES) >= 20


def answer(world: Harbour, client: Client, text: str, variables: dict[str, Any]) -> str:
    body = client.ask(text, **variables).json()
    return world.named(json.dumps(body, indent=2, ensure_ascii=False)) + "\n"


def expect(name: str, kind: str, found: str) -> None:
    """Compare with the file; or write it."""
    path = CASES / f"{name}.{kind}"
    if REWRITE:
        path.write_text(found)
    assert found == path.read_text()


def slots(compiled: Statement) -> str:
    return "\n".join(f"-- ${number} {described(slot)}" for number, slot in enumerate(compiled.slots, 1))


def described(slot: Slot) -> str:
    """Say what a parameter is: `the page's size: $first`."""
    match slot:
        case StoredKey():
            return "the session's key"
        case _ if slot is spent:
            return "the points spent"
        case PermissionId(codename=name):
            return f"the permission {name}"
        case PaddedKey(pad=pad):
            return f"the key of cursors, padded with {pad:#x}"
        case Introspected(key=key):
            return f"what the schema says: {key}"
        case Bound(given=given, convert=CursorKey(order=order, position=position)):
            return f"key {position} of a cursor in the order [{order}]: {shown(given)}"
        case Bound(
            given=given, convert=Key(model=model) | Keys(model=model) | KeyIf(model=model) | KeysIf(model=model)
        ):
            return f"{type(slot.convert).__name__.lower()} of {model.__name__}: {shown(given)}"
        case Bound(given=given, convert=convert):
            return f"{convert.__name__}: {shown(given)}"
    raise TypeError(slot)


def shown(given: Any) -> str:
    if isinstance(given, Variable):
        return f"${'.'.join(map(str, given.path))}"
    return f"[{', '.join(map(shown, given))}]" if isinstance(given, tuple) else str(given)

"""Every viewer × every action × every record type, permitted and refused, over the API; and by each of two walls alone.

`matrix` has the tables, `kinds` the documents, `harbour` the people and what becomes of them.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connections, models

import worlds
from accounts.models import Account, Role, User
from api import Api
from config.asgi import graphql
from exports.models import Archive, ArchiveImport
from graph import sql
from graph.schema import graphql_schema
from graph.sources import model_of
from permissions import access, predicates
from permissions.catalogue import Action
from permissions.levels import Level
from permissions.predicates import CARRIERS, OF_ADMINISTRATORS, OF_THE_ACCOUNT, Arm
from permissions.viewer import ViewerParameters
from reading import here
from tests.permissions.harbour import Harbour
from tests.permissions.kinds import ADMINISTRATION, CREATIONS, KINDS, LEAVE, ONESELF, PAYING, TEAM, Kind, Way, Write
from tests.permissions.matrix import CREATORS, NOBODY, is_foreign

BOTH, GATE, WALL = "both walls", "the gate alone", "the wall alone"
# Looked up before anyone is known, so that only the gate hides them; they are no Data.
BEFORE_THE_WALL = {Account, User}

Harbours = Callable[[Kind], Harbour]


@pytest.fixture(scope="module", params=[BOTH, GATE, WALL])
def walls(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which of the two walls stand: predicates in every statement (the gate), row-level security (the wall)."""
    with ExitStack() as opened:
        if request.param == GATE:
            opened.enter_context(without_row_level_security())
        if request.param == WALL:
            opened.enter_context(without_predicates())
        yield request.param


@pytest.fixture(scope="module")
def reads(server: str) -> Iterator[Harbours]:
    """`reads(kind)`: a world where nobody changes anything, so that lists are exactly one record long."""
    yield from _harbours(server)


@pytest.fixture(scope="module")
def writes(server: str) -> Iterator[Harbours]:
    """`writes(kind)`: a world where records come and go."""
    yield from _harbours(server)


def _harbours(server: str) -> Iterator[Harbours]:
    made: dict[str, Harbour] = {}
    with ExitStack() as clients:

        def harbour(kind: Kind) -> Harbour:
            if kind.name not in made:
                made[kind.name] = Harbour(kind, server, clients)
            return made[kind.name]

        yield harbour


def expected(walls: str, kind: Kind, right: str) -> dict[str, bool]:
    """Return the column of the table; with the gate off, everybody of the account may everything."""
    if walls != WALL:
        return {viewer: rights[right] for viewer, rights in kind.rights.items()}
    return {viewer: kind.model in BEFORE_THE_WALL or not is_foreign(viewer) for viewer in kind.rights}


@contextmanager
def without_row_level_security() -> Iterator[None]:
    """Take the wall down, as if every role bypassed it."""
    with connections["owner"].cursor() as owner:
        owner.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        walled = [table for (table,) in owner.fetchall()]
        assert set(walled) == set(worlds.TABLES) - worlds.BEFORE_ANYONE_IS_KNOWN | {"audit_disclosure"}
        for table in walled:
            owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        try:
            yield
        finally:
            for table in walled:
                owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


@contextmanager
def without_predicates() -> Iterator[None]:
    """Open the gate: every condition is true, and a list is the whole table."""

    def arms(model: type[models.Model], row: str, parameters: ViewerParameters) -> tuple[Arm, ...]:
        return (Arm(source=f"{model._meta.db_table} {row}", key=f"{row}.id", condition="true", row=row),)

    def condition(model: type[models.Model], row: str, level: Level, parameters: ViewerParameters, **_: object) -> str:
        return "true"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predicates, "arms", arms)
        for module in (predicates, access):
            patch.setattr(module, "condition", condition)
        patch.setattr(graphql, "_lane", here())
        forget_statements()
        yield
    forget_statements()


def forget_statements() -> None:
    """Have every statement written anew."""
    sql.query.clear()
    sql.record_statement.clear()


def _cells(attribute: str) -> list[object]:
    return [
        pytest.param(kind, cell, id=f"{kind.name}-{name}")
        for kind in KINDS
        for name, cell in getattr(kind, attribute).items()
    ]


@pytest.mark.parametrize(("kind", "way"), _cells("ways"))
def test_a_record_is_shown_to_those_who_may_view_it(walls: str, reads: Harbours, kind: Kind, way: Way) -> None:
    assert reads(kind).shown(way) == expected(walls, kind, "view")


@pytest.mark.parametrize(("kind", "write"), _cells("writes"))
def test_a_record_is_changed_by_those_who_may(walls: str, writes: Harbours, kind: Kind, write: Write) -> None:
    refused = [("NOT_FOUND", write.field)]
    assert writes(kind).done(write) == {
        viewer: [] if may else refused for viewer, may in expected(walls, kind, write.right).items()
    }


def test_only_its_members_leave_a_team(walls: str, writes: Harbours) -> None:
    assert writes(TEAM).done(LEAVE) == {
        # Who sees the team is told that they are not in it; to others there is no such team.
        viewer: [] if rights["leave"] else [("NOT_FOUND", "teamId" if is_foreign(viewer) else "userId")]
        for viewer, rights in TEAM.rights.items()
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("viewer", NOBODY)
def test_nobody_is_shown_and_changes_nothing(reads: Harbours, kind: Kind, viewer: str) -> None:
    harbour = reads(kind)
    before = worlds.rows(harbour.owner)
    documents = [way.query for way in kind.ways.values()] + [write.mutation for write in kind.writes.values()]
    answers = [harbour.ask(viewer, document) for document in documents]
    assert [(answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) for answer in answers] == [
        (401, "UNAUTHENTICATED")
    ] * len(documents)
    assert worlds.changed(before, harbour.owner) == set()


@pytest.mark.parametrize("action", CREATIONS)
def test_records_are_made_by_those_whose_role_allows_it(api: Api, action: Action) -> None:
    mutation = f"mutation {{ write: {CREATIONS[action]} {{ userErrors {{ code field }} }} }}"
    made = {}
    for viewer in CREATORS:
        role = Role[viewer.split()[0].upper()] if viewer != "superuser" else Role.MEMBER
        person = worlds.user(worlds.account(), role=role, is_superuser="superuser" in viewer)
        before = worlds.rows(person)
        errors = api(person).data(mutation)["write"]["userErrors"]
        assert errors in ([], [{"code": "FORBIDDEN", "field": None}])
        made[viewer] = bool(worlds.changed(before, person))
        assert made[viewer] is (errors == [])
    assert made == CREATORS


def test_every_record_type_has_a_row() -> None:
    rows = {kind.model for kind in KINDS}
    nodes = {model_of(of) for of in graphql_schema.get_possible_types(graphql_schema.type_map["Node"])}
    assert rows == set(CARRIERS) | set(OF_THE_ACCOUNT) | set(OF_ADMINISTRATORS) | {Archive, ArchiveImport} == nodes


def test_every_action_has_a_cell() -> None:
    views = [kind.view for kind in KINDS if kind.view]
    writes = [write.action for kind in KINDS for write in (*kind.writes.values(), LEAVE)]
    # Tokens, sessions and cases of support are nobody's but their person's: tests/tokens/, tests/accounts/,
    # tests/permissions/test_support_cases.py.
    own = ("application", "authorization", "session", "support_case", "support_request", "token")
    of_the_viewer = {action for action in Action if action.split(":")[0] in own}
    of_the_viewer.add(Action.ARCHIVE_IMPORT)  # no mutation: tests/exports/test_imports.py
    of_the_viewer |= {Action.ACCOUNT_ERASE, Action.CONTACT_ERASE}  # of owners alone: tests/erasure/test_erasing.py
    assert len(of_the_viewer) == 15
    assert {*views, *writes, *CREATIONS, *ADMINISTRATION, *ONESELF, *PAYING, *of_the_viewer} == set(Action)

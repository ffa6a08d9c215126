"""Does the compiler answer as the oracle does? Random worlds, random operations, every viewer, page by page.

bin/test tests/oracle                        300 operations, always the same
bin/test tests/oracle --examples 20000       so many, others each time
"""

import itertools
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from aloud import say
from api import Client
from tests.oracle import lists
from tests.oracle.building import Guest, World, build
from tests.oracle.differential import Difference, Differential
from tests.oracle.operations import Operation, operations
from tests.oracle.sides import Compiler
from tests.oracle.sketches import worlds
from tests.oracle.watching import Watched

pytestmark = [
    # The server's own threads use it, which Hypothesis takes for us while it draws.
    pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies"),
    # Some worlds and what is asked of them are long to tell.
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]
EXAMPLES = 300
EXAMPLES_BY_HTTP = 24
PER_WORLD = 12  # operations
PROPERTY = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


def agree(differential: Differential, examples: int, start: int, phases: tuple[Phase, ...]) -> None:
    """Hold both sides against each other in so many pairs of a world and an operation; raise Difference."""
    agreed: set[Any] = set()
    for number in itertools.count(start):
        if (left := examples - len(agreed)) <= 0:
            return
        # Hypothesis begins with what is simplest, and keeps all it has drawn: a few more worlds, a few at a time.
        batch(
            differential, agreed, number, settings(PROPERTY, max_examples=min(left // PER_WORLD + 4, 50), phases=phases)
        )


def batch(differential: Differential, agreed: set[Any], number: int, options: settings) -> None:
    """Hold both sides against each other in some worlds; pairs that agree are noted, and not asked again."""
    built: dict[Any, World] = {}

    @seed(number)
    @options
    @given(sketch=worlds, asked=st.lists(operations(), min_size=PER_WORLD, max_size=PER_WORLD))
    def both_sides_answer_alike(sketch: Any, asked: list[Operation]) -> None:
        if sketch not in built:
            built.clear()
            built[sketch] = build(sketch)
        for operation in asked:
            if (sketch, operation) not in agreed:
                differential.check(built[sketch], operation)
                agreed.add((sketch, operation))

    both_sides_answer_alike()


@pytest.fixture(scope="module")
def phases(request: pytest.FixtureRequest) -> tuple[Phase, ...]:
    shrink = request.config.getoption("--shrink", default=False)
    return (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)


def listed(tally: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in tally.most_common())


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of the run: how many pairs there were to be, what was counted, and the first difference."""

    examples: int
    differential: Differential
    watched: Watched
    difference: Difference | None


@pytest.fixture(scope="module")
def outcome(phases: tuple[Phase, ...], request: pytest.FixtureRequest) -> Iterator[Outcome]:
    """Run the examples, once for all tests of this module."""
    given_examples, given_seed = (request.config.getoption(name, default=None) for name in ("--examples", "--seed"))
    examples = given_examples or EXAMPLES
    start = given_seed if given_seed is not None else secrets.randbits(32) if given_examples else 0
    compiler, watched, difference = Compiler(), Watched(), None
    differential = Differential(compiler.answer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "page", watched.page)
        try:
            agree(differential, examples, start, phases)
        except Difference as found:
            found.add_note(f"again with: bin/test tests/oracle --examples {examples} --seed {start}")
            difference = found
    say(request.config, f"oracle: seed {start}; {listed(differential.tally + watched.tally)}")
    yield Outcome(examples=examples, differential=differential, watched=watched, difference=difference)
    compiler.close()


def test_both_sides_answer_alike(outcome: Outcome) -> None:
    if outcome.difference:
        raise outcome.difference
    assert outcome.differential.tally["pairs"] >= outcome.examples


def test_both_sides_answer_alike_by_http(server: str, phases: tuple[Phase, ...]) -> None:
    def ask(guest: Guest, text: str, variables: dict[str, Any]) -> Any:
        with Client(server) as client:
            client.headers.update(guest.headers)
            return client.ask(text, **variables).json()

    differential = Differential(ask)
    agree(differential, EXAMPLES_BY_HTTP, 1, phases)
    assert differential.tally["data"] > EXAMPLES_BY_HTTP


# Of all answers, or of all lists: at least one in so many.
SHARES = {
    ("page found", "data"): 2,
    ("later page found", "data"): 15,
    ("something hidden", "list"): 2,
    ("narrowed", "list"): 5,
    ("narrowed to some", "narrowed"): 10,
    ("refused", "asked"): 50,
    ("later page", "data"): 5,
}


@pytest.fixture
def counted(outcome: Outcome) -> Counter[str]:
    """What was counted, if the run came to its end."""
    if outcome.difference:
        pytest.skip("the run ended at a difference")
    return outcome.differential.tally + outcome.watched.tally


def test_little_of_what_is_asked_costs_too_much(counted: Counter[str]) -> None:
    assert counted["too much"] * 50 < counted["asked"]


@pytest.mark.parametrize(("what", "of"), SHARES)
def test_what_is_asked_is_worth_asking(counted: Counter[str], what: str, of: str) -> None:
    assert counted[what] * SHARES[what, of] >= counted[of] > 100

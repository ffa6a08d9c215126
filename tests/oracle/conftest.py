"""How long, how random? `bin/test tests/oracle --examples 20000`; `--seed` does again what failed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--examples", type=int, help="pairs of a world and an operation, each for every viewer")
    parser.addoption("--seed", type=int, help="what the random numbers begin with; 0 if --examples is not given")
    parser.addoption("--shrink", action="store_true", help="look for a simpler difference: takes minutes")

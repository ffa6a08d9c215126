"""Archives of tests lie in a folder of their own."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let more exports be killed than the suite does."""
    parser.addoption("--exports", type=int, default=10, help="how many exports are killed")
    parser.addoption("--many", type=int, default=1_200, help="contacts in a large archive; how long it took is printed")


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    """How many contacts there are in a large archive."""
    return int(request.config.getoption("many", 1_200))


@pytest.fixture
def lives(request: pytest.FixtureRequest) -> int:
    """How many exports are killed."""
    return int(request.config.getoption("exports", 10))


@pytest.fixture(autouse=True, scope="session")
def _archives(tmp_path_factory: pytest.TempPathFactory) -> None:
    from django.conf import settings

    settings.ARCHIVES = tmp_path_factory.mktemp("archives")

"""Where are databases of which copies are kept? In two folders, each with nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database_for_tests import data_folder


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder

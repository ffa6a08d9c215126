"""Is there something behind each promise? Every number once, a sentence for people, and tests that exist."""

import re
from pathlib import Path

import pytest

from privacy.checks import CHECKS
from privacy.promise import Promise
from privacy.promises import PROMISES, SECTIONS
from privacy.table import table
from processes import ROOT


def test_every_promise_is_there_once_in_order() -> None:
    assert [promise.number for promise in PROMISES] == list(range(1, 32))
    assert CHECKS.keys() <= {promise.number for promise in PROMISES}
    assert [len(section) for section in SECTIONS.values()] == [14, 5, 6, 6]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_a_promise_is_a_sentence_and_has_tests_that_exist(promise: Promise) -> None:
    assert all(text.endswith(".") and len(text) > 15 for text in (promise.words, promise.kept))
    assert promise.tests
    for test in promise.tests:
        path, _, part = test.partition("::")
        assert has_test(ROOT / path, part), f"{test} is no test"


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_a_promise_names_code_that_exists_and_a_test_has_its_name(promise: Promise) -> None:
    assert promise.code
    assert [name for name in promise.code if not (ROOT / name).exists()] == []
    files = {ROOT / test.partition("::")[0] for test in promise.tests}
    name = re.compile(rf"def test_(?:p\d+_)*p{promise.number}_")
    assert promise.missing or any(name.search(file.read_text()) for file in files)


def test_the_table_tells_of_each_promise_as_it_is() -> None:
    assert (ROOT / "PROMISES.md").read_text() == table()


def has_test(path: Path, part: str) -> bool:
    """Whether a file has a test with that in its name."""
    return re.search(rf"def test_\w*{part}\w*\(", path.read_text()) is not None if path.exists() else False


def test_a_test_that_does_not_exist_would_be_missed() -> None:
    here = Path(__file__)
    assert has_test(here, "promise")
    assert not has_test(here, "p99")
    assert not has_test(here.with_name("test_nothing.py"), "")

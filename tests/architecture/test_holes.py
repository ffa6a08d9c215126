"""Do the holes that bin/mutants plants still fit the files they are for?"""

import pytest

from holes.every import HOLES
from holes.hole import Hole, patched
from processes import ROOT


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.name)
def test_every_hole_is_a_piece_of_its_file_and_found_by_tests_that_are_there(hole: Hole) -> None:
    patched(hole, (ROOT / hole.file).read_text())
    assert [path for path in (hole.by or "").split() if not (ROOT / path).exists()] == []


def test_no_two_have_a_name() -> None:
    assert len({hole.name for hole in HOLES}) == len(HOLES)

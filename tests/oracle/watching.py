"""Had the lists anything to decide? What was hidden from the viewer, and what filters left of the rest."""

from collections import Counter
from typing import Any

from tests.oracle.gate import Viewer
from tests.oracle.lists import Page, page


class Watched:
    """Stands in for the oracle's `page`, and counts."""

    def __init__(self) -> None:
        self.tally: Counter[str] = Counter()

    def page(self, viewer: Viewer, rows: list[Any], of: str, **given: Any) -> Page:
        """Return the page, and note what it was taken from."""
        made = page(viewer, rows, of, **given)
        seen = [row for row in rows if viewer.sees(row)]
        of_account = [row for row in viewer.rows.of[of] if row.account_id == viewer.user.account_id]
        self.tally["list"] += 1
        self.tally["something hidden"] += not all(map(viewer.sees, of_account))
        if given.get("filter"):
            self.tally["narrowed"] += 1
            self.tally["narrowed to some"] += 0 < made.total < len(seen)
        return made

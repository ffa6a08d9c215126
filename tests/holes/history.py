"""What could the history of a record tell of others?"""

from holes.hole import PAGES, hole

HISTORY = "permissions/history.py"

HOLES = (
    hole(
        *("history: whom it was shared with", HISTORY),
        "NOT IN ({verbs}) OR {manages})",
        "NOT IN ({verbs}) OR true OR {manages})",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: names hidden companies", HISTORY),
        "WHERE other.id = {key} AND {seen})",
        "WHERE other.id = {key} AND (true OR {seen}))",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: names hidden tags", HISTORY),
        "JOIN {found} WHERE {seen})",
        "JOIN {found} WHERE (true OR {seen}))",
        "tests/graph/test_history.py",
    ),
    hole(
        *("history: of all records", PAGES),
        "conditions = [f",
        'conditions = ["true"] if self.model is HistoryEntry else [f',
        "tests/graph/test_history.py",
    ),
)

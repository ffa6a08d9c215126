"""What could leave without being told, or be told to others?"""

from holes.hole import PAGES, PREDICATES, hole

DISCLOSURES = "tests/permissions/test_disclosures.py"

HOLES = (
    hole(
        "register: that of everybody",
        PREDICATES,
        'Disclosure: "{row}.owner_id = viewer.user_id"',
        'Disclosure: "true"',
        DISCLOSURES,
    ),
    hole(
        "register: of records that are shared",
        PAGES,
        "        if self.source.owned:\n",
        "        if False:\n",
        DISCLOSURES,
    ),
    hole(
        "register: nothing of people",
        "permissions/disclosures.py",
        '"owner_id") | {User: "id"}',
        '"owner_id")',
        DISCLOSURES,
    ),
    hole(
        "register: nothing of applications",
        "permissions/disclosures.py",
        "not parameters.kind.is_token:",
        "not parameters.kind.is_restricted:",
        DISCLOSURES,
    ),
    hole(
        "register: told to others before it is written",
        "graph/asgi.py",
        "self.disclosures.note(told)",
        "pass",
        "tests/graph/test_lost_disclosures.py",
    ),
    hole(
        "register: payloads are not told",
        "graph/execution.py",
        "context.told.extend([told] if told else [])",
        "pass",
        DISCLOSURES,
    ),
)

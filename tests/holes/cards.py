"""Where could the number of a card come in?"""

from holes.hole import hole

CARDS = "tests/graph/test_card_numbers.py tests/billing/test_cards.py"

HOLES = (
    hole(
        "card: in any field",
        "graph/cards.py",
        'return bool(definition and definition.metadata.get("is_free_text"))',
        "return True",
        CARDS,
    ),
    hole(
        "card: in variables",
        "graph/preparation.py",
        "if asked.is_quick:\n        return",
        "if True:\n        return",
        CARDS,
    ),
    hole(
        "card: in a variable that goes elsewhere too",
        "graph/cards.py",
        "self.bound.add(node.name.value)",
        "pass",
        CARDS,
    ),
    hole("card: beside the document", "graph/http.py", "check_rest(given)", "pass", CARDS),
    hole("card: in a document", "graph/document.py", "    cards.check_text(text, ast)\n", "", CARDS),
    hole(
        "card: in what is wrong with a document", "graph/document.py", "raise cards.refusal() from None", "raise", CARDS
    ),
    hole("card: in the address", "graph/asgi.py", "if query and may_hold_card(query):", "if False:", CARDS),
    hole("card: in notes of any account", "graph/asgi.py", "if prepared.holds_card and not", "if False and not", CARDS),
    hole(
        "card: in notes if another account allows it",
        "permissions/card_numbers.py",
        "WHERE a.id = viewer.account_id",
        "ORDER BY a.allows_card_numbers DESC LIMIT 1",
        CARDS,
    ),
    hole("card: its digest in the log", "graph/logs.py", "        asked = None\n", "", CARDS),
    hole("card: by escapes", "billing/cards.py", 'for _ in ("JSON", "GraphQL"):', 'for _ in ("JSON",):', CARDS),
    hole(
        "card: in forms",
        "platform/config/settings.py",
        '    "config.cards.middleware",\n',
        "",
        "tests/config/test_card_numbers.py",
    ),
    hole(
        "card: in parts of a form",
        "platform/config/cards.py",
        "(request.GET, request.POST)",
        "(request.GET,)",
        "tests/config/test_card_numbers.py",
    ),
)

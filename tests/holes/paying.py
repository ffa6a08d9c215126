"""What could be had without paying, and what told of who pays?"""

from holes.hole import hole

READ_ONLY = "tests/graph/test_read_only.py"
BILLING_PAGE = "tests/pages/test_billing.py"

HOLES = (
    hole(
        "paying: who does not pay writes",
        "graph/mutations/steps.py",
        "                    if not always:\n",
        "                    if False:\n",
        READ_ONLY,
    ),
    hole(
        "paying: who does not pay writes on pages",
        "platform/config/pages/people.py",
        "        require_open(viewer)\n",
        "",
        "tests/pages/test_read_only.py",
    ),
    hole(
        "paying: who has not paid is open",
        "billing/migrations/0003_what_is_newer.py",
        "'ACTIVE', 'PAST_DUE') AS is_open",
        "'ACTIVE', 'PAST_DUE', 'UNPAID') AS is_open",
        READ_ONLY,
    ),
    hole(
        "paying: everybody sees what for",
        "permissions/roles.py",
        "a.role IN ('ADMIN', 'BILLING')",
        "true",
        "tests/permissions/test_paying.py",
    ),
    hole(
        "paying: without a recent proof",
        "graph/mutations/billing.py",
        "    require_recent(viewer)\n",
        "",
        "tests/permissions/test_paying.py",
    ),
    hole(
        "paying: a cost that nobody knows of",
        "billing/seats.py",
        "known != cost.each_period",
        "False",
        "tests/graph/test_seat_cost.py",
    ),
    hole(
        "paying: who comes again costs nothing",
        "billing/seats.py",
        "again is None or _is_one_more(again)",
        "again is None",
        "tests/graph/test_seat_cost.py",
    ),
    hole(
        "paying: a cost that nobody knows of, on the page",
        "platform/config/pages/members.py",
        "                require_cost_known(viewer.user.account_id, form.known)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: who is let in again on the page costs nothing",
        "platform/config/pages/members.py",
        "            require_cost_known(viewer.user.account_id, form.known, again=person)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: who is invited anew on the page costs nothing",
        "platform/config/pages/members.py",
        "            require_cost_known(viewer.user.account_id, form.known, again=invitation)\n",
        "",
        BILLING_PAGE,
    ),
    hole(
        "paying: what was typed is shown again",
        "platform/config/pages/forms_of_billing.py",
        "super().get_context(name, None, attrs)",
        "super().get_context(name, value, attrs)",
        BILLING_PAGE,
    ),
    hole(
        "paying: what was sent too late is kept",
        "platform/config/pages/billing.py",
        "@proven_before\n",
        "@proven\n",
        BILLING_PAGE,
    ),
)

"""What could support read that nobody let it?"""

from holes.hole import CREDENTIALS, PAGES, PREDICATES, hole

SUPPORT = "tests/permissions/test_support.py"
SUPPORT_CASES = "tests/permissions/test_support_cases.py"
LEGAL_ORDERS = "tests/permissions/test_legal_orders.py"

HOLES = (
    hole("support: what was not named", PREDICATES, "{row}.id = ANY(viewer.record_ids) AND ", "", SUPPORT),
    hole("support: what is another's by now", PREDICATES, "_owned(model, row, 'viewer.owner_id')", "'true'", SUPPORT),
    hole("support: changes what it reads", PREDICATES, " or level is not Level.VIEW", "", SUPPORT),
    hole("support: lists", PREDICATES, "return parameters.kind is not Kind.SUPPORT", "return True", SUPPORT),
    hole("support: lists below a record", PAGES, " or not predicates.lists(self.writer.parameters)", "", SUPPORT),
    hole(
        "support: reads without an entry",
        "permissions/support/ledger.py",
        "parameters.kind is not Kind.SUPPORT",
        "True",
        SUPPORT,
    ),
    hole("support: expired", CREDENTIALS, " AND q.expires_at > now()", "", SUPPORT),
    hole(
        "support: expired for a moment",
        CREDENTIALS,
        "DELETE FROM permissions_supportaccess",
        "SELECT FROM permissions_supportaccess",
        SUPPORT,
    ),
    hole("support: by a session of anybody", CREDENTIALS, "ON s.user_id = q.agent_id", "ON true", SUPPORT),
    hole("support: without a code", CREDENTIALS, " AND s.has_second_factor", "", SUPPORT),
    hole("support: a second factor that is gone", CREDENTIALS, "WHERE f.user_id = u.id AND ", "WHERE ", SUPPORT),
    hole(
        *("support: revoked", "permissions/support/consent.py"),
        *("    SupportAccess.objects.filter(pk=request.pk).delete()\n", "", SUPPORT),
    ),
    hole(
        *("support: closed", "permissions/support/cases.py"),
        *("        SupportAccess.objects.filter(case_id=case.pk).delete()\n", "", SUPPORT),
    ),
    hole(
        *("support: a legal order of one alone", "permissions/support/legal.py"),
        *("        if request.agent_id == agent.pk:\n", "        if False:\n", LEGAL_ORDERS),
    ),
    hole(
        *("support: a legal order of which nobody is told", "permissions/support/legal.py"),
        *('        agency.tell("mail/support_ordered", request)\n', "", LEGAL_ORDERS),
    ),
    hole(
        *("support: approved by whoever had it", "graph/mutations/support.py"),
        *('    own(viewer, request.records, "id")\n', "", SUPPORT_CASES),
    ),
    hole(
        *("support: approved on a page by whoever had it", "platform/config/pages/cases.py"),
        *('            own(viewer, asked.records, "id")\n', "", "tests/pages/test_cases.py"),
    ),
    hole(
        *("support: names what one does not own", "permissions/access.py"),
        *("({predicates.owned(model, 'row', parameters)})", "true", SUPPORT_CASES),
    ),
    hole(
        *("support: reads what was not named in the case", "permissions/support/agency.py"),
        *(" or not set(records) <= set(case.records)", "", SUPPORT_CASES),
    ),
    hole(
        "support: everybody's cases",
        PREDICATES,
        'SupportCase: "{row}.owner_id = viewer.user_id"',
        'SupportCase: "true"',
        SUPPORT_CASES,
    ),
    hole(
        "support: everybody's requests",
        PREDICATES,
        'SupportRequest: "{row}.owner_id = viewer.user_id"',
        'SupportRequest: "true"',
        SUPPORT_CASES,
    ),
    hole(
        "support: everybody's ledger",
        PREDICATES,
        'SupportRead: "{row}.owner_id = viewer.user_id"',
        'SupportRead: "true"',
        SUPPORT,
    ),
)

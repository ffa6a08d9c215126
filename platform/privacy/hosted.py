"""What is promised of the Data that people host here? P15 to P19."""

from privacy.promise import Promise

HOSTED = (
    Promise(
        number=15,
        heading="You host your Data here",
        words="Create, read, change, delete, search, import and export it; what was acknowledged is not lost.",
        kept="One action for each verb, in one transaction; the database survives being killed.",
        code=(
            "platform/contacts/actions.py",
            "platform/activities/actions.py",
            "platform/exports/",
            "platform/database/embedded.py",
        ),
        tests=(
            "tests/graph/test_cases.py",
            "tests/exports/test_importing.py::p15",
            "tests/exports/test_imports.py::p15",
            "tests/database/test_embedded.py",
        ),
        missing="search",
    ),
    Promise(
        number=16,
        heading="You own your Data",
        words="Whoever made a record owns it. Others see it only when its owner, or who may by them, shares it.",
        kept="The gate is compiled into each statement; an independent oracle agrees on random worlds. Handing over "
        "is explicit and written down. All that you own is exported, and erased for good, each with our signature, in "
        "every state of the account.",
        code=(
            "permissions/predicates.py",
            "permissions/transfers.py",
            "platform/exports/actions.py",
            "platform/erasure/actions.py",
            "platform/config/pages/erasures.py",
        ),
        tests=(
            "tests/permissions/test_matrix.py",
            "tests/oracle/test_differential.py",
            "tests/permissions/test_transfers.py",
            "tests/exports/test_archives.py::p16",
            "tests/exports/test_writing.py::p16",
            "tests/exports/test_kills.py::p16",
            "tests/erasure/test_erasing.py",
            "tests/erasure/test_restoring.py",
            "tests/pages/test_erasures.py::p16",
        ),
    ),
    Promise(
        number=17,
        heading="We do not look at your Data",
        words="Staff and superusers resolve no record, on any path. The operator sees counts.",
        kept="No rule knows is_superuser; there is no admin site; `steward operator` counts; the log tells ids and "
        "routes. Who works for the operator is of an account of its own, which the database holds to, and owns no "
        "record.",
        code=(
            "permissions/predicates.py",
            "platform/config/operating.py",
            "platform/config/logs.py",
            "platform/accounts/agents.py",
        ),
        tests=(
            "tests/privacy/test_canary.py::p17",
            "tests/permissions/test_support.py::p17",
            "tests/permissions/test_matrix.py",
            "tests/config/test_operating.py",
        ),
    ),
    Promise(
        number=18,
        heading="Individual records, to resolve a support issue",
        words="An agent sees the records that you name, for as long as you say, and you see each look.",
        kept="What you approved is looked up by each of an agent's reads, which see the records it names, one by one, "
        "and nothing else. The statement that reads a record also writes that it was read, or it gives no answer. By a "
        "legal order two agents open what you have not, and you are told at once.",
        code=("permissions/support/", "permissions/credentials.py", "platform/config/pages/cases.py"),
        tests=(
            "tests/permissions/test_support.py::p18",
            "tests/permissions/test_support_pages.py::p18",
            "tests/pages/test_cases.py::p18",
            "tests/permissions/test_support_cases.py",
            "tests/permissions/test_legal_orders.py::told_at_once",
        ),
    ),
    Promise(
        number=19,
        heading="The means to guard your password",
        words="Change it, see and end sessions and tokens, use a second factor or a passkey; weak passwords are "
        "refused, guessing is slowed, a new device is told.",
        kept="django-allauth, and what it lacks beside it.",
        code=(
            "platform/accounts/passwords.py",
            "platform/accounts/attempts.py",
            "platform/accounts/devices.py",
            "platform/accounts/second_factors.py",
        ),
        tests=("tests/accounts/test_passwords.py", "tests/accounts/test_attempts.py", "tests/pages/test_sessions.py"),
    ),
)

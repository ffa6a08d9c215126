"""What is promised of security? P26 to P31."""

from privacy.promise import Promise

SECURITY = (
    Promise(
        number=26,
        heading="Against loss, misuse and alteration",
        words="Backups are made and tried; what was done is written to a log that cannot be changed unseen.",
        kept="The database keeps what it acknowledged, and is had again as of any moment from copies elsewhere; what "
        "was done is chained, and the app can only add to it.",
        code=("platform/database/backups/", "platform/audit/chain.py"),
        tests=(
            "tests/database/test_embedded.py",
            "tests/database/test_backups.py",
            "tests/database/test_receiving.py",
            "tests/config/test_backing_up.py",
            "tests/audit/test_chain.py",
        ),
    ),
    Promise(
        number=27,
        heading="Encrypted on the way, and yours alone",
        words="Over HTTPS alone in production; another customer gets nothing, on any path.",
        kept="HSTS and redirects; row-level security on every table of an account, which binds the role that serves.",
        code=("platform/config/headers.py", "platform/database/constraints.py", "platform/database/roles.py"),
        tests=("tests/config/test_https.py", "tests/database/test_walls.py", "tests/database/test_roles.py"),
    ),
    Promise(
        number=28,
        heading="Encoded session identifications",
        words="Ids of sessions are random and stored as hashes; ids and cursors tell nothing and cannot be forged.",
        kept="256 random bits; cursors are signed.",
        code=("platform/accounts/cookies.py", "graph/cursors.py"),
        tests=("tests/accounts/test_sessions.py", "tests/graph/test_cursors.py"),
    ),
    Promise(
        number=29,
        heading="A guarded environment",
        words="The database listens on no public address; secrets come from the environment; what we are built from is "
        "locked.",
        kept="A Unix socket and peer authentication; requirements with hashes.",
        code=("platform/database/cluster.py", "platform/database/system_user.py"),
        tests=(
            "tests/database/test_embedded.py",
            "tests/privacy/test_canary.py::p29",
            "tests/architecture/test_documents.py",
        ),
    ),
    Promise(
        number=30,
        heading="User name and password at each log-on",
        words="A session ends with the browser. Apps on a phone are let in one by one, are listed, and can be ended.",
        kept="The cookie has no end date; refresh tokens rotate, and one that is used twice ends them all.",
        code=("platform/accounts/sessions.py", "platform/tokens/oauth/"),
        tests=("tests/accounts/test_cookies.py::p30", "tests/tokens/test_refresh.py"),
    ),
    Promise(
        number=31,
        heading="Accurate Data, used as it should be",
        words="What is typed is checked, a change to something that somebody else just changed is refused and not "
        "lost, and each record tells who changed it when. What is needed no longer goes by itself, after as many days "
        "as is told for each kind.",
        kept="Every field is checked before anything is written; versions. One table of rules says how long what is "
        "kept, is applied each night, and is what is shown.",
        code=(
            "platform/contacts/validation.py",
            "platform/contacts/actions.py",
            "platform/privacy/rules.py",
            "platform/privacy/retention.py",
        ),
        tests=(
            "tests/contacts/test_versions.py",
            "tests/contacts/test_validation.py",
            "tests/privacy/test_retention.py::p31",
        ),
    ),
)

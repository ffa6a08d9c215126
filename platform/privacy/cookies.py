"""What is promised of cookies? P20 to P25."""

from privacy.promise import Promise

COOKIES = (
    Promise(
        number=20,
        heading="One session cookie",
        words="After you sign in there is one session cookie, beside the one against forgery; before there is none.",
        kept="The session store sets it at sign-in alone.",
        code=("platform/accounts/sessions.py",),
        tests=("tests/accounts/test_cookies.py::p20",),
    ),
    Promise(
        number=21,
        heading="Its content is encrypted",
        words="Nobody can be read from it, and with one bit flipped it is nobody's.",
        kept="A random id under AES-256-GCM.",
        code=("platform/accounts/cookies.py", "platform/database/sealing.py"),
        tests=("tests/accounts/test_cookies.py::p21", "tests/database/test_sealing.py"),
    ),
    Promise(
        number=22,
        heading="It says that it is you",
        words="It is another after each sign-in and change of privilege, and void after signing out or a new password.",
        kept="The session is checked by every statement, with its version.",
        code=("permissions/viewer.py", "platform/accounts/signing_in.py"),
        tests=("tests/accounts/test_rotation.py", "tests/accounts/test_four_workers.py"),
    ),
    Promise(
        number=23,
        heading="Only we read it, and only for that",
        words="No script, no other host and no other use.",
        kept="__Host-, Secure, HttpOnly, SameSite, without a domain; nobody is tracked.",
        code=("platform/config/settings.py",),
        tests=("tests/accounts/test_cookies.py::p23", "tests/config/test_https.py"),
    ),
    Promise(
        number=24,
        heading="No account number and no password in it",
        words="Neither the cookie nor the stored session has one, in any encoding.",
        kept="The session is sealed, and its key stored as a hash.",
        code=("platform/accounts/sessions.py",),
        tests=("tests/journeys/test_dump.py",),
    ),
    Promise(
        number=25,
        heading="Without cookies, no service",
        words="A browser without cookies is not let in; tokens are another way, for programs, and never cookies.",
        kept="A session counts in its cookie alone, a token in its header alone.",
        code=("graph/http.py", "permissions/credentials.py"),
        tests=("tests/accounts/test_cookies.py::p25", "tests/tokens/test_ways_in.py"),
    ),
)

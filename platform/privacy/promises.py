"""What is promised, sentence for sentence? P1 to P31, under the headings of the policy.

The numbers are for good: code, tests and documents name promises by them.
"""

from privacy.collected import COLLECTED
from privacy.cookies import COOKIES
from privacy.hosted import HOSTED
from privacy.promise import Promise
from privacy.security import SECURITY

SECTIONS: dict[str, tuple[Promise, ...]] = {
    "Collected information": COLLECTED,
    "Data": HOSTED,
    "Cookies": COOKIES,
    "Security": SECURITY,
}
PROMISES = tuple(promise for section in SECTIONS.values() for promise in section)

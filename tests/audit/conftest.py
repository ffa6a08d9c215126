"""What do the tests of the audit share? Browsers, and the processor, of those that pay."""

from tests.accounts.conftest import browser  # noqa: F401  # a fixture
from tests.billing.conftest import processor  # noqa: F401  # a fixture

"""What do the tests of permissions share? The processor, of those that pay."""

from tests.billing.conftest import processor  # noqa: F401  # a fixture

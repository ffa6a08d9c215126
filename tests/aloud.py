"""How does a test say something that is seen, also if all goes well, and whichever process it runs in?"""

import sys
from collections.abc import Callable
from functools import partial

import pytest


def say(config: pytest.Config, line: str) -> None:
    """Print a line that pytest keeps from nobody."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stderr.write(f"\n{line}\n")
        sys.stderr.flush()


def sayer(config: pytest.Config) -> Callable[[str], None]:
    """Return `say`, for who does not know pytest."""
    return partial(say, config)

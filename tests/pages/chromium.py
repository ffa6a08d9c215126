"""Which Chromium do the tests of pages drive? One that is there, else Playwright's own, else one that can be had."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

MISSING = "NO CHROMIUM IS TO BE HAD: THE PAGES ARE NOT TESTED"
NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS_MAX = 300


def executable(playwright: Playwright, say: Callable[[str], None]) -> str | None:
    """Return the path of a browser, None for Playwright's own; without one, skip and say so, or fail in CI."""
    # Several processes run tests, and one installs it.
    with (Path(sys.prefix) / ".chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := in_path():
            return found
        if Path(playwright.chromium.executable_path).exists() or installed_by_playwright():
            return None
        if os.geteuid() == 0 and installed_by_debian():
            return in_path()
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    say(MISSING)
    pytest.skip(MISSING)


def in_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def installed_by_playwright() -> bool:
    return does(sys.executable, "-m", "playwright", "install", "chromium-headless-shell")


def installed_by_debian() -> bool:
    return does("apt-get", "install", "--yes", "--no-install-recommends", "chromium") and in_path() is not None


def does(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=SECONDS_MAX).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False

"""Which barriers does axe-core find on a page? It is installed here, by its lock, on the first run; it needs npm."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

MISSING = "npm IS MISSING: NOBODY LOOKS FOR BARRIERS ON THE PAGES"
FOLDER = Path(__file__).parent / "axe"
SCRIPT = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and what axe's makers recommend beside it.
RUN = """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
    .then(found => found.violations)"""


def install(say: Callable[[str], None]) -> None:
    """Have axe-core; where npm is missing, skip and say so, or fail in CI."""
    if not shutil.which("npm"):
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        say(f"\n{MISSING}")
        pytest.skip(MISSING)
    # npm's own copy of the lock tells what is installed.
    installed, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = ["npm", "ci", "--ignore-scripts"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr


def barriers(page: Page) -> list[str]:
    """Return what is wrong, each with where."""
    page.add_script_tag(path=SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]

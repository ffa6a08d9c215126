"""Which barriers does axe-core find on a page? It is installed here, by its lock, on the first run; it needs npm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

import npm

MISSING = "npm IS MISSING: NOBODY LOOKS FOR BARRIERS ON THE PAGES"
FOLDER = Path(__file__).parent / "axe"
SCRIPT = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and what axe's makers recommend beside it.
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]  # what differs between light and dark
RUN = "runOnly => axe.run(document, {runOnly}).then(found => found.violations)"


def install(say: Callable[[str], None]) -> None:
    """Have axe-core; where npm is missing, skip and say so, or fail in CI."""
    npm.install(FOLDER, MISSING, say)


def barriers(page: Page) -> list[str]:
    """Return what is wrong, each with where: by light, and with the colors by dark."""
    page.add_script_tag(path=SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, ALL)
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(RUN, COLORS)
    page.emulate_media(color_scheme="light")
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]

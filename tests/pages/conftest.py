"""What do tests of pages share? Chromium, and tabs that fail the test if a page breaks its own policy or complains."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

from aloud import sayer
from tests.billing.conftest import processor  # noqa: F401  # a fixture
from tests.pages.chromium import executable

# A page's own word on what its Content-Security-Policy has stopped; the console gets it too, but not in all cases.
TELL_VIOLATIONS = """
    document.addEventListener('securitypolicyviolation', event =>
        console.error(`${event.effectiveDirective} stopped ${event.blockedURI}`))
"""
SECONDS_MAX = 15


@pytest.fixture(autouse=True)
def _slate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are forgotten and letters gone; Django does not mind Playwright's event loop around the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cache.clear()
    mail.outbox.clear()


# For each module, and not for all: while Playwright runs, no other test could ask the database.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(playwright: Playwright, pytestconfig: pytest.Config) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=executable(playwright, sayer(pytestconfig)))
    yield browser
    browser.close()


@pytest.fixture
def address(server: str) -> str:
    """The server's address as one that browsers trust without TLS (W3C Secure Contexts, section 3.1)."""
    return server.replace("127.0.0.1", "localhost")


class Tab:
    """A browser with one tab and an empty cookie jar; `complaints` is what no page may cause."""

    def __init__(self, chromium: Browser, address: str, **options: Any) -> None:
        self.ours = (f"{address}/", "data:")
        self.others: tuple[str, ...] = ()
        self.complaints: list[str] = []
        self.context: BrowserContext = chromium.new_context(base_url=address, **options)
        self.context.set_default_timeout(SECONDS_MAX * 1000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", self._request)
        self.page: Page = self.context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.location.get("url", "").startswith(self.others):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.ours):
            self.complaints.append(f"a request to {request.url}")

    def visit(self, site: str) -> None:
        """Have pages of another site, which is there: what the console says of them is not ours to mend."""
        self.ours, self.others = (*self.ours, site), (*self.others, site)

    def expect(self, site: str) -> None:
        """Have a page of another site, which is nowhere, to be led to."""
        self.ours = (*self.ours, site)
        self.context.route(f"{site}**", lambda route: route.fulfill(body="Welcome back."))

    @property
    def cookies(self) -> set[str]:
        return {str(cookie.get("name")) for cookie in self.context.cookies()}

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []


Tabs = Callable[..., Tab]  # what the fixture `tab` is


@pytest.fixture
def tab(chromium: Browser, address: str) -> Iterator[Tabs]:
    """`tab()` is a new browser, with nobody signed in."""
    with ExitStack() as tabs:

        def new(**options: Any) -> Tab:
            made = Tab(chromium, address, **options)
            tabs.callback(made.close)
            return made

        yield new

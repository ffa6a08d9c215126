"""Does every page keep its policy, and would a test notice if one did not?"""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.template.loader import get_template

from config.assets import hashed
from processes import ROOT
from tests.pages import chromium as ours
from tests.pages.conftest import Tabs
from tests.pages.steps import person, sign_in

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
TEMPLATES = sorted(ROOT.glob("platform/*/templates/**/*.html"))
# A script without an address, unless it is data; a style; a handler: what the policy would stop.
INLINE = re.compile(r"<script(?![^>]*(?:src=|application/json))|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/signup/", "/nowhere", "/oauth/authorize"])
def test_a_page_says_what_it_may_load_and_that_nobody_keeps_it(server: str, path: str) -> None:
    headers = httpx.get(f"{server}{path}", verify=False).headers
    assert set(headers["content-security-policy"].split("; ")) == POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]
    assert "no-store" in headers["cache-control"]


def test_p6_a_page_leads_to_another_site_only_where_it_asks_for_it(tab: Tabs) -> None:
    zoe, browser = person(), tab()
    sign_in(browser, zoe)
    # The page of consent does: tests/pages/test_applications.py goes that way.
    form = browser.page.get_by_role("main").locator("form")
    form.evaluate("form => { form.action = 'https://elsewhere.example/'; form.submit() }")
    browser.page.wait_for_timeout(200)
    assert browser.page.url.endswith("/account/")
    assert any("form-action" in complaint for complaint in browser.complaints)
    browser.complaints.clear()


@pytest.mark.parametrize("name", ["steward.css", "passkeys.js", "mfa/js/webauthn.js"])
def test_a_style_sheet_or_script_is_kept_for_ever_under_the_name_of_what_it_holds(server: str, name: str) -> None:
    address = f"{server}/static/{hashed(name)}"
    answer = httpx.get(address, verify=False)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers.get_list("set-cookie") == []
    again = httpx.get(address, headers={"If-None-Match": answer.headers["etag"]}, verify=False)
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.head(address, verify=False).content == b""
    assert httpx.get(f"{server}/static/{name}", verify=False).status_code == 404


def test_a_file_that_is_not_there_is_noticed_by_whoever_writes_the_page() -> None:
    with pytest.raises(ValueError, match="There is no static file"):
        hashed("missing.css")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []
    get_template(str(path).split("/templates/")[1])  # can be read


def test_what_breaks_the_policy_is_a_complaint(tab: Tabs) -> None:
    browser = tab()
    browser.page.goto("/")
    browser.page.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend', '<p style="color: red">inline</p>')
        const script = document.createElement('script')
        script.textContent = 'window.broken = true'
        document.body.append(script)
        const image = document.createElement('img')
        image.src = 'https://elsewhere.example/pixel.png'
        document.body.append(image)
    }""")
    browser.page.wait_for_timeout(200)
    assert browser.page.evaluate("window.broken") is None
    told = " ".join(browser.complaints)
    for stopped in ("style-src-attr stopped inline", "script-src-elem stopped inline", "img-src stopped https://else"):
        assert stopped in told
    browser.complaints.clear()


def test_a_request_to_another_host_is_a_complaint(tab: Tabs) -> None:
    browser = tab(bypass_csp=True)
    browser.context.route("https://elsewhere.example/**", lambda route: route.fulfill(body=""))
    browser.page.goto("/")
    browser.page.evaluate("fetch('https://elsewhere.example/', {mode: 'no-cors'})")
    assert "a request to https://elsewhere.example/" in browser.complaints
    browser.complaints.clear()


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip), ("true", pytest.fail)])
def test_without_a_chromium_it_is_skipped_aloud_and_fails_in_ci(
    playwright: Any, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: Any
) -> None:
    lines: list[str] = []
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(ours, "does", lambda *command: False)
    with pytest.raises(outcome.Exception, match=ours.MISSING):
        ours.executable(playwright, lines.append)
    assert lines == ([ours.MISSING] if not ci else [])

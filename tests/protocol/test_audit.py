"""Is this GraphQL over HTTP? The audit of the npm package graphql-http says so, requirement by requirement.

It is installed here, by its lock, on the first run. Where there is no npm these tests are skipped; in CI they fail.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import npm
from aloud import sayer

MISSING = "npm IS MISSING: THE AUDIT OF GRAPHQL OVER HTTP IS NOT RUN"
AUDIT = Path(__file__).parent / "audit"
# GET is off (DESIGN.md): a query in an address is in logs and caches.
WITHOUT_GET = {"5A70", "D6D5", "6A70"}
# Those of graphql-http 1.23.1, so that each is a test, and so that one that is left out is seen.
IDS = """
    22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 5A70 9C48 9ABE 03D4 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 34A2 13EE 6C00 6C01 6C02
    6C03 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 4760 4761 4762 4763 2EA1 28B9 D6D5 6A70 58B0 58B1 58B2 58B3 428F 1B7A
    B6DC BCF8 B7N8 8764 3E3A 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B 86EE
"""
REQUIREMENTS = IDS.split()


@pytest.fixture(scope="module")
def results(server: str, pytestconfig: pytest.Config) -> dict[str, Any]:
    """What the audit says of each requirement."""
    npm.install(AUDIT, MISSING, sayer(pytestconfig))
    return {result["id"]: result for result in audit(f"{server}/graphql")}


def audit(url: str) -> list[dict[str, Any]]:
    """Run the audit, in a process of its own."""
    return json.loads(npm.run("node", "audit.mjs", url, folder=AUDIT))


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_a_requirement_is_met(results: dict[str, Any], requirement: str) -> None:
    result = results[requirement]
    if requirement in WITHOUT_GET:
        assert result["name"].startswith("MAY ")
        assert result["status"] == "notice"
    else:
        assert result["status"] == "ok", f"{result['name']}: {result.get('reason')}"


def test_no_requirement_is_left_out(results: dict[str, Any]) -> None:
    assert set(results) == set(REQUIREMENTS)


def test_the_audit_can_fail(server: str, results: dict[str, Any]) -> None:
    statuses = {result["status"] for result in audit(f"{server}/healthz")}
    assert statuses == {"ok", "notice", "warn", "error"}


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (AUDIT / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (AUDIT / ".npmrc").read_text()


@pytest.mark.parametrize(("ci", "outcome", "said"), [("", pytest.skip, MISSING), ("true", pytest.fail, "")])
def test_without_npm_it_is_skipped_aloud_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: Any, said: str
) -> None:
    lines: list[str] = []
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome.Exception, match=MISSING):
        npm.install(AUDIT, MISSING, lines.append)
    assert "".join(lines) == said

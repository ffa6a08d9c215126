"""Does Stripe's own command-line tool get on with the simulator? `stripe trigger` has each event come about.

It is installed here, by its lock, on the first run. Where there is no npm these tests are skipped; in CI they fail.
"""

import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

import npm
from aloud import sayer
from billing.simulator.server import running
from tests.billing.simulator.annotations import faults

MISSING = "npm IS MISSING: STRIPE'S COMMAND-LINE TOOL DOES NOT TRY THE SIMULATOR"
FOLDER = Path(__file__).parent / "cli"
STRIPE = FOLDER / "node_modules" / "@stripe" / "cli-linux-x64" / "bin" / "stripe"
NOWHERE = "http://127.0.0.1:9"  # the tool would look for newer versions of itself, and is not to
# Those that the tool can have come about and that the simulator tells of. What it can besides is of payments without
# an invoice, of disputes, coupons and other things that nobody here has needed yet.
EVENTS = [
    "billing_portal.session.created",
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.trial_will_end",
    "customer.subscription.updated",
    "invoice.created",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.payment_succeeded",
    "invoice.voided",
    "invoiceitem.created",
    "payment_method.attached",
    "payment_method.detached",
    "payment_method.updated",
    "price.created",
    "price.updated",
    "product.created",
    "product.deleted",
    "product.updated",
    "setup_intent.canceled",
    "setup_intent.created",
    "setup_intent.requires_action",
    "setup_intent.setup_failed",
    "setup_intent.succeeded",
    "test_helpers.test_clock.advancing",
    "test_helpers.test_clock.created",
    "test_helpers.test_clock.deleted",
    "test_helpers.test_clock.ready",
]


@pytest.fixture(scope="module", autouse=True)
def _tool(pytestconfig: pytest.Config) -> None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("the tool is locked for Linux on x86-64")
    npm.install(FOLDER, MISSING, sayer(pytestconfig))


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    with running() as url:
        yield url


def trigger(event: str, url: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Have the tool make an event come about."""
    environment = {"HOME": str(home), "STRIPE_CLI_TELEMETRY_OPTOUT": "1", "PATH": os.environ["PATH"]}
    environment |= {"HTTPS_PROXY": NOWHERE, "NO_PROXY": "127.0.0.1"}
    command = [STRIPE, "trigger", event, "--api-base", url, "--api-key", "sk_test_simulator0123456789"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def told(url: str) -> list[str]:
    answer = requests.get(
        f"{url}/v1/events", params={"limit": 100}, headers={"Authorization": "Bearer sk_test_x"}, timeout=10
    ).json()
    assert faults(answer) == []
    return [event["type"] for event in answer["data"]]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_comes_about(event: str, shared: str, tmp_path: Path) -> None:
    before = told(shared).count(event)
    done = trigger(event, shared, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert told(shared).count(event) > before


def test_an_event_that_cannot_come_about_would_be_seen(shared: str, tmp_path: Path) -> None:
    done = trigger("charge.dispute.created", shared, tmp_path)
    assert done.returncode != 0
    assert "Unrecognized request URL" in done.stdout + done.stderr


def test_the_lock_names_no_registry() -> None:
    assert "://" not in (FOLDER / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (FOLDER / ".npmrc").read_text()

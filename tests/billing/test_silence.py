"""Does Stripe's library write down what it sends? At no level, whatever settings and environment say."""

import logging
import subprocess
import sys

import pytest

import billing.stripe_api.client  # noqa: F401  # now there are all loggers that it and its libraries have
from processes import ROOT

SAID = "Zoë Ångström"
SPEAK = f"""
from django.conf import settings
settings.configure()
import billing.stripe_api.client
from stripe import _util
_util.log_debug("Post details", post_data={SAID!r})
_util.log_info("Request to Stripe api", url={SAID!r})
print("done")
"""


def test_its_loggers_log_nothing_at_whatever_level(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = logging.root.manager.loggerDict.items()
    loggers = {name for name, logger in known if isinstance(logger, logging.Logger)}
    names = [name for name in loggers if name.partition(".")[0] in ("stripe", "urllib3")]
    assert {"stripe", "urllib3.connectionpool"} <= set(names)
    for name in names:
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
        logging.getLogger(name).critical(SAID)
    assert [record.name for record in caplog.records] == []
    logging.getLogger("steward.billing").critical(SAID)
    assert [record.name for record in caplog.records] == ["steward.billing"]


def test_it_prints_nothing_when_its_environment_asks_it_to() -> None:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "STRIPE_LOG": "debug"}
    spoken = subprocess.run(
        [sys.executable, "-c", SPEAK], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert (spoken.stdout, spoken.stderr) == ("done\n", "")
    # Without us it does print.
    by_itself = SPEAK.replace("import billing.stripe_api.client\n", "")
    spoken = subprocess.run(
        [sys.executable, "-c", by_itself], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert SAID in spoken.stderr

"""How is it kept that Stripe's library writes down what it sends? It, and urllib3 below it, log nothing at all.

At DEBUG they log bodies and addresses, and urllib3 some addresses as warnings: those have ids of means of payment in
them. What fails is told by our own errors. A level would not do, since the settings of logging can say another.
"""

import logging
import os
from typing import Any

LOGGERS = (
    "stripe",
    "urllib3",
    *(f"urllib3.{name}" for name in ("connection", "connectionpool", "poolmanager", "response", "util.retry")),
)


def keep() -> None:
    """Have these loggers drop every record, at whatever level, and Stripe's library print none beside them."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(nothing)
    # "debug" has Stripe's library print bodies, whatever is said of logging.
    os.environ.pop("STRIPE_LOG", None)


def nothing(_: Any) -> bool:
    """Let no record pass."""
    return False

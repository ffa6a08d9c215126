"""Who charges while there is no key of Stripe's? A simulator of it, on loopback, as a process beside us."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from config import children

HOST = "127.0.0.1"
KEY = "sk_test_simulator"
STATE = "simulator.sqlite3"


@contextmanager
def beside(port: int) -> Iterator[str | None]:
    """Hold a block within which a simulator charges for the server on that port; yield its address.

    None, and no simulator, where there is a key, or where others than the user of the demo may come.
    """
    if not settings.SIMULATOR:
        yield None
        return
    secret, at = f"whsec_{secrets.token_urlsafe(24)}", _free_port()
    url = f"http://{HOST}:{at}"
    _name(STRIPE_API_KEY=KEY, STRIPE_API_ADDRESS=url, STRIPE_WEBHOOK_SECRETS=secret)
    with children.beside("simulator", _simulate, at, f"http://{HOST}:{port}/stripe/webhook", secret):
        yield url


def _simulate(port: int, webhook: str, secret: str) -> None:
    state = str(settings.STEWARD_DATA / STATE)
    said = StringIO()  # `steward serve` has told of it
    call_command("stripe-simulator", port=port, state=state, webhook=webhook, webhook_secret=secret, stdout=said)


def _name(**variables: str) -> None:
    """Tell the settings of this process, and of those that it starts."""
    os.environ.update(variables)
    settings.STRIPE_API_KEY = variables["STRIPE_API_KEY"]
    settings.STRIPE_API_ADDRESS = variables["STRIPE_API_ADDRESS"]
    settings.STRIPE_WEBHOOK_SECRETS = [variables["STRIPE_WEBHOOK_SECRETS"]]


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
        return port

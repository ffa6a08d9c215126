"""Is `steward stripe-simulator` a server of its own, that keeps what it has acknowledged, on this machine alone?"""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import stripe

from billing.simulator import server
from processes import python, read_until
from tests.billing.simulator.ear import SECRET, listening
from tests.billing.simulator.life import MONTHLY, Life

Clients = Callable[..., stripe.StripeClient]
COMMAND = ("-m", "config.manage", "stripe-simulator")


@contextmanager
def started(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process, and its address."""
    with python(*COMMAND, *arguments) as process:
        address = re.search(r"http://\S+", read_until(process, "ready on"))
        assert address
        yield process, address.group()


def test_what_was_acknowledged_survives_being_killed(tmp_path: Path, new_client: Clients) -> None:
    with started("--state", tmp_path / "state") as (process, url):
        ada = Life(new_client(url))
        ada.subscribe()
        ada.api.customers.update(ada.customer, {"name": "Ada"}, {"idempotency_key": "k1"})
        process.kill()
    with started("--state", tmp_path / "state") as (_, url):
        ada.api = new_client(url).v1
        assert ada.api.customers.retrieve(ada.customer).name == "Ada"
        again = ada.api.customers.update(ada.customer, {"name": "Ada"}, {"idempotency_key": "k1"})
        assert again.last_response is not None
        assert again.last_response.headers["idempotent-replayed"] == "true"
        ada.pass_days(31.1)
        assert (ada.status, ada.taken) == ("active", 6 * MONTHLY)


def test_what_was_to_be_told_is_told_after_a_restart(tmp_path: Path, new_client: Clients) -> None:
    with listening() as ear:
        listen = ("--webhook", ear.url, "--webhook-secret", SECRET, "--state", tmp_path / "state")
        with started(*listen) as (process, url):
            said = {"webhooks": {"delay_milliseconds": 1500}}
            httpx.post(f"{url}/_simulator/settings", json=said).raise_for_status()
            ada = new_client(url).v1.customers.create({"name": "Ada"})
            process.kill()
        assert ear.events == []
        with started(*listen):
            ear.wait(lambda ear: ear.types == ["customer.created"])
            assert ear.events[0].data.object.to_dict()["id"] == ada.id


def test_it_ends_in_order_when_it_is_told_to(tmp_path: Path) -> None:
    with started() as (process, _):
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        python(*COMMAND, "--port", str(taken.getsockname()[1])) as process,
    ):
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.startswith("CommandError: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [("--webhook", "http://127.0.0.1:1/"), ("--webhook", "http://hooks.example/", "--webhook-secret", "whsec_x")],
)
def test_webhooks_need_a_secret_and_stay_here(wrong: tuple[str, ...]) -> None:
    with python(*COMMAND, *wrong) as process:
        said, _ = process.communicate(timeout=30)
    assert (process.returncode, said.count("\n")) == (1, 1)


def test_it_listens_on_this_machine_alone(simulator: str) -> None:
    port = int(simulator.rpartition(":")[2])
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if line.split()[3] == "0A"]
    assert [one for one in listening if one.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    assert server.HOST == "127.0.0.1"

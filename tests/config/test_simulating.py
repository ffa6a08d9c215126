"""Does `steward serve` bring somebody who charges, where there is no key of Stripe's, and nobody comes to harm?"""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from database_for_tests import migrated_folder
from processes import eventually, open_files
from tests.config.serving import Server, serving

KEY = ("sk_test_simulator", "")


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with migrated_folder() as folder:
        yield folder


def simulator(server: Server) -> str | None:
    """Return the address that was printed of it."""
    found = re.search(r"(http://127\.0\.0\.1:\d+)  a simulator of Stripe", server.printed)
    return found[1] if found else None


def customers(url: str) -> list[str] | None:
    """Return the ids of all customers; None if nobody answers."""
    try:
        # There is no TLS on loopback, and loading the certificates for it takes 50 ms.
        return [found["id"] for found in httpx.get(f"{url}/v1/customers", auth=KEY, verify=False).json()["data"]]
    except httpx.HTTPError:
        return None


def test_a_simulator_charges_and_remembers_when_it_was_killed(data: Path) -> None:
    with serving(data) as server:
        url = simulator(server)
        assert url is not None
        eventually(lambda: customers(url) == [])
        made = httpx.post(f"{url}/v1/customers", auth=KEY, verify=False).json()["id"]
        [killed] = [pid for pid in server.others() if listens(pid, url)]
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: customers(url) == [made])
    with serving(data) as server:
        url = simulator(server)
        assert url is not None
        eventually(lambda: customers(url) == [made])


def listens(pid: int, url: str) -> bool:
    """Whether a process has the socket that listens at an address."""
    port = int(url.rpartition(":")[2])
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    [inode] = [line[9] for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"]
    return f"socket:[{inode}]" in open_files(pid)


@pytest.mark.parametrize(
    "variables", [{"STRIPE_API_KEY": "sk_test_x"}, {"STEWARD_HTTPS": "1"}, {"STEWARD_HOSTS": "crm.example.org"}]
)
def test_there_is_none_beside_a_key_or_where_others_may_come(data: Path, variables: dict[str, str]) -> None:
    with serving(data, "--no-worker", **variables) as server:
        assert simulator(server) is None

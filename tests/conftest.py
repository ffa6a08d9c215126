"""What does every test stand on? One fresh PostgreSQL, migrated as in production, and one server on loopback.

Tests commit for real and share the database: each makes accounts of its own, and accounts do not see each other.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

_stack = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before any test module is imported, since Django reads its address once."""
    if not hasattr(config, "workerinput"):
        from database_for_tests import kept_for_a_run

        _stack.enter_context(kept_for_a_run())
    if _hands_out(config):
        return
    from database_for_tests import test_database

    os.environ.update(_stack.enter_context(test_database()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["STEWARD_COMPILE_SECONDS"] = "1000"  # every test sends its own documents, and all from one address
    import django

    django.setup()
    _prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close all connections and stop the database."""
    if not _hands_out(config):
        from django.db import connections

        connections.close_all()
        for alias in connections:
            if hasattr(connections[alias], "close_pool"):
                connections[alias].close_pool()
    _stack.close()


def _hands_out(config: pytest.Config) -> bool:
    """Whether this process runs no test, and only hands them out to others (pytest-xdist)."""
    return config.getoption("dist") != "no" and not hasattr(config, "workerinput")


def _prepare() -> None:
    from django.core.management import call_command
    from django.db import connection, connections
    from django.test.utils import setup_test_environment

    from database import roles

    setup_test_environment()
    call_command("migrate", database="owner", verbosity=0)
    roles.grant_to_app(connections["owner"], roles.current_role(connection))
    roles.refuse_to_bypass(connection)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the whole application, served by uvicorn in this process."""
    import uvicorn

    from config import serving
    from graph import disclosing

    disclosing.INTERVAL_SECONDS = 0.1  # so that no test of the register waits
    listener = serving.listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    instance = uvicorn.Server(serving.configuration(workers=1))
    thread = threading.Thread(target=instance.run, args=([listener],), daemon=True)
    thread.start()
    while not instance.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    instance.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def api(server: str) -> Iterator[Callable[..., "object"]]:
    """`api(user)` is a client that is signed in as the user, `api(token=…)` one with a token; `api()` is neither."""
    from api import Client

    with ExitStack() as clients:
        yield lambda user=None, **given: clients.enter_context(Client(server, user, **given))


@pytest.fixture(scope="module")
def s3_of_module() -> Iterator["object"]:
    """An S3-compatible store for the tests of one module."""
    from s3_server import s3_server

    with s3_server() as s3:
        yield s3


@pytest.fixture
def s3(s3_of_module: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The same, open, and known to whatever this process starts."""
    s3_of_module.door.close()
    s3_of_module.door.open()
    for name, value in s3_of_module.variables.items():
        monkeypatch.setenv(name, value)
    return s3_of_module


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> "object":
    """An empty store of backups, of each kind."""
    from database.backups.address import store_at

    if request.param == "folder":
        return store_at(str(tmp_path / "backups"))
    request.getfixturevalue("s3")
    return store_at(f"s3://backups/tests/{uuid4()}")

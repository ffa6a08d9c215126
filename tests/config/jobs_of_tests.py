"""What do workers do in tests? Jobs that tell when they have begun, wait to be let go, and fail in every way."""

import os
import time
from pathlib import Path

from procrastinate.contrib.django.models import ProcrastinateJob

from database.jobs import task

ROOM = Path(os.environ["ROOM"])


def say(name: str, what: str = "") -> None:
    with (ROOM / name).open("a") as file:
        file.write(f"{what}\n")


@task("tests.wait")
def wait(key: str) -> None:
    """Begin, and end when it is let to."""
    say("begun", str(os.getpid()))
    while not (ROOM / "let_go").exists():
        time.sleep(0.01)
    say("done", key)


@task("tests.fail")
def fail(key: str) -> None:
    """Fail with words that nobody may read."""
    raise ValueError(f"the secret of {key}")


@task("tests.vanish")
def vanish(key: str) -> None:
    """Leave nothing of which the end could be written down."""
    say("begun", str(os.getpid()))
    ProcrastinateJob.objects.filter(lock=key)._raw_delete("default")

"""What is there after everything was done? A whole run of a server on a patched source, and all that it left behind."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from billing.simulator.server import running
from database_for_tests import dump
from tests.canary.places import Place, columns, files, sent
from tests.canary.searching import Canary, Finding, search
from tests.canary.server import Patch, Server, free_port, serving, source
from tests.canary.values import WEBHOOK_SECRET


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was said, what the processor had in the end, and what everybody was answered."""

    canaries: list[Canary]
    state: str
    answers: list[Place]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was done, where it was found, and where it was looked for."""

    done: Done
    findings: list[Finding]
    at_home: set[Finding]
    places: set[str]
    printed: str


def run(patches: list[Patch], data: Path, do: Callable[[Server], Done]) -> Run:
    """Do everything on a copy of the source with these patches, and search all places; the data folder may be used."""
    port = free_port()
    with (
        source(patches) as copy,
        running(webhook=f"http://127.0.0.1:{port}/stripe/webhook", webhook_secret=WEBHOOK_SECRET) as processor,
        serving(copy, data, port=port, processor=processor) as server,
    ):
        done = do(server)
        server.stop()
        output = Place(name="output", octets=server.printed().encode())
        places = [output, *columns(dump(data)), *sent(data), *done.answers, *files(data)]
        found = search(places, done.canaries)
        return Run(
            done=done,
            findings=found.strayed,
            at_home=found.at_home,
            places={place.name for place in places},
            printed=server.printed(),
        )

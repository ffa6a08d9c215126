"""What is there after everything was done? A whole run of a server on a patched source, and all that it left behind."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from billing.simulator.server import running
from database_for_tests import dump
from tests.billing.canary.errands import Errands
from tests.billing.canary.people import people
from tests.billing.canary.places import Canary, Finding, Place, files, search, sent, tables
from tests.billing.canary.server import Patch, free_port, serving, source
from tests.billing.canary.values import WEBHOOK_SECRET


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the processor had in the end, what was said, where it was found, and where it was looked for."""

    state: str
    canaries: list[Canary]
    findings: list[Finding]
    places: set[str]
    printed: str


def run(patches: list[Patch], data: Path) -> Run:
    """Do everything on a copy of the source with these patches, and search all places; the data folder may be used."""
    port = free_port()
    with (
        source(patches) as copy,
        running(webhook=f"http://127.0.0.1:{port}/stripe/webhook", webhook_secret=WEBHOOK_SECRET) as processor,
        serving(copy, data, port=port, processor=processor) as server,
    ):
        with people(server.address, data) as everybody, closing(Errands(server, everybody)) as errands:
            errands.run()
            everybody.crawl()
            state, canaries = errands.state(), errands.canaries()
        server.stop()
        output = Place(name="output", octets=server.printed().encode())
        places = [output, *tables(dump(data)), *sent(data), *everybody.answers, *files(data)]
        return Run(
            state=state,
            canaries=canaries,
            findings=search(places, canaries),
            places={place.name for place in places},
            printed=server.printed(),
        )

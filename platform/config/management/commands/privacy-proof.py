"""`steward privacy-proof`: is each promise kept, at this moment, by this server? Exit code 1 if one is broken."""

import json
import textwrap
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.proof import Proof, Verdict, prove
from privacy.table import table as promises_table

WIDTH = 100


class Command(BaseCommand):
    """The command."""

    help = "Check the promises of the privacy policy, and name the tests that hold each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how it is to be told."""
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")
        parser.add_argument("--table", action="store_true", help="check nothing; write the table of PROMISES.md")

    def handle(self, *, json: bool, table: bool, **_: Any) -> None:
        """Tell it; raise CommandError if a promise is broken."""
        if table:
            self.stdout.write(promises_table(), ending="")
            return
        proofs = list(prove())
        self.stdout.write(_as_json(proofs) if json else "\n".join(map(_as_text, proofs)))
        broken = [proof.promise.name for proof in proofs if proof.verdict is Verdict.BROKEN]
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")
        if not json:
            self.stdout.write(_summary(proofs))


def _as_json(proofs: list[Proof]) -> str:
    return json.dumps({proof.promise.name: _told(proof) for proof in proofs}, indent=2)


def _told(proof: Proof) -> dict[str, Any]:
    promise = proof.promise
    told = {"heading": promise.heading, "promise": promise.words, "kept": promise.kept, "tests": promise.tests}
    return told | {"verdict": proof.verdict, "missing": promise.missing, "faults": proof.faults}


def _as_text(proof: Proof) -> str:
    promise = proof.promise
    first = f"{promise.name:<4} {proof.verdict:<8} {promise.heading}"
    told = [promise.words, *(f"Broken: {fault}" for fault in proof.faults)]
    told += [f"Not there yet: {promise.missing}."] if promise.missing else [f"Kept by: {promise.kept}"]
    told.append(f"Held by: {', '.join(promise.tests)}")
    indented = (textwrap.fill(text, WIDTH, initial_indent=" " * 14, subsequent_indent=" " * 14) for text in told)
    return "\n".join([first, *indented])


def _summary(proofs: list[Proof]) -> str:
    counts = {verdict: sum(proof.verdict is verdict for proof in proofs) for verdict in Verdict}
    return "\n" + ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)

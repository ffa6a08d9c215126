"""`steward operator`: how does the service fare? Counts and states; nothing that anybody has told us."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from config import operating
from config.operating import Jobs, Standing


class Command(BaseCommand):
    """The command."""

    help = "Show how many people and records each account has, whether it is paid for, and how jobs fare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how it is to be told."""
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")

    def handle(self, *, json: bool, **_: Any) -> None:
        """Tell it."""
        accounts, jobs = list(operating.standings()), operating.jobs()
        self.stdout.write(_as_json(accounts, jobs) if json else _as_text(accounts, jobs))


def _as_json(accounts: list[Standing], jobs: Jobs) -> str:
    told = {"accounts": [asdict(account) for account in accounts], "jobs": asdict(jobs)}
    return json.dumps(told, cls=DjangoJSONEncoder, indent=2)


def _as_text(accounts: list[Standing], jobs: Jobs) -> str:
    kinds = list(accounts[0].records) if accounts else []
    heading = ["account", "since", "status", "reason", "people", *kinds, "entries"]
    rows = [heading, *(_row(account) for account in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    states = ", ".join(f"{count} {state}" for state, count in jobs.states.items()) or "none"
    since = f", the oldest due since {jobs.due_since:%Y-%m-%d %H:%M} UTC" if jobs.due_since else ""
    return "\n".join([*lines, "", f"jobs: {states}{since}; workers: {jobs.workers}"])


def _row(account: Standing) -> list[str]:
    counts = [str(count) for count in (account.people, *account.records.values(), account.entries)]
    return [account.id, f"{account.created_at:%Y-%m-%d}", account.status, account.reason or "-", *counts]

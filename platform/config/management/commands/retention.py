"""`steward retention`: what is too old to be kept? Tells how much would go, and by which rule; `--apply` has it go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from privacy import retention
from privacy.retention import Standing

HEADING = ("type", "days", "since", "would go", "oldest")


class Command(BaseCommand):
    """The command."""

    help = "Show by which rules what goes when it is too old, and how much of it there is; changes nothing by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whether it is to go."""
        parser.add_argument("--apply", action="store_true", help="have it go now, whatever the clock did before")

    def handle(self, *, apply: bool, **_: Any) -> None:
        """Tell it, or do it. What went before a failure stays gone, and the next time goes on."""
        if apply:
            for rule, count in retention.apply():
                self.stdout.write(f"{rule.name}: {count} went.")
        else:
            self.stdout.write(_table([HEADING, *map(_row, retention.look())]))


def _row(standing: Standing) -> tuple[str, ...]:
    oldest = f"{standing.old.oldest:%Y-%m-%d}" if standing.old.oldest else "-"
    return standing.rule.name, str(standing.days), standing.rule.since, str(standing.old.count), oldest


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)

"""`steward retention`: what is too old to be kept? Tells how much would go, and by which rule; `--apply` has it go."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

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
        """Tell it, or do it; raise CommandError if there is nothing to look at.

        What went before a failure stays gone, and the next time goes on.
        """
        try:
            lines = _applied() if apply else _table([HEADING, *map(_row, retention.look())])
            for line in lines:
                self.stdout.write(line)
        except ProgrammingError:
            raise CommandError("The database has no tables yet; steward serve makes them when it starts.") from None
        except (OSError, ValueError) as error:  # the list of what was erased
            raise CommandError(str(error)) from error


def _applied() -> Iterator[str]:
    for rule, count in retention.apply():
        yield f"{rule.name}: {count} went."


def _row(standing: Standing) -> tuple[str, ...]:
    oldest = f"{standing.old.oldest:%Y-%m-%d}" if standing.old.oldest else "-"
    return standing.rule.name, str(standing.days), standing.rule.since, str(standing.old.count), oldest


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)

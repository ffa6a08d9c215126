"""How does a test apply the rules of how long what is kept, as an operator does?"""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from privacy.rules import RULES, Rule

A_LITTLE = timedelta(minutes=5)


def rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


def ages(name: str) -> tuple[datetime, datetime]:
    """Return since when something is too old by a rule, and since when it is not quite."""
    last = timezone.now() - timedelta(days=rule(name).days)
    return last - A_LITTLE, last + A_LITTLE


def told(**options: Any) -> str:
    said = StringIO()
    call_command("retention", stdout=said, **options)
    return said.getvalue()


def would_go(name: str) -> int:
    """Return how many things the dry run tells of."""
    [line] = [line for line in told().splitlines() if line.startswith(f"{name} ")]
    return int(line.split()[-2])


def gone(name: str) -> int:
    """Apply all rules; return how many things went by one."""
    [line] = [line for line in told(apply=True).splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1])

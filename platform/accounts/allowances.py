"""How much may somebody still ask for? A budget of points per person, which fills up again at a steady rate.

The generic cell rate algorithm, in one row per person: the moment when the budget will be full again. What is there now
is `BUDGET - RESTORE_RATE * seconds until then`; to spend is to put that moment off. The first expression of each
statement reads the row (permissions/viewer.py), and what was spent is written in batches (permissions/charging.py), so
that a person's requests do not wait for each other's row lock.
"""

from django.conf import settings

BUDGET: int = settings.RATE_BUDGET  # points
RESTORE_RATE: int = settings.RATE_RESTORE  # points per second


def remaining(full_at: str, spent: str) -> str:
    """Return SQL for the points that are left, below zero if there are not enough; `full_at` may be null."""
    owed = f"greatest(coalesce(extract(epoch FROM {full_at} - now()), 0), 0)"
    return f"{BUDGET} - {RESTORE_RATE} * {owed}::float8 - {spent}"


def seconds_until(points: float, left: float) -> float:
    """Return after how many seconds that many points are there, when so many are left."""
    return max(0.0, (points - left) / RESTORE_RATE)

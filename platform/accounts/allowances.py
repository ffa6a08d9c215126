"""How much may somebody still ask for? A budget of points per person, which fills up again at a steady rate.

The generic cell rate algorithm, in one row per person: the moment when the budget will be full again. What is there now
is `BUDGET - RESTORE_RATE * seconds until then`; to spend is to put that moment off. The first expression of each
statement reads the row (permissions/viewer.py), and what was spent is written in batches, so that a person's requests
do not wait for each other's row lock.
"""

from django.conf import settings

from accounts.sessions import SEEN_SECONDS

BUDGET: int = settings.RATE_BUDGET  # points
RESTORE_RATE: int = settings.RATE_RESTORE  # points per second

# Takes sessions' stored keys and points, pairwise, and notes that the sessions were seen. In the order of the holders,
# so that two of these cannot deadlock; and of two that note the same, one leaves it to the other.
CHARGE = f"""
WITH late AS (
  SELECT session_key FROM accounts_session
  WHERE session_key = ANY($1::text[]) AND seen_at < now() - interval '{SEEN_SECONDS} seconds'
    AND seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'
  FOR UPDATE SKIP LOCKED
), seen AS (UPDATE accounts_session s SET seen_at = now() FROM late WHERE s.session_key = late.session_key)
INSERT INTO accounts_allowance AS a (holder, full_at)
SELECT s.user_id, now() + sum(c.points) / {RESTORE_RATE} * interval '1 second'
FROM unnest($1::text[], $2::float8[]) AS c(session_key, points) JOIN accounts_session s USING (session_key)
WHERE s.user_id IS NOT NULL GROUP BY s.user_id ORDER BY s.user_id
ON CONFLICT (holder) DO UPDATE SET full_at = greatest(a.full_at, now()) + (excluded.full_at - now())
"""


def remaining(full_at: str, spent: str) -> str:
    """Return SQL for the points that are left, below zero if there are not enough; `full_at` may be null."""
    owed = f"greatest(coalesce(extract(epoch FROM {full_at} - now()), 0), 0)"
    return f"{BUDGET} - {RESTORE_RATE} * {owed}::float8 - {spent}"


def seconds_until(points: float, left: float) -> float:
    """Return after how many seconds that many points are there, when so many are left."""
    return max(0.0, (points - left) / RESTORE_RATE)

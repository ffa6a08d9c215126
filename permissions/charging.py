"""How are points charged? In one upsert for all that a process answered, which also notes what was last used when.

Takes the stored keys of sessions and tokens, and points, pairwise. In the order of the holders, so that two of these
cannot deadlock; and of two that note the same, one leaves it to the other.
"""

from django.conf import settings

from accounts.allowances import RESTORE_RATE
from accounts.sessions import SEEN_SECONDS


def _noted(name: str, table: str, key: str, moment: str, condition: str) -> str:
    """Return expressions that note on the rows of these keys, once a minute, that they were used just now."""
    late = f"{moment} < now() - interval '{SEEN_SECONDS} seconds'"
    return f"""{name}_late AS (
  SELECT {key} FROM {table} WHERE {key} = ANY($1::text[]) AND {condition.format(late=late)} FOR UPDATE SKIP LOCKED
), {name}_seen AS (UPDATE {table} s SET {moment} = now() FROM {name}_late l WHERE s.{key} = l.{key})"""


# A session that was left idle is over, and stays so.
_SESSIONS = _noted(
    *("session", "accounts_session", "session_key", "seen_at"),
    f"{{late}} AND seen_at > now() - interval '{settings.SESSION_IDLE_SECONDS} seconds'",
)
_TOKENS = _noted(*("token", "tokens_personaltoken", "digest", "last_used_at"), "(last_used_at IS NULL OR {late})")

CHARGE = f"""
WITH {_SESSIONS}, {_TOKENS},
charged AS (SELECT * FROM unnest($1::text[], $2::float8[]) AS c(key, points)),
of_holders AS (
  SELECT s.user_id AS holder, c.points FROM charged c JOIN accounts_session s ON s.session_key = c.key
  UNION ALL SELECT t.user_id, c.points FROM charged c JOIN tokens_personaltoken t ON t.digest = c.key
  UNION ALL SELECT t.user_id, c.points FROM charged c JOIN tokens_accesstoken t ON t.token_checksum = c.key
)
INSERT INTO accounts_allowance AS a (holder, full_at)
SELECT holder, now() + sum(points) / {RESTORE_RATE} * interval '1 second'
FROM of_holders WHERE holder IS NOT NULL GROUP BY holder ORDER BY holder
ON CONFLICT (holder) DO UPDATE SET full_at = greatest(a.full_at, now()) + (excluded.full_at - now())
"""

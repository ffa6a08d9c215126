WITH identity AS MATERIALIZED (
  SELECT u.id AS user_id,
    u.account_id,
    set_config('steward.account_id', u.account_id::text, true) AS wall,
    500000 - 10000 * greatest(coalesce(extract(epoch FROM a.full_at - now()), 0), 0)::float8 - $1::int AS remaining
  FROM accounts_session s
  JOIN accounts_user u ON u.id = s.user_id LEFT
  JOIN accounts_allowance a ON a.holder = u.id
  WHERE s.session_key = $2::text
    AND s.expire_date > now()
    AND s.seen_at > now() - interval '7200 seconds'
    AND s.version = u.session_version
    AND u.is_active
), viewer AS MATERIALIZED (
  SELECT i.user_id,
    i.account_id,
    i.remaining,
    ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids
  FROM identity i
  WHERE i.wall IS NOT NULL
)
SELECT CASE WHEN viewer.remaining >= 0 THEN (
  json_build_object(
    'viewer', (
      SELECT json_build_object(
        'sessions', (
          SELECT coalesce(json_agg(json_build_object('device', session_2.device, 'isCurrent', session_2.session_key = $2::text) ORDER BY session_2.id DESC), '[]')
          FROM accounts_session session_2
          WHERE session_2.user_id = user_1.id
            AND (
              session_2.user_id = viewer.user_id
                AND session_2.expire_date > now()
                AND session_2.seen_at > now() - interval '7200 seconds'
                AND session_2.version = (SELECT u.session_version FROM accounts_user u WHERE u.id = viewer.user_id)
            )
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key

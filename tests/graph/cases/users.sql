WITH identity AS MATERIALIZED (
  SELECT u.id AS user_id,
    u.account_id,
    set_config('steward.account_id', u.account_id::text, true) AS wall
  FROM accounts_session s
  JOIN accounts_user u ON u.id = s.user_id
  WHERE s.session_key = $1::text
    AND s.expire_date > now()
    AND s.version = u.session_version
    AND u.is_active
), viewer AS MATERIALIZED (
  SELECT i.user_id,
    i.account_id,
    ARRAY(SELECT m.group_id FROM accounts_membership m WHERE m.user_id = i.user_id) AS group_ids
  FROM identity i
  WHERE i.wall IS NOT NULL
)
SELECT (
  json_build_object(
    'users', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $2::int), '[]'))
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $2::int THEN (
            SELECT json_build_object('id', 'usr_' || replace(user_2.id::text, '-', ''), 'username', user_2.username)
            FROM accounts_user user_2
            WHERE user_2.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            SELECT user_1.id AS id
            FROM accounts_user user_1
            WHERE user_1.account_id = viewer.account_id
            ORDER BY id DESC
            LIMIT $2::int + 1
          ) k
        ) page
      ) r
    )
  )
)::text AS data
FROM viewer

-- $1 the session's key
-- $2 page_size: 50

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
    'invitations', (
      WITH matching_2 AS MATERIALIZED (
        (
          SELECT invitation_1.expires_at AS k1,
            invitation_1.id AS id
          FROM accounts_invitation invitation_1
          WHERE (
            invitation_1.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
            AND strpos(lower(invitation_1.email), lower($4::text)) > 0
        )
      )
      SELECT json_build_object(
        'totalCount', (SELECT count(*) FROM matching_2),
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]'),
        'pageInfo', json_build_object('hasNextPage', (count(*) > $3::int))
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $3::int THEN (
            SELECT json_build_object(
              'id', 'inv_' || encode(uuid_send(invitation_3.id), 'hex'),
              'email', invitation_3.email,
              'username', invitation_3.username,
              'role', invitation_3.role,
              'createdAt', to_char(invitation_3.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'createdBy', (
                SELECT json_build_object('username', user_4.username)
                FROM accounts_user user_4
                WHERE user_4.id = invitation_3.created_by_id
                  AND user_4.account_id = viewer.account_id
              ),
              'expiresAt', to_char(invitation_3.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            )
            FROM accounts_invitation invitation_3
            WHERE invitation_3.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY k1 DESC, id DESC) AS n,
            count(*) OVER () AS found
          FROM (SELECT * FROM matching_2 ORDER BY k1 DESC, id DESC LIMIT $3::int + 1) k
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 page_size: 20
-- $4 text: @example

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
        'account', (
          SELECT json_build_object(
            'name', account_2.name,
            'phone', account_2.phone,
            'street', account_2.street,
            'city', account_2.city,
            'region', account_2.region,
            'postalCode', account_2.postal_code,
            'country', account_2.country,
            'updatedBy', (
              SELECT json_build_object('username', user_3.username)
              FROM accounts_user user_3
              WHERE user_3.id = account_2.updated_by_id
                AND user_3.account_id = viewer.account_id
            )
          )
          FROM accounts_account account_2
          WHERE account_2.id = user_1.account_id
            AND account_2.id = viewer.account_id
        )
      )
      FROM accounts_user user_1
      WHERE user_1.id = viewer.user_id
    ),
    'users', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'username', user_5.username,
              'phone', CASE WHEN (
                user_5.id = viewer.user_id
                  OR EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
              ) THEN user_5.phone END,
              'isActive', user_5.is_active,
              'updatedAt', to_char(user_5.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'updatedBy', (
                SELECT json_build_object('username', user_6.username)
                FROM accounts_user user_6
                WHERE user_6.id = user_5.updated_by_id
                  AND user_6.account_id = viewer.account_id
              )
            )
            FROM accounts_user user_5
            WHERE user_5.id = page.id
          ) AS node_1
        FROM (
          SELECT user_4.username AS k1,
            user_4.id AS id
          FROM accounts_user user_4
          WHERE user_4.account_id = viewer.account_id
          ORDER BY k1 ASC, id ASC
          LIMIT $3::int
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

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
    'transfers', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.id DESC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'id', 'tra_' || encode(uuid_send(transfer_2.id), 'hex'),
              'madeAt', to_char(transfer_2.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              'madeBy', (
                SELECT json_build_object('username', user_3.username)
                FROM accounts_user user_3
                WHERE user_3.id = transfer_2.made_by_id
                  AND user_3.account_id = viewer.account_id
              ),
              'fromUser', (
                SELECT json_build_object('username', user_4.username)
                FROM accounts_user user_4
                WHERE user_4.id = transfer_2.from_user_id
                  AND user_4.account_id = viewer.account_id
              ),
              'toUser', (
                SELECT json_build_object('username', user_5.username)
                FROM accounts_user user_5
                WHERE user_5.id = transfer_2.to_user_id
                  AND user_5.account_id = viewer.account_id
              ),
              'companies', transfer_2.companies,
              'contacts', transfer_2.contacts,
              'notes', transfer_2.notes,
              'tags', transfer_2.tags,
              'teams', transfer_2.teams
            )
            FROM permissions_transfer transfer_2
            WHERE transfer_2.id = page.id
          ) AS node_1
        FROM (
          SELECT transfer_1.id AS id
          FROM permissions_transfer transfer_1
          WHERE (
            transfer_1.account_id = viewer.account_id
              AND EXISTS (SELECT FROM accounts_user a WHERE a.id = viewer.user_id AND a.role = 'ADMIN')
          )
            AND EXISTS (
              SELECT
              FROM accounts_user user_6
              WHERE user_6.id = transfer_1.from_user_id
                AND user_6.account_id = viewer.account_id
                AND user_6.username = $3::text
            )
          ORDER BY id DESC
          LIMIT $4::int
        ) page
      ) r HAVING true
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 text: ben
-- $4 page_size: 5

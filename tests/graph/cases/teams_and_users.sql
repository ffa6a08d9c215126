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
    'teams', (
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 ASC, r.id ASC), '[]'))
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'id', 'team_' || encode(uuid_send(team_2.id), 'hex'),
              'name', team_2.name,
              'owner', (
                SELECT json_build_object('username', user_3.username)
                FROM accounts_user user_3
                WHERE user_3.id = team_2.owner_id
                  AND user_3.account_id = viewer.account_id
              ),
              'members', (
                SELECT coalesce(json_agg(json_build_object('username', user_4.username) ORDER BY user_4.username, user_4.id), '[]')
                FROM accounts_membership user_4_link
                JOIN accounts_user user_4 ON user_4.id = user_4_link.user_id
                WHERE user_4_link.group_id = team_2.group_id
                  AND user_4.account_id = viewer.account_id
              )
            )
            FROM accounts_team team_2
            WHERE team_2.id = page.id
          ) AS node_1
        FROM (
          SELECT team_1.name AS k1,
            team_1.id AS id
          FROM accounts_team team_1
          WHERE team_1.account_id = viewer.account_id
          ORDER BY k1 ASC, id ASC
          LIMIT $3::int
        ) page
      ) r HAVING true
    ),
    'users', (
      WITH matching_6 AS MATERIALIZED (
        (
          SELECT user_5.username AS k1,
            user_5.id AS id
          FROM accounts_user user_5
          WHERE user_5.account_id = viewer.account_id
            AND starts_with(lower(user_5.username), lower($4::text))
        )
      )
      SELECT json_build_object(
        'totalCount', (SELECT count(*) FROM matching_6),
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.k1 DESC, r.id DESC), '[]')
      )
      FROM (
        SELECT page.*,
          (
            SELECT json_build_object(
              'username', user_7.username,
              'role', user_7.role,
              'email', CASE WHEN user_7.id = viewer.user_id THEN user_7.email END,
              'teams', (
                SELECT coalesce(json_agg(json_build_object('name', team_8.name) ORDER BY team_8.name, team_8.id), '[]')
                FROM accounts_membership team_8_link
                JOIN accounts_team team_8 ON team_8.group_id = team_8_link.group_id
                WHERE team_8_link.user_id = user_7.id
                  AND team_8.account_id = viewer.account_id
              )
            )
            FROM accounts_user user_7
            WHERE user_7.id = page.id
          ) AS node_1
        FROM (SELECT * FROM matching_6 ORDER BY k1 DESC, id DESC LIMIT $3::int) page
      ) r HAVING true
    ),
    'viewer', (
      SELECT json_build_object(
        'email', CASE WHEN user_9.id = viewer.user_id THEN user_9.email END,
        'name', user_9.name,
        'account', (
          SELECT json_build_object(
            'id', 'acc_' || encode(uuid_send(account_10.id), 'hex'),
            'name', account_10.name,
            'country', account_10.country
          )
          FROM accounts_account account_10
          WHERE account_10.id = user_9.account_id
            AND account_10.id = viewer.account_id
        ),
        'teams', (
          SELECT coalesce(
            json_agg(
              json_build_object(
                'members', (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'username', user_12.username,
                        'email', CASE WHEN user_12.id = viewer.user_id THEN user_12.email END
                      ) ORDER BY user_12.username, user_12.id
                    ), '[]'
                  )
                  FROM accounts_membership user_12_link
                  JOIN accounts_user user_12 ON user_12.id = user_12_link.user_id
                  WHERE user_12_link.group_id = team_11.group_id
                    AND user_12.account_id = viewer.account_id
                )
              ) ORDER BY team_11.name, team_11.id
            ), '[]'
          )
          FROM accounts_membership team_11_link
          JOIN accounts_team team_11 ON team_11.group_id = team_11_link.group_id
          WHERE team_11_link.user_id = user_9.id
            AND team_11.account_id = viewer.account_id
        )
      )
      FROM accounts_user user_9
      WHERE user_9.id = viewer.user_id
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 page_size: 20
-- $4 text: a

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
      SELECT json_build_object('nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]'))
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $3::int THEN (
            SELECT json_build_object(
              'id', 'team_' || replace(team_2.id::text, '-', ''),
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
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY k1 ASC, id ASC) AS n,
            count(*) OVER () AS found
          FROM (
            SELECT team_1.name AS k1,
              team_1.id AS id
            FROM accounts_team team_1
            WHERE team_1.account_id = viewer.account_id
            ORDER BY k1 ASC, id ASC
            LIMIT $3::int + 1
          ) k
        ) page
      ) r
    ),
    'users', (
      SELECT json_build_object(
        'totalCount', (
          SELECT count(*)
          FROM (
            SELECT user_5.id AS id
            FROM accounts_user user_5
            WHERE user_5.account_id = viewer.account_id
              AND starts_with(lower(user_5.username), lower($4::text))
          ) c
        ),
        'nodes', coalesce(json_agg(r.node_1 ORDER BY r.n) FILTER (WHERE r.n <= $3::int), '[]')
      )
      FROM (
        SELECT page.n,
          page.found,
          CASE WHEN page.n <= $3::int THEN (
            SELECT json_build_object(
              'username', user_6.username,
              'role', user_6.role,
              'email', CASE WHEN user_6.id = viewer.user_id THEN user_6.email END,
              'teams', (
                SELECT coalesce(json_agg(json_build_object('name', team_7.name) ORDER BY team_7.name, team_7.id), '[]')
                FROM accounts_membership team_7_link
                JOIN accounts_team team_7 ON team_7.group_id = team_7_link.group_id
                WHERE team_7_link.user_id = user_6.id
                  AND team_7.account_id = viewer.account_id
              )
            )
            FROM accounts_user user_6
            WHERE user_6.id = page.id
          ) END AS node_1
        FROM (
          SELECT k.*,
            row_number() OVER (ORDER BY k1 DESC, id DESC) AS n,
            count(*) OVER () AS found
          FROM (
            SELECT user_5.username AS k1,
              user_5.id AS id
            FROM accounts_user user_5
            WHERE user_5.account_id = viewer.account_id
              AND starts_with(lower(user_5.username), lower($4::text))
            ORDER BY k1 DESC, id DESC
            LIMIT $3::int + 1
          ) k
        ) page
      ) r
    ),
    'viewer', (
      SELECT json_build_object(
        'email', CASE WHEN user_8.id = viewer.user_id THEN user_8.email END,
        'name', user_8.name,
        'account', (
          SELECT json_build_object(
            'id', 'acc_' || replace(account_9.id::text, '-', ''),
            'name', account_9.name,
            'country', account_9.country
          )
          FROM accounts_account account_9
          WHERE account_9.id = user_8.account_id
            AND account_9.id = viewer.account_id
        ),
        'teams', (
          SELECT coalesce(
            json_agg(
              json_build_object(
                'members', (
                  SELECT coalesce(
                    json_agg(
                      json_build_object(
                        'username', user_11.username,
                        'email', CASE WHEN user_11.id = viewer.user_id THEN user_11.email END
                      ) ORDER BY user_11.username, user_11.id
                    ), '[]'
                  )
                  FROM accounts_membership user_11_link
                  JOIN accounts_user user_11 ON user_11.id = user_11_link.user_id
                  WHERE user_11_link.group_id = team_10.group_id
                    AND user_11.account_id = viewer.account_id
                )
              ) ORDER BY team_10.name, team_10.id
            ), '[]'
          )
          FROM accounts_membership team_10_link
          JOIN accounts_team team_10 ON team_10.group_id = team_10_link.group_id
          WHERE team_10_link.user_id = user_8.id
            AND team_10.account_id = viewer.account_id
        )
      )
      FROM accounts_user user_8
      WHERE user_8.id = viewer.user_id
        AND user_8.account_id = viewer.account_id
    )
  )
)::text END AS data,
  viewer.remaining
FROM viewer

-- $1 the points spent
-- $2 the session's key
-- $3 page_size: 20
-- $4 text: a
